// Rows of drafts of a founding charter and of what their founders said to them.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { type Charter, parseCharter } from './charter.ts';

export type Founding = Row<'founding'>;
export type FoundingState = Founding['state'];

const byHash = query<{ hash: string }>()((db, p) => db.selectFrom('founding').selectAll().where('hash', '=', p.hash));
const newestFirst = query()((db) =>
  db.selectFrom('founding').selectAll().orderBy('received_at', 'desc').orderBy('hash'),
);
const messagesOf = query<{ hash: string }>()((db, p) =>
  db
    .selectFrom('founding_signature')
    .select(['origin', 'signature'])
    .where('hash', '=', p.hash)
    .orderBy('received_at')
    .orderBy('origin'),
);
const signedBy = query<{ origin: string }>()((db, p) =>
  db
    .selectFrom('founding')
    .innerJoin('founding_signature', 'founding_signature.hash', 'founding.hash')
    .selectAll('founding')
    .where('founding_signature.origin', '=', p.origin)
    .orderBy('founding.hash'),
);
const pending = query<{ self: string }>()((db, p) =>
  db
    .selectFrom('founding')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'draft')
    .where('hash', 'not in', (eb) => eb.selectFrom('founding_signature').select('hash').where('origin', '=', p.self)),
);

/** @throws Error when it is damaged: it was checked before it was kept */
export const readKeptDraft = ({ hash, bytes }: Founding): Charter => {
  const parsed = parseCharter(bytes);
  if (!parsed.ok) throw new Error(`The founding draft ${hash} in the database is damaged: ${parsed.why}`);
  return parsed.charter;
};

export const findFounding = async (reader: Reader, hash: string): Promise<Founding | undefined> =>
  reader.get(byHash, { hash });

export const listFoundings = async (reader: Reader): Promise<Founding[]> => reader.all(newestFirst, {});

/** The founders' messages by origin. */
export const messagesOfFounding = async (reader: Reader, hash: string): Promise<Map<string, string>> =>
  new Map((await reader.all(messagesOf, { hash })).map(({ origin, signature }) => [origin, signature]));

/** Drafts that this founder signed, whatever became of them. */
export const foundingsSignedBy = async (reader: Reader, origin: string): Promise<Founding[]> =>
  reader.all(signedBy, { origin });

/** How many drafts wait for the admin of this instance. */
export const countPending = async (reader: Reader, self: string): Promise<number> =>
  (await reader.get(pending, { self }))?.count ?? 0;

const insert = command<Founding>()((db, p) =>
  db
    .insertInto('founding')
    .values({ hash: p.hash, bytes: p.bytes, state: p.state, received_at: p.received_at })
    .onConflict((oc) => oc.column('hash').doNothing()),
);
const insertMessage = command<Row<'founding_signature'>>()((db, p) =>
  db
    .insertInto('founding_signature')
    .values({ hash: p.hash, origin: p.origin, signature: p.signature, received_at: p.received_at })
    .onConflict((oc) => oc.columns(['hash', 'origin']).doNothing()),
);
const setState = command<{ hash: string; state: FoundingState }>()((db, p) =>
  db.updateTable('founding').set({ state: p.state }).where('hash', '=', p.hash).where('state', '!=', p.state),
);

/** Answers false when the draft is there already. */
export const keepFounding = async (tx: Writer, draft: { hash: string; bytes: string; at: number }): Promise<boolean> =>
  (await tx.run(insert, { hash: draft.hash, bytes: draft.bytes, state: 'draft', received_at: draft.at })) > 0;

/** A founder's first word stands. Answers false when there is one. */
export const keepMessage = async (
  tx: Writer,
  said: { hash: string; origin: string; message: string; at: number },
): Promise<boolean> =>
  (await tx.run(insertMessage, {
    hash: said.hash,
    origin: said.origin,
    signature: said.message,
    received_at: said.at,
  })) > 0;

/** Answers false when it is in that state already. */
export const putFoundingState = async (tx: Writer, hash: string, state: FoundingState): Promise<boolean> =>
  (await tx.run(setState, { hash, state })) > 0;
