// What is still to be gone over, some rows at a time (schema/0019-steps.ts): posts of whom a measure was taken on, undone or ended; what
// was erased; posts that show another name of who wrote them; journals that are folded anew.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

/** Where a walk over somebody's posts stands, the newest first: those before it come next. */
export type Cursor = { readonly at: number; readonly id: number };
export const START: Cursor = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/** Subjects that begin with a word: how they are called, and what of them is named. */
const beginning = (word: string) => ({
  of: (named: string): string => `${word}${named}`,
  in: (subject: string): string | undefined => (subject.startsWith(word) ? subject.slice(word.length) : undefined),
});

/** A walk of its own: over the posts that a peer told votes of, by its origin. */
export const { of: votesOf, in: voterIn } = beginning('votes ');
/** A walk over entries that wait for one that is there by now, by its name. */
export const { of: wakingOf, in: wakingIn } = beginning('waking ');
const AGAIN = 'again ';
/** A walk over what speaks of a long thread, by its name, while journals are folded anew. */
export const { of: againOf, in: againIn } = beginning(AGAIN);
/** A walk over posts that show an image, by its digest: it came. */
export const { of: showingOf, in: shownIn } = beginning('showing ');
/**
 * A walk over what an action carries, the first of it first: each is in force, or not, as the log says. @param named its number. With
 * `taking`, whom it concerns is told.
 */
export const { of: settlingOf, in: settlingIn } = beginning('settling ');
export const { of: takingOf, in: takingIn } = beginning('taking ');

/** All journals are folded anew (planks/again): the cursor says how far. */
export const REFOLDING = 'refold';
/** A walk over all posts that votes were told of: others vote now. */
export const RANKING = 'ranking';

/** A walk over all posts that advice may lie over: an admin chose otherwise. */
export const ADVISING = 'advising';

const CARDS = 'cards ';
/** A walk over what was made ready for readers of somebody's posts: they are called otherwise now. @param origin `''` on boards */
export const cardsOf = (origin: string, publicId: string): string => `${CARDS}${publicId}@${origin}`;
export const cardsIn = (subject: string): { origin: string; publicId: string } | undefined => {
  const [publicId, origin] = subject.startsWith(CARDS) ? subject.slice(CARDS.length).split('@') : [];
  return publicId === undefined || origin === undefined ? undefined : { origin, publicId };
};

const ERASING = 'erasing ';
/** A walk over what an erasure names. @param by the number of the entry that erases, or the hash of a statement */
export const erasingOf = (journal: number, by: string): string => `${ERASING}${journal} ${by}`;
export const erasingIn = (subject: string): { journal: number; by: string } | undefined => {
  const [word, journal, by] = subject.split(' ');
  return word === 'erasing' && by !== undefined ? { journal: Number(journal), by } : undefined;
};

const beginningWith = query<{ subject: string; end: string }>()((db, p) =>
  db.selectFrom('covering').select('subject').where('subject', '>=', p.subject).where('subject', '<', p.end).limit(1),
);
const dropThose = command<{ subject: string; end: string }>()((db, p) =>
  db.deleteFrom('covering').where('subject', '>=', p.subject).where('subject', '<', p.end),
);
/** Whether anything of that name, or that begins with it, is still to be done. */
export const isCovering = async (reader: Reader, subject: string): Promise<boolean> =>
  (await reader.get(beginningWith, { subject, end: `${subject}\u007f` })) !== undefined;
export const dropAgain = async (tx: Writer): Promise<void> => {
  await tx.run(dropThose, { subject: AGAIN, end: `${AGAIN}\u007f` });
};

type Params = { subject: string; at: number; id: number };

const put = command<Params>()((db, p) =>
  db
    .insertInto('covering')
    .values({ subject: p.subject, before_at: p.at, before_id: p.id })
    .onConflict((oc) => oc.column('subject').doUpdateSet({ before_at: p.at, before_id: p.id })),
);
const move = command<Params & { fromAt: number; fromId: number }>()((db, p) =>
  db
    .updateTable('covering')
    .set({ before_at: p.at, before_id: p.id })
    .where('subject', '=', p.subject)
    .where('before_at', '=', p.fromAt)
    .where('before_id', '=', p.fromId),
);
const drop = command<{ subject: string }>()((db, p) => db.deleteFrom('covering').where('subject', '=', p.subject));
const dropAt = command<Params>()((db, p) =>
  db
    .deleteFrom('covering')
    .where('subject', '=', p.subject)
    .where('before_at', '=', p.at)
    .where('before_id', '=', p.id),
);
const dropDone = command()((db) => db.deleteFrom('covering').where('subject', 'not like', 'cards %@'));
const next = query<{ after: string }>()((db, p) =>
  db.selectFrom('covering').selectAll().where('subject', '>', p.after).orderBy('subject').limit(1),
);
const all = query()((db) => db.selectFrom('covering').selectAll().orderBy('subject'));

const find = query<{ subject: string }>()((db, p) =>
  db.selectFrom('covering').selectAll().where('subject', '=', p.subject),
);
/** Where a walk stands; undefined: there is none of exactly this name. */
export const coveringAt = async (reader: Reader, subject: string): Promise<Cursor | undefined> => {
  const row = await reader.get(find, { subject });
  return row && { at: row.before_at, id: row.before_id };
};

/** `next`: where it goes on; undefined: it is done. Whatever was under way for the subject begins anew. */
export const keepCovering = async (tx: Writer, subject: string, next: Cursor | undefined): Promise<void> => {
  if (next) await tx.run(put, { subject, at: next.at, id: next.id });
  else await tx.run(drop, { subject });
};

/** Does nothing where it was begun anew meanwhile. */
export const moveCovering = async (
  tx: Writer,
  subject: string,
  from: Cursor,
  next: Cursor | undefined,
): Promise<void> => {
  if (next) await tx.run(move, { subject, at: next.at, id: next.id, fromAt: from.at, fromId: from.id });
  else await tx.run(dropAt, { subject, at: from.at, id: from.id });
};

/** All rows of planks were made anew, and everything was laid over them. Boards are as they were. */
export const dropCoverings = async (tx: Writer): Promise<void> => {
  await tx.run(dropDone, {});
};

export type Covering = { readonly subject: string; readonly from: Cursor };

/** The next after that one, and then from the beginning: however much there is to do of one, the others have their turn. */
export const nextCovering = async (reader: Reader, after = ''): Promise<Covering | undefined> => {
  const row = (await reader.get(next, { after })) ?? (after === '' ? undefined : await reader.get(next, { after: '' }));
  return row && { subject: row.subject, from: { at: row.before_at, id: row.before_id } };
};

/** All that is still to be gone over. */
export const listWalks = async (reader: Reader): Promise<Covering[]> =>
  (await reader.all(all, {})).map((row) => ({ subject: row.subject, from: { at: row.before_at, id: row.before_id } }));
export const listCoverings = async (reader: Reader): Promise<string[]> =>
  (await listWalks(reader)).map(({ subject }) => subject);
