// What one revision of a post changed of another, word by word.
import type { Change } from 'diff';
import { Refusal } from '../../base/errors.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Post } from './post-store.ts';

export type DiffPart = { kind: 'same' | 'added' | 'removed'; text: string };
export type Diff = {
  /** Ids of revisions; `from` is null where `to` is the first that is left. */
  from: string | null;
  to: string;
  /** Of the start of a thread. */
  title?: DiffPart[];
  body: DiffPart[];
};

type Words = { seq: number; title: string; body: string };

const kept = query<{ post: number; seq: number }>()((db, p) =>
  db.selectFrom('revision').select(['seq', 'title', 'body']).where('post_id', '=', p.post).where('seq', '=', p.seq),
);
const keptBelow = query<{ post: number; seq: number }>()((db, p) =>
  db
    .selectFrom('revision')
    .select(['seq', 'title', 'body'])
    .where('post_id', '=', p.post)
    .where('seq', '<', p.seq)
    .orderBy('seq', 'desc')
    .limit(1),
);

/** Beyond so many differences, or after so many milliseconds, the texts are shown whole, one after the other. */
const MOST_EDITS = 4_000;
const PATIENCE = 100;

const differences = async (before: string, after: string): Promise<DiffPart[]> => {
  const { diffWordsWithSpace } = await import('diff');
  const whole = [
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ];
  const changes: Pick<Change, 'value' | 'added' | 'removed'>[] =
    diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS, timeout: PATIENCE }) ?? whole;
  return changes
    .filter(({ value }) => value !== '')
    .map(({ value, added, removed }) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text: value }));
};

const revision = async (reader: Reader, post: Post, seq: number): Promise<Words | undefined> =>
  seq === post.edit_seq ? { seq, title: post.title, body: post.body } : reader.get(kept, { post: post.id, seq });

export type DiffAsked = { post: Post; start: boolean; from?: number | undefined; to?: number | undefined };

/** Without `to` the revision shown now, without `from` the one before it. @throws Refusal `not-found` */
export const readDiff =
  ({ db }: { db: Pick<Database, 'read'> }) =>
  async ({ post, start, from, to = post.edit_seq }: DiffAsked): Promise<Diff> => {
    const after = await revision(db.read, post, to);
    const before =
      from === undefined
        ? await db.read.get(keptBelow, { post: post.id, seq: to })
        : await revision(db.read, post, from);
    if (post.body === '' || !after || (from !== undefined && !before))
      throw new Refusal('not-found', 'There is no such revision.');
    return {
      from: before ? String(before.seq) : null,
      to: String(after.seq),
      ...(start ? { title: await differences(before?.title ?? '', after.title) } : {}),
      body: await differences(before?.body ?? '', after.body),
    };
  };
