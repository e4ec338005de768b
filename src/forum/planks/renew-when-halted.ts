// Coming back from a backup by itself: once a peer has told what it holds of us, the journal goes on in a new epoch, where the
// governance key is at hand (protocol.md, Restoring).
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { Reader } from '../../db/database.ts';
import type { SigningKey } from '../../journal/keys.ts';
import { operator } from '../policy/actor.ts';
import { type renewEpoch, whyHalted } from './renew-epoch.ts';

type Needs = {
  db: { read: Reader };
  clock: Clock;
  log: Logger;
  /** Undefined where the key is kept elsewhere. */
  governance: () => SigningKey | undefined;
  renew: ReturnType<typeof renewEpoch>;
};

/** Halted again so soon, somebody else writes under our name: two such houses would open epochs against each other for ever. */
const PAUSE = 60 * 60_000;

/** Call it after a pull that succeeded. Does nothing while the journal goes on. */
export const renewWhenHalted = ({ db, clock, log, governance, renew }: Needs) => {
  let renewedAt = Number.NEGATIVE_INFINITY;
  return async (coalition: string): Promise<void> => {
    if ((await whyHalted(db.read, coalition)) === null) return;
    const key = governance();
    if (!key) {
      log.warn({}, 'the journal is halted: run "koinon epoch open" where the governance key is');
      return;
    }
    if (clock.now() < renewedAt + PAUSE) {
      log.warn({}, 'the journal is halted again: does another instance run under this name?');
      return;
    }
    renewedAt = clock.now();
    const epoch = await renew(operator, { coalition, governance: key, final: false });
    log.info({ epoch }, 'opened a new epoch');
  };
};
