// A member starts a thread on a board of this instance.
import { Refusal } from '../../base/errors.ts';
import { renderMarkup } from '../../base/markup.ts';
import { nameOfPost, parseEntryName } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Reader } from '../../db/database.ts';
import { nextBoardNumber } from '../../db/dialect.ts';
import { appendEvent, appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember, maySee } from '../policy/may.ts';
import { type Held, heldJson, type Screen } from '../policy/screen.ts';
import { findAuthor } from '../threads/author-store.ts';
import type { ThreadInput } from '../threads/input.ts';
import { insertBoardPost } from '../threads/new-post.ts';
import { findPlace, growPlace } from '../threads/place-store.ts';
import { findThread, insertThread, placeOfThread } from '../threads/thread-store.ts';
import { spendUploads } from '../uploads/upload-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string; screen?: Screen | undefined };
export type Posted = {
  /** `b17` or `42@greens.example` */
  name: string;
  /** The post as readers get it: JSON. */
  card: string;
  /** It does not appear yet: then the name is that of what was put aside, and the card says why. */
  held?: true;
};

/** What a verb answers where nothing appears yet. */
export const asHeld = (held: Held): Posted => ({ name: held.id, card: heldJson(held), held: true });

/** A thread on a plank, by its name: whoever names it can read it. */
const checkAbout = async (reader: Reader, actor: Actor, about: string): Promise<void> => {
  const key = parseEntryName(about);
  const thread = key && (await findThread(reader, key));
  if (!thread || !maySee(actor, placeOfThread(thread)))
    throw new Refusal('invalid', 'about: must name a thread on a plank.', { field: 'about' });
};

/** @throws Refusal `not-found`, `unauthenticated`, `closed`, `invalid` (about, attachments) */
export const startThread =
  (needs: Needs) =>
  async (actor: Actor, slug: string, input: ThreadInput, alongside?: Alongside<Posted>): Promise<Posted> => {
    const html = renderMarkup(input.body, { origin: needs.origin });
    const posted = await needs.db.write(async (tx) => {
      const place = await findPlace(tx, 'board', slug);
      if (!place) throw new Refusal('not-found', 'There is no such board.');
      const member = mayAsMember(actor, { do: 'start-thread', place });
      if (input.about !== undefined) await checkAbout(tx, actor, input.about);
      const author = await findAuthor(tx, '', member.publicId);
      if (!author) throw new Refusal('unauthenticated', 'This account is gone.');
      const at = needs.clock.now();
      const aside = await needs.screen?.(tx, { member, kind: 'thread', place, thread: null, ...input });
      if (aside) {
        const answer = asHeld(aside.held);
        await alongside?.(tx, answer);
        await appendEvents(tx, aside.events, at);
        return answer;
      }
      const attachments = await spendUploads(tx, member.memberId, input.attachments);
      const key = { origin: '', seq: await nextBoardNumber(tx) };
      const threadId = await insertThread(tx, {
        ...key,
        placeId: place.id,
        title: input.title,
        authorId: author.id,
        listed: 1,
        at,
        about: input.about,
      });
      const { postId, card } = await insertBoardPost(
        tx,
        {
          key,
          place,
          thread: { id: threadId, ...key },
          parent: null,
          author,
          title: input.title,
          body: input.body,
          html,
          attachments,
          at,
        },
        needs.origin,
      );
      await growPlace(tx, { id: place.id, threads: 1, posts: 1, at });
      const answer = { name: nameOfPost(key), card };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'thread.started', at, placeId: place.id, threadId, postId });
      return answer;
    });
    needs.wake.ring();
    return posted;
  };
