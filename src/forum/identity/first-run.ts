// The one-time link by which the first admin makes their account. It works until it is used, until another one is
// printed (at the next start), or until there is an admin. The database keeps its hash alone.
import { Refusal } from '../../base/errors.ts';
import type { Chance } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { anyAdmin } from './member-store.ts';
import { hashSecret, newSecret } from './secret.ts';

type Needs = { db: Database; chance: Chance };

const SETTING = 'first-run';

const putLink = command<{ hash: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: SETTING, value: p.hash })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: p.hash })),
);
const findLink = query<{ hash: string }>()((db, p) =>
  db.selectFrom('setting').select('name').where('name', '=', SETTING).where('value', '=', p.hash),
);
const dropLink = command<{ hash: string }>()((db, p) =>
  db.deleteFrom('setting').where('name', '=', SETTING).where('value', '=', p.hash),
);

/** Answers the token for a new link, or undefined when there is an admin already. Earlier links end. */
export const openFirstRun =
  ({ db, chance }: Needs) =>
  async (actor: Actor): Promise<string | undefined> => {
    may(actor, { do: 'manage-instance' });
    const token = newSecret(chance);
    return db.write(async (tx) => {
      if (await tx.get(anyAdmin, {})) return undefined;
      await tx.run(putLink, { hash: hashSecret(token) });
      return token;
    });
  };

/** Whether this token still makes an admin. */
export const inspectFirstRun = async (reader: Reader, token: string): Promise<boolean> =>
  Boolean(await reader.get(findLink, { hash: hashSecret(token) })) && !(await reader.get(anyAdmin, {}));

const gone = () =>
  new Refusal('gone', 'token: this link was used or replaced; restart to get another.', { field: 'token' });

/** @throws Refusal `gone` */
export const checkFirstRun = async (reader: Reader, token: string): Promise<void> => {
  if (!(await inspectFirstRun(reader, token))) throw gone();
};

/** Exactly one caller per link gets through. @throws Refusal `gone` */
export const spendFirstRun = async (tx: Writer, token: string): Promise<void> => {
  const dropped = await tx.run(dropLink, { hash: hashSecret(token) });
  if (dropped === 0 || (await tx.get(anyAdmin, {}))) throw gone();
};
