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
  body: Uint8Array | undefined;
  header(name: string): string | undefined;
};

/** The key of the caller's highest epoch; of the one that it brings, where that is newer. */
const keyOfCaller = async (
  needs: CallerNeeds,
  coalition: string,
  iss: string,
  statement: string | undefined,
): Promise<PublicJwk | undefined> => {
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
      return opened.payload.key;
  }
  return known && (JSON.parse(known.key) as PublicJwk);
};

export const checkCaller =
  (needs: CallerNeeds) =>
  async (call: FederationCall): Promise<CheckedCall> => {
    const checked = await checkCallToken(bearerOf(call.header('authorization')), {
      coalition: async (id) => (await currentCoalition(needs.db.read))?.coalition === id,
      aud: needs.origin,
      method: call.method,
      url: needs.publicUrl + call.path,
      ...(call.body ? { body: call.body } : {}),
      now: needs.clock.now(),
      keyOf: (iss, _kid, coalition) => keyOfCaller(needs, coalition, iss, call.header(EPOCH_HEADER)),
      spend: spendCallToken(needs),
    });
    if (!checked.ok) needs.log.warn({ path: call.path, code: checked.code, why: checked.why }, 'refused a call');
    return checked;
  };

/** 401 with our own time: a caller whose clock is off learns by how much. */
export const refusedCall = (refused: { code: string; why: string }, now: number): Answer => ({
  ...json(401, { code: refused.code, title: 'This call was refused', status: 401, detail: refused.why }),
  headers: { date: new Date(now).toUTCString(), 'cache-control': 'no-store', 'www-authenticate': 'Bearer' },
});
