// A member replies on a plank: an entry of the own journal, durable together with the post.
import { Refusal } from '../../base/errors.ts';
import { renderMarkup } from '../../base/markup.ts';
import { nameOfPost, type PostKey, parseEntryName } from '../../base/names.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Posted } from '../boards/start-thread.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { ReplyInput } from '../threads/input.ts';
import { findParent } from '../threads/post-store.ts';
import { cardOfPost } from '../threads/read-posts.ts';
import { findThread } from '../threads/thread-store.ts';
import { nameOf } from './apply/fold.ts';
import { describeMember, type PlankNeeds, seal, speak } from './speak.ts';

/** @throws Refusal `not-found`, `unauthenticated`, `closed`, `invalid` (parent), `unavailable` (journal or clock) */
export const postReply =
  (needs: PlankNeeds) =>
  async (actor: Actor, threadKey: PostKey, input: ReplyInput, alongside?: Alongside<Posted>): Promise<Posted> => {
    const content = seal(needs, { body: input.body });
    const html = renderMarkup(input.body, { origin: needs.origin });
    const posted = await needs.db.write(async (tx) => {
      const thread = await findThread(tx, threadKey);
      if (thread?.place_kind !== 'plank') throw new Refusal('not-found', 'There is no such thread.');
      const place = { kind: thread.place_kind, visibility: thread.place_visibility, state: thread.place_state };
      const member = mayAsMember(actor, { do: 'reply', place, thread });
      needs.checkClock();
      const parentKey = input.parent === undefined ? threadKey : parseEntryName(input.parent);
      const parent = parentKey && (await findParent(tx, parentKey));
      if (parent?.thread_id !== thread.id)
        throw new Refusal('invalid', 'parent: must name a post of this thread.', { field: 'parent' });
      return speak(tx, needs, thread.place_coalition, async (speaker, fold) => {
        await describeMember(speaker, tx, needs, member);
        const ref = { thread: nameOfPost(thread), parent: nameOfPost(parent), author: member.publicId };
        const entry = await speaker.say('reply.posted', ref, content);
        const name = nameOf(entry);
        const card = await cardOfPost(tx, needs.origin, fold.posts.get(name)?.id ?? 0, html);
        if (card === undefined) throw new Refusal('closed', 'This plank takes no new posts.');
        const posted = { name, card };
        await alongside?.(tx, posted);
        return posted;
      });
    });
    needs.wake.ring();
    return posted;
  };
