// Meets what the replies of a slice name, all at once: otherwise each would look up its thread and its author by itself.
import { parseEntryName } from '../../../base/names.ts';
import { numbersOf, textsOf } from '../../../db/dialect.ts';
import { query } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { MEMBER_ID } from '../../../journal/records/parts.ts';
import { type Fold, knowAuthor, knowPost, nameOf } from './fold.ts';

const postsBySeq = query<{ origin: string; seqs: string }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['post.id', 'post.seq', 'post.thread_id', 'post.place_id', 'post.at', 'post.arrived_at'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', 'in', numbersOf(dialect, p.seqs)),
);
const authorsByPublicId = query<{ origin: string; publicIds: string }>()((db, p, dialect) =>
  db
    .selectFrom('author')
    .select(['id', 'public_id'])
    .where('origin', '=', p.origin)
    .where('public_id', 'in', textsOf(dialect, p.publicIds)),
);

/** Nothing has checked what stands in a ref by now. */
const textIn = (ref: unknown, field: string): string => {
  const value = (ref as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  return typeof value === 'string' ? value : '';
};

/** @param entries of one origin, about to be applied. What is not there yet is looked for again when its turn comes. */
export const meet = async (fold: Fold, entries: readonly StoredEntry[]): Promise<void> => {
  const replies = entries.filter(({ type }) => type === 'reply.posted');
  const [first] = replies;
  if (!first) return;
  const own = new Set(entries.map(nameOf));
  const names = new Set(replies.flatMap(({ ref }) => [textIn(ref, 'thread'), textIn(ref, 'parent')]));
  const seqs = new Map<string, number[]>();
  for (const name of names) {
    const key = own.has(name) ? undefined : parseEntryName(name);
    if (key) seqs.set(key.origin, [...(seqs.get(key.origin) ?? []), key.seq]);
  }
  for (const [origin, numbers] of seqs)
    for (const row of await fold.tx.all(postsBySeq, { origin, seqs: JSON.stringify(numbers) }))
      knowPost(fold, { origin, seq: row.seq }, row);
  const ids = new Set(replies.map(({ ref }) => textIn(ref, 'author')).filter((id) => MEMBER_ID.test(id)));
  const { origin } = first;
  for (const row of await fold.tx.all(authorsByPublicId, { origin, publicIds: JSON.stringify([...ids]) }))
    knowAuthor(fold, origin, row.public_id, row.id);
};
