// A member replies in a thread on a board of this instance.
import { Refusal } from '../../base/errors.ts';
import { renderMarkup } from '../../base/markup.ts';
import { nameOfPost, type PostKey, parsePostName } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Reader } from '../../db/database.ts';
import { nextBoardNumber } from '../../db/dialect.ts';
import { appendEvent, appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { Screen } from '../policy/screen.ts';
import { findAuthor } from '../threads/author-store.ts';
import type { ReplyInput } from '../threads/input.ts';
import { insertBoardPost } from '../threads/new-post.ts';
import { growPlace } from '../threads/place-store.ts';
import { findParent } from '../threads/post-store.ts';
import { findThread, growThread, placeOfThread, type ThreadInPlace } from '../threads/thread-store.ts';
import { spendUploads } from '../uploads/upload-store.ts';
import { asHeld, type Posted } from './start-thread.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string; screen?: Screen | undefined };

/** The post answered: the thread's start where the reply names none. */
const parentOf = async (reader: Reader, thread: ThreadInPlace, parent: string | undefined) => {
  const key = parent === undefined ? { origin: thread.origin, seq: thread.seq } : parsePostName(parent);
  const found = key && (await findParent(reader, key));
  if (!found || found.thread_id !== thread.id)
    throw new Refusal('invalid', 'parent: must name a post of this thread.', { field: 'parent' });
  return found;
};

/** @throws Refusal `not-found`, `unauthenticated`, `closed`, `invalid` (parent, attachments) */
export const postReply =
  (needs: Needs) =>
  async (actor: Actor, threadKey: PostKey, input: ReplyInput, alongside?: Alongside<Posted>): Promise<Posted> => {
    const html = renderMarkup(input.body, { origin: needs.origin });
    const posted = await needs.db.write(async (tx) => {
      const thread = await findThread(tx, threadKey);
      if (thread?.place_kind !== 'board') throw new Refusal('not-found', 'There is no such thread.');
      const place = { id: thread.place_id, ...placeOfThread(thread) };
      const member = mayAsMember(actor, { do: 'reply', place, thread });
      const parent = await parentOf(tx, thread, input.parent);
      const author = await findAuthor(tx, '', member.publicId);
      if (!author) throw new Refusal('unauthenticated', 'This account is gone.');
      const at = Math.max(needs.clock.now(), parent.at);
      const aside = await needs.screen?.(tx, {
        ...{ member, kind: 'reply', thread, title: '', ...input },
        place: { ...place, layer: thread.place_layer },
      });
      if (aside) {
        const answer = asHeld(aside.held);
        await alongside?.(tx, answer);
        await appendEvents(tx, aside.events, needs.clock.now());
        return answer;
      }
      const attachments = await spendUploads(tx, member.memberId, input.attachments);
      const key = { origin: '', seq: await nextBoardNumber(tx) };
      const { postId, card } = await insertBoardPost(
        tx,
        { key, place, thread, parent, author, title: '', body: input.body, html, attachments, at },
        needs.origin,
      );
      await growThread(tx, thread.id, at);
      await growPlace(tx, { id: place.id, threads: 0, posts: 1, at });
      const answer = { name: nameOfPost(key), card };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'post.created', at, placeId: place.id, threadId: thread.id, postId });
      return answer;
    });
    needs.wake.ring();
    return posted;
  };
