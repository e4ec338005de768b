// After a backup was restored: when this instance may go on speaking, and in which epoch (protocol.md, Restoring).
import type { Logger } from '../base/log.ts';
import type { Chance, Clock } from '../base/time.ts';
import type { Reader } from '../db/database.ts';
import type { FactsReader } from '../forum/planks/facts.ts';
import { governs, type renewEpoch, whyHalted } from '../forum/planks/renew-epoch.ts';
import { operator } from '../forum/policy/actor.ts';
import { newestOwnEpoch } from '../journal/journal-store.ts';
import type { SigningKey } from '../journal/keys.ts';
import { MAX_EPOCH } from '../journal/limits.ts';
import { NO_EPOCHS_LEFT } from '../journal/open-own-epoch.ts';
import { listPeers } from './sync/peer-store.ts';

/**
 * Numbers that are left out where a peer was silent. That peer may be the only one that knows an epoch which this instance
 * opened and forgot: to open that number again would be a fork. A share of those that are left, so that they do not run out.
 */
const mostSkipped = (newest: number): number => Math.floor((MAX_EPOCH - newest) / 8);

/** Halted again so soon, somebody else speaks under our name: two such houses would open epochs against each other for ever. */
const PAUSE = 60 * 60_000;

type Needs = {
  db: { readonly read: Reader };
  log: Logger;
  clock: Clock;
  chance: Pick<Chance, 'fraction'>;
  facts: FactsReader;
  governance: { key(): SigningKey | undefined };
  renew: ReturnType<typeof renewEpoch>;
};

/** `alone`: there are no peers. */
export type Asked = 'alone' | 'all' | 'some' | 'none' | 'under-way';

export type GoOn = {
  /** A peer was asked, since this process began: it told what it holds of our journal, or was silent. */
  note(peer: string, told: boolean): void;
  asked(coalition: string): Promise<Asked>;
  /** How many numbers to leave out after the newest epoch that is known here. */
  leaveOut(asked: Asked, newest: number): number;
  /** Opens the next epoch where the journal is halted, every peer was asked and one at least has told; answers its number. */
  attempt(coalition: string): Promise<number | undefined>;
};

export const createGoOn = (needs: Needs): GoOn => {
  const { db, log, clock, chance, governance } = needs;
  const answers = new Map<string, boolean>();
  let under: Promise<number | undefined> | undefined;
  let complained = '';
  let openedAt = Number.NEGATIVE_INFINITY;
  /** Each reason once, not at every turn. */
  const complain = (why: string): undefined => {
    if (why !== complained) log.warn({}, why);
    complained = why;
  };

  const open = async (coalition: string): Promise<number | undefined> => {
    if ((await whyHalted(db.read, coalition)) === null) return undefined;
    const asked = await goOn.asked(coalition);
    if (asked === 'under-way') return undefined;
    if (asked === 'none') return complain('restored: waiting for a peer that tells what it holds of this journal');
    if (clock.now() < openedAt + PAUSE)
      return complain('halted again so soon: does another instance run under this name?');
    const key = governance.key();
    if (!key || !governs(await needs.facts(db.read, coalition), key))
      return complain('restored: run "koinon epoch open" where the governance key is; planks take no posts until then');
    const newest = (await newestOwnEpoch(db.read, coalition))?.epoch ?? 0;
    if (newest >= MAX_EPOCH) return complain(`restored: ${NO_EPOCHS_LEFT}`);
    const renewal = { coalition, governance: key, final: false, skip: goOn.leaveOut(asked, newest), ifHalted: true };
    const epoch = await needs.renew(operator, renewal);
    openedAt = clock.now();
    log.warn({ epoch, asked }, 'restored: opened a new epoch');
    return epoch;
  };

  const goOn: GoOn = {
    note(peer, told) {
      if (told || !answers.has(peer)) answers.set(peer, told);
    },
    async asked(coalition) {
      const known = (await listPeers(db.read, coalition)).map(({ origin }) => answers.get(origin));
      if (known.length === 0) return 'alone';
      if (known.every((told) => told === true)) return 'all';
      if (known.some((told) => told === undefined)) return 'under-way';
      return known.some((told) => told === true) ? 'some' : 'none';
    },
    leaveOut(asked, newest) {
      const most = asked === 'all' || asked === 'alone' ? 0 : mostSkipped(newest);
      return most === 0 ? 0 : 1 + Math.floor(chance.fraction() * most);
    },
    attempt(coalition) {
      under ??= open(coalition).finally(() => {
        under = undefined;
      });
      return under;
    },
  };
  return goOn;
};
