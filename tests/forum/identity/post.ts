// What waits in the outbox, for tests of the verbs that write mails.
import type { Database } from '../../../src/db/database.ts';
import { query } from '../../../src/db/statement.ts';
import type { DB } from '../../../src/db/tables.ts';

const mails = query()((db) =>
  db
    .selectFrom('outbox')
    .select(['kind', 'address', 'text', 'member_id as memberId', 'until_at as until'])
    .orderBy('id'),
);

export const mailsIn = async (db: Database) => db.read.all(mails, {});

export const kindsIn = async (db: Database) => (await mailsIn(db)).map(({ kind, address }) => `${kind} ${address}`);

/** The token in the newest mail of this kind. */
export const tokenIn = async (db: Database, kind: string): Promise<string> => {
  const mail = (await mailsIn(db)).filter((one) => one.kind === kind).at(-1);
  const [, token] = /\?token=([\w-]+)$/m.exec(mail?.text ?? '') ?? [];
  if (!token) throw new Error(`No mail of the kind ${kind} holds a token.`);
  return token;
};

/** How many rows these tables have. */
export const countRows = async (db: Database, tables: readonly (keyof DB)[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const counted = query()((built) => built.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('n')));
    counts[table] = Number((await db.read.get(counted, {}))?.n);
  }
  return counts;
};
