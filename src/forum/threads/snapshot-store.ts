// What was reported, as it read then: kept for those who decide, and gone with what it shows. Where its author takes the post away
// while somebody still has to look at it, it stays until that is done, thirty days at the most.
import type { ExpressionBuilder } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { DB } from '../../db/tables.ts';

export type Snapshot = PostKey & { revision: number; caseId: number; title: string; body: string; at: number };

const insert = command<Snapshot>()((db, p) =>
  db
    .insertInto('post_snapshot')
    .values({
      origin: p.origin,
      seq: p.seq,
      revision: p.revision,
      case_id: p.caseId,
      title: p.title,
      body: p.body,
      at: p.at,
    })
    .onConflict((oc) => oc.doNothing()),
);

/** Keeps a revision; one that was kept before stays as it is. */
export const keepSnapshot = async (tx: Writer, snapshot: Snapshot): Promise<void> => {
  await tx.run(insert, snapshot);
};

const open = ['open', 'claimed', 'escalated'] as const;

/** Of the post with this row, revisions from `from` to `to`. */
type Of = { id: number; from: number; to: number };

const named = (p: Required<Of>) => (eb: ExpressionBuilder<DB, 'post_snapshot'>) =>
  eb.and([
    eb('origin', '=', (post) => post.selectFrom('post').select('origin').where('id', '=', p.id)),
    eb('seq', '=', (post) => post.selectFrom('post').select('seq').where('id', '=', p.id)),
    eb('revision', '>=', p.from),
    eb('revision', '<=', p.to),
  ]);

const drop = command<Of>()((db, p) =>
  db
    .deleteFrom('post_snapshot')
    .where(named(p))
    .where('case_id', 'in', (eb) =>
      eb
        .selectFrom('moderation_case')
        .select('id')
        .where('state', 'not in', [...open]),
    ),
);
const mark = command<Of>()((db, p) => db.updateTable('post_snapshot').set({ gone: 1 }).where(named(p)));

/** The words of the post with this row are gone: of all revisions, or of one. */
export const dropSnapshots = async (tx: Writer, id: number, revision?: number): Promise<void> => {
  const of = { id, from: revision ?? 0, to: revision ?? Number.MAX_SAFE_INTEGER };
  await tx.run(drop, of);
  await tx.run(mark, of);
};

const purge = command<PostKey>()((db, p) =>
  db.deleteFrom('post_snapshot').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
/** However open the case is: two people have agreed that nobody keeps it. */
export const purgeSnapshots = async (tx: Writer, key: PostKey): Promise<void> => {
  await tx.run(purge, key);
};

const ofCase = query<{ caseId: number }>()((db, p) =>
  db
    .selectFrom('post_snapshot')
    .select(['revision', 'title', 'body', 'at', 'gone'])
    .where('case_id', '=', p.caseId)
    .orderBy('revision', 'desc'),
);
export const snapshotsOfCase = async (
  reader: Reader,
  caseId: number,
): Promise<{ revision: number; title: string; body: string; at: number; gone: 0 | 1 }[]> =>
  reader.all(ofCase, { caseId });

const dropGoneOfCase = command<{ caseId: number }>()((db, p) =>
  db.deleteFrom('post_snapshot').where('case_id', '=', p.caseId).where('gone', '=', 1),
);
/** Nobody has to look any more. */
export const dropGoneSnapshots = async (tx: Writer, caseId: number): Promise<void> => {
  await tx.run(dropGoneOfCase, { caseId });
};

const noteGone = command<{ now: number }>()((db, p) =>
  db.updateTable('post_snapshot').set({ gone_at: p.now }).where('gone', '=', 1).where('gone_at', 'is', null),
);
const dropOld = command<{ before: number }>()((db, p) =>
  db.deleteFrom('post_snapshot').where('gone', '=', 1).where('gone_at', '<=', p.before),
);
/** However open the case is. */
export const SNAPSHOT_AFTER_ERASURE = 30 * 86_400_000;

/** Called now and then: from the first time on, the thirty days are counted. */
export const dropOldSnapshots = async (tx: Writer, now: number): Promise<void> => {
  await tx.run(noteGone, { now });
  await tx.run(dropOld, { before: now - SNAPSHOT_AFTER_ERASURE });
};
