// Who calls: another constituent, by a token that its operations key signed (protocol.md, Exchange). A caller whose new epoch
// is not known here yet brings the statement along, which its governance key signed.
import type { Logger } from '../../base/log.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { bearerOf, type CheckedCall, checkCallToken } from '../../federation/call-token.ts';
import { spendCallToken } from '../../federation/spent-tokens.ts';
import { keysOf } from '../../federation/sync/taking.ts';
import { currentCoalition, type FactsReader } from '../../forum/planks/facts.ts';
import { checkEpoch, openEpoch } from '../../journal/epoch-statement.ts';
import { listEpochs } from '../../journal/journal-store.ts';
import type { PublicJwk } from '../../journal/keys.ts';
import { type Answer, json } from '../answer.ts';
import { PROBLEM_TYPE } from '../failure.ts';

/** Carries the caller's newest epoch statement. */
export const EPOCH_HEADER = 'koinon-epoch';

export type CallerNeeds = {
  db: Database;
  clock: Clock;
  chance: Chance;
  log: Logger;
  facts: FactsReader;
  origin: string;
  publicUrl: string;
};

export type FederationCall = {
  method: 'GET' | 'POST';
  /** Below the public URL, query included. */
  path: string;
  /** Called once the signature holds. */
  body: () => Promise<Uint8Array>;
  header(name: string): string | undefined;
};

/** The key of the caller's highest epoch; of the one that it brings, where that is newer. */
const keyOfCaller = async (
  needs: CallerNeeds,
  coalition: string,
  iss: string,
  statement: string | undefined,
): Promise<{ key: PublicJwk | undefined; known: string | undefined }> => {
  const facts = await needs.facts(needs.db.read, coalition);
  const epochs = (await listEpochs(needs.db.read, coalition)).filter((epoch) => epoch.origin === iss);
  const known = epochs.at(-1);
  if (statement !== undefined) {
    const opened = openEpoch(statement);
    const governance = keysOf(facts.versions, []).governance(iss);
    if (
      opened.ok &&
      governance &&
      opened.payload.origin === iss &&
      opened.payload.coalition === coalition &&
      opened.payload.epoch > (known?.epoch ?? 0) &&
      checkEpoch(opened, governance)
    )
      return { key: opened.payload.key, known: known?.statement };
  }
  return { key: known && (JSON.parse(known.key) as PublicJwk), known: known?.statement };
};

/** The newest statement of the caller that is known here: what a caller that was restored from a backup has to learn. */
export type CallRefused = Extract<CheckedCall, { ok: false }> & { epoch?: string };

export const checkCaller =
  (needs: CallerNeeds) =>
  async (call: FederationCall): Promise<Extract<CheckedCall, { ok: true }> | CallRefused> => {
    let newest: string | undefined;
    const checked = await checkCallToken(bearerOf(call.header('authorization')), {
      coalition: async (id) => (await currentCoalition(needs.db.read))?.coalition === id,
      aud: needs.origin,
      method: call.method,
      url: needs.publicUrl + call.path,
      body: call.body,
      now: needs.clock.now(),
      async keyOf(iss, _kid, coalition) {
        const { key, known } = await keyOfCaller(needs, coalition, iss, call.header(EPOCH_HEADER));
        newest = known;
        return key;
      },
      spend: spendCallToken(needs),
    });
    if (checked.ok) return checked;
    needs.log.warn({ path: call.path, code: checked.code, why: checked.why }, 'refused a call');
    return checked.code === 'key' && newest !== undefined ? { ...checked, epoch: newest } : checked;
  };

/** 401 with our own time, so that a caller whose clock is off learns by how much; and with its newest epoch that we know. */
export const refusedCall = ({ code, why, epoch }: Omit<CallRefused, 'ok'>, now: number): Answer => ({
  ...json(401, {
    type: 'about:blank',
    title: 'This call was refused',
    status: 401,
    code,
    detail: why,
    ...(epoch ? { epoch } : {}),
  }),
  type: PROBLEM_TYPE,
  headers: { date: new Date(now).toUTCString(), 'cache-control': 'no-store', 'www-authenticate': 'Bearer' },
});
