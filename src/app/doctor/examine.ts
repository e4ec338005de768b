// All checks of `koinon doctor`, one after the other; one that breaks is a finding itself.
import type { Config } from '../../base/config.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { openCore } from '../core.ts';
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

/** @param tell hears each finding as soon as it is there */
export const examine = async (needs: Needs, tell: (finding: Finding) => void): Promise<Finding[]> => {
  const { config, clock } = needs;
  const all: Finding[] = [];
  const look = async (name: string, check: Check): Promise<void> => {
    for (const finding of await attempt(name, check)) {
      all.push(finding);
      tell(finding);
    }
  };
  await look('disk', () => checkSpace(config.dataDir));
  await look('writing', () => checkWriting(config.dataDir));
  await look('keys', () => checkKeys(config));
  let usable = false;
  await look('database', async () => {
    const found = await checkDatabase(config.database);
    usable = found.usable;
    return found.findings;
  });
  await look('tls', () => checkTls(config, clock.now()));
  await look('address', () => checkAddress(config));
  await look('mail', () => checkMail(config));
  if (!usable) return all;
  await look('database', async () => {
    const core = await openCore(needs);
    try {
      await look('journal', () => checkJournal(core));
      await look('peers', () => checkPeers(core));
      await look('erasures', () => checkLeaving(core.db.read, clock.now()));
      await look('backup', () => checkBackup(core.db.read, clock.now()));
      return [];
    } finally {
      await core.db.close();
    }
  });
  return all;
};
