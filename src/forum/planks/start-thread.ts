// A member starts a thread on a plank: an entry of the own journal, durable together with the post.
import { Refusal } from '../../base/errors.ts';
import { renderMarkup } from '../../base/markup.ts';
import type { Alongside } from '../../db/alongside.ts';
import { appendEvents } from '../../events/append.ts';
import { asHeld, type Posted } from '../boards/start-thread.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { ThreadInput } from '../threads/input.ts';
import { findPlace } from '../threads/place-store.ts';
import { cardOfPost } from '../threads/read-posts.ts';
import { findNamed, spendUploads } from '../uploads/upload-store.ts';
import { holdBlobs } from './apply/attach.ts';
import { nameOf } from './apply/fold.ts';
import { describeMember, type PlankNeeds, screenOnPlank, seal, speak } from './speak.ts';

/** @throws Refusal `not-found`, `invalid` (about, attachments), `unauthenticated`, `unacknowledged`, `closed`, `unavailable` (journal or clock) */
export const startThread =
  (needs: PlankNeeds) =>
  async (actor: Actor, slug: string, input: ThreadInput, alongside?: Alongside<Posted>): Promise<Posted> => {
    if (input.about !== undefined)
      throw new Refusal('invalid', 'about: is for threads on boards; on a plank, link to it in the text.', {
        field: 'about',
      });
    const attachments = await findNamed(needs.db.read, actor, input.attachments);
    const { title, body } = input;
    const content = seal(needs, { title, body, ...(attachments.length > 0 ? { attachments } : {}) });
    const html = renderMarkup(input.body, { origin: needs.origin });
    const posted = await needs.db.write(async (tx) => {
      const place = await findPlace(tx, 'plank', slug);
      if (!place) throw new Refusal('not-found', 'There is no such plank.');
      const member = mayAsMember(actor, { do: 'start-thread', place });
      needs.checkClock();
      const aside = await screenOnPlank(tx, needs, { member, kind: 'thread', place, thread: null, ...input });
      if (aside) {
        const answer = asHeld(aside.held);
        await alongside?.(tx, answer);
        await appendEvents(tx, aside.events, needs.clock.now());
        return answer;
      }
      const spent = await spendUploads(tx, member.memberId, input.attachments);
      return speak(tx, needs, place.coalition, async (speaker, fold) => {
        await describeMember(speaker, tx, needs, member, input.acknowledged === true);
        await holdBlobs(tx, needs.origin, spent);
        const entry = await speaker.say('thread.started', { plank: slug, author: member.publicId }, content);
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
