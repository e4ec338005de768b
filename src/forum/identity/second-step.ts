// Between password and code: whoever has given the password on one page does not type it again on the next. What stands for it is
// good for ten minutes, for this account with this password, and only together with a code.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { derivedKey } from './derived-key.ts';
import { accountByName } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; hasher: PasswordHasher };
type Account = { id: number; passwordHash: string };

const STEP_MS = 10 * 60_000;
const FORM = /^(\d{1,16})\.[\w-]{43}$/;

export const createSecondSteps = (needs: Needs) => {
  const { db, clock, hasher } = needs;
  const key = derivedKey(needs, 'koinon second step');
  const sign = async (until: number, { id, passwordHash }: Account): Promise<string> => {
    const mac = createHmac('sha256', await key()).update(`${until} ${id} ${passwordHash}`);
    return `${until}.${mac.digest('base64url')}`;
  };
  return {
    /**
     * For who was asked for a code.
     * @throws Refusal `wrong-credentials`
     */
    async make({ name, password }: { name: string; password: string }): Promise<string> {
      const typed = name.trim().toLowerCase();
      const account = MEMBER_NAME.test(typed) ? await db.read.get(accountByName, { name: typed }) : undefined;
      const right = await hasher.check(account?.passwordHash ?? hasher.dummy, password);
      if (!account || !right) throw new Refusal('wrong-credentials', 'Name or password is wrong.');
      return sign(clock.now() + STEP_MS, account);
    },
    async check(step: string, account: Account): Promise<boolean> {
      const until = Number(FORM.exec(step)?.[1]);
      if (!(clock.now() < until)) return false;
      const right = Buffer.from(await sign(until, account));
      const given = Buffer.from(step);
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
};

export type SecondSteps = ReturnType<typeof createSecondSteps>;
