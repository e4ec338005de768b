// What a member who left said on boards, some posts at a time: it goes, or stays under "Former member". Either way nothing that
// was made ready for readers shows the name again.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { findLeaving, moveLeaving } from '../identity/leaving-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { bumpPlace } from '../threads/place-store.ts';
import { emptyPost } from '../threads/post-store.ts';
import { bumpThread, describeThread } from '../threads/thread-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** Posts in one transaction. */
const STEP = 50;

const next = query<{ publicId: string; at: number; id: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['post.id', 'post.at', 'post.state', 'post.thread_id', 'post.place_id'])
    .select(['post.seq', 'thread.seq as start'])
    .where('author.origin', '=', '')
    .where('author.public_id', '=', p.publicId)
    .where('post.at', '>=', p.at)
    .where((eb) => eb.or([eb('post.at', '>', p.at), eb('post.id', '>', p.id)]))
    .orderBy('post.at')
    .orderBy('post.id')
    .limit(p.limit),
);
const dropCard = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ card: null, version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

/** Does the next posts. Answers whether there may be more. */
export const eraseWords =
  (needs: Needs) =>
  async (actor: Actor, memberId: number): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    const more = await needs.db.write(async (tx) => {
      const leaving = await findLeaving(tx, memberId);
      if (!leaving) return false;
      const after = { at: leaving.board_at, id: leaving.board_id };
      const posts = await tx.all(next, { publicId: leaving.public_id, ...after, limit: STEP });
      const last = posts.at(-1);
      if (!last) return false;
      const at = needs.clock.now();
      for (const post of posts) {
        const { id, thread_id: threadId, place_id: placeId } = post;
        await tx.run(dropCard, { id });
        if (leaving.posts === 'keep' || post.state !== 'live') {
          await bumpThread(tx, threadId);
          continue;
        }
        await emptyPost(tx, id, 'erased');
        // A thread that nobody answered leaves the lists with its start.
        if (post.seq === post.start) await describeThread(tx, threadId, '', 0);
        else await bumpThread(tx, threadId);
        await appendEvent(tx, { kind: 'post.deleted', at, placeId, threadId, postId: id });
      }
      for (const place of new Set(posts.map((post) => post.place_id))) await bumpPlace(tx, place);
      await moveLeaving(tx, memberId, { at: last.at, id: last.id });
      await appendEvent(tx, { kind: 'member.left', at, data: { member: leaving.public_id } });
      return posts.length === STEP;
    });
    if (more) needs.wake.ring();
    return more;
  };
