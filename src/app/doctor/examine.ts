// All checks of `koinon doctor`, one after the other; one that breaks is a finding itself.
import type { Config } from '../../base/config.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { type Core, openCore } from '../core.ts';
import { checkAddress, checkTls } from './address.ts';
import { checkDatabase } from './database.ts';
import { checkSpace, checkWriting } from './disk.ts';
import { type Finding, failure, whyNot } from './finding.ts';
import { checkBackup, checkJournal, checkLeaving } from './journal.ts';
import { checkKeys } from './keys.ts';
import { checkMail } from './mail.ts';
import { checkPeers } from './peers.ts';

type Needs = { config: Config; log: Logger; clock: Clock };
type Check = () => Finding | Finding[] | Promise<Finding | Finding[]>;

const attempt = async (name: string, check: Check): Promise<Finding[]> => {
  try {
    return [await check()].flat();
  } catch (error) {
    return [failure(name, `This could not be checked: ${whyNot(error)}`)];
  }
};

type Look = (name: string, check: Check) => Promise<void>;

const checkHouse = async (look: Look, { config }: Pick<Needs, 'config'>): Promise<void> => {
  await look('disk', () => checkSpace(config.dataDir));
  await look('writing', () => checkWriting(config.dataDir));
  await look('keys', () => checkKeys(config));
};
const checkWays = async (look: Look, { config, clock }: Needs): Promise<void> => {
  await look('tls', () => checkTls(config, clock.now()));
  await look('address', () => checkAddress(config));
  await look('mail', () => checkMail(config));
};
const checkWithin = async (look: Look, core: Core): Promise<void> => {
  await look('journal', () => checkJournal(core));
  await look('peers', () => checkPeers(core));
  await look('erasures', () => checkLeaving(core.db.read, core.clock.now()));
  await look('backup', () => checkBackup(core.db.read, core.clock.now()));
};

/** @param tell hears each finding as soon as it is there */
const collect = (tell: (finding: Finding) => void): { all: Finding[]; look: Look } => {
  const all: Finding[] = [];
  const look: Look = async (name, check) => {
    for (const finding of await attempt(name, check)) {
      all.push(finding);
      tell(finding);
    }
  };
  return { all, look };
};

/** @param tell hears each finding as soon as it is there */
export const examine = async (needs: Needs, tell: (finding: Finding) => void): Promise<Finding[]> => {
  const { all, look } = collect(tell);
  await checkHouse(look, needs);
  let usable = false;
  await look('database', async () => {
    const found = await checkDatabase(needs.config.database);
    usable = found.usable;
    return found.findings;
  });
  await checkWays(look, needs);
  if (!usable) return all;
  await look('database', async () => {
    const core = await openCore(needs);
    try {
      await checkWithin(look, core);
      return [];
    } finally {
      await core.db.close();
    }
  });
  return all;
};

/** In a running instance: all but whether its database is whole, for which everybody would have to wait. */
export const examineRunning = async (core: Core): Promise<Finding[]> => {
  const { all, look } = collect(() => {});
  await checkHouse(look, core);
  await checkWays(look, core);
  await checkWithin(look, core);
  return all;
};
