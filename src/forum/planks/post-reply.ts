// A member replies on a plank: an entry of the own journal, durable together with the post.
import { Refusal } from '../../base/errors.ts';
import { renderMarkup } from '../../base/markup.ts';
import { nameOfPost, type PostKey, parseEntryName } from '../../base/names.ts';
import type { Alongside } from '../../db/alongside.ts';
import { appendEvents } from '../../events/append.ts';
import { asHeld, type Posted } from '../boards/start-thread.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { ReplyInput } from '../threads/input.ts';
import { newPostCard } from '../threads/new-post.ts';
import { findParent } from '../threads/post-store.ts';
import { findThread, placeOfThread } from '../threads/thread-store.ts';
import { findNamed, spendUploads } from '../uploads/upload-store.ts';
import { holdBlobs } from './apply/attach.ts';
import { nameOf } from './apply/fold.ts';
import { describeMember, type PlankNeeds, screenOnPlank, seal, speak } from './speak.ts';

/** @throws Refusal `not-found`, `unauthenticated`, `unacknowledged`, `closed`, `invalid` (parent, attachments), `unavailable` (journal or clock) */
export const postReply =
  (needs: PlankNeeds) =>
  async (actor: Actor, threadKey: PostKey, input: ReplyInput, alongside?: Alongside<Posted>): Promise<Posted> => {
    const attachments = await findNamed(needs.db.read, actor, input.attachments);
    const content = seal(needs, { body: input.body, ...(attachments.length > 0 ? { attachments } : {}) });
    const html = renderMarkup(input.body, { origin: needs.origin });
    const posted = await needs.db.write(async (tx) => {
      const thread = await findThread(tx, threadKey);
      if (thread?.place_kind !== 'plank') throw new Refusal('not-found', 'There is no such thread.');
      const place = placeOfThread(thread);
      const member = mayAsMember(actor, { do: 'reply', place, thread });
      needs.checkClock();
      const parentKey = input.parent === undefined ? threadKey : parseEntryName(input.parent);
      const parent = parentKey && (await findParent(tx, parentKey));
      if (parent?.thread_id !== thread.id)
        throw new Refusal('invalid', 'parent: must name a post of this thread.', { field: 'parent' });
      const aside = await screenOnPlank(tx, needs, {
        ...{ member, kind: 'reply', thread, title: '', ...input },
        place: { ...place, id: thread.place_id, layer: thread.place_layer },
      });
      if (aside) {
        const answer = asHeld(aside.held);
        await alongside?.(tx, answer);
        await appendEvents(tx, aside.events, needs.clock.now());
        return answer;
      }
      const spent = await spendUploads(tx, member.memberId, input.attachments);
      return speak(tx, needs, thread.place_coalition, async (speaker, fold) => {
        const author = await describeMember(speaker, tx, needs, member, input.acknowledged === true);
        if (!author) throw new Refusal('unauthenticated', 'This account is gone.');
        // What was just read need not be looked up again.
        const isStart = parent.origin === thread.origin && parent.seq === thread.seq;
        const known = {
          id: parent.id,
          threadId: thread.id,
          placeId: thread.place_id,
          at: parent.at,
          arrivedAt: parent.arrived_at,
          isStart,
        };
        fold.posts.set(nameOfPost(parent), known);
        const ref = { thread: nameOfPost(thread), parent: nameOfPost(parent), author: member.publicId };
        await holdBlobs(tx, needs.origin, spent);
        const entry = await speaker.say('reply.posted', ref, content);
        const name = nameOf(entry);
        const post = fold.posts.get(name);
        if (!post) throw new Refusal('closed', 'This plank takes no new posts.');
        const card = newPostCard(
          {
            origin: entry.origin,
            seq: entry.seq,
            thread,
            place: { kind: thread.place_kind, slug: thread.place_slug },
            author: { origin: needs.origin, name: author.name, displayName: author.display_name },
            parent,
            title: '',
            body: input.body,
            html,
            attachments,
            at: post.at,
            arrivedAt: post.arrivedAt,
          },
          needs.origin,
        );
        const posted = { name, card };
        await alongside?.(tx, posted);
        return posted;
      });
    });
    needs.wake.ring();
    return posted;
  };
