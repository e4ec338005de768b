// Follows what was written, here and elsewhere: filters that label or collapse act, filters in shadow note what they would have done.
// What would have been held but stands here already (a post of a peer, an edit) is collapsed, by filters and by the rules for all posts.
import { nameOfPost } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvents, type NewEvent } from '../../events/append.ts';
import { eventEnds, readCursor, type StoredEvent, saveCursor } from '../../events/event-store.ts';
import { followEvents } from '../../events/follow.ts';
import type { Wake } from '../../events/wake.ts';
import { AUTOMATIC_MS } from '../moderation/draft.ts';
import type { Actor } from '../policy/actor.ts';
import { holds } from '../policy/capabilities.ts';
import { parseDuties } from '../policy/duties.ts';
import { may } from '../policy/may.ts';
import { type Reason, reaches, scopeOf } from '../policy/measures.ts';
import { actOnPost } from './act-on-post.ts';
import { type createFilters, noteMatch } from './filter-store.ts';
import { brokenNow, toLookAtAgain } from './look-again.ts';
import { hasImages, shownOfPost } from './shown-of-post.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  filters: ReturnType<typeof createFilters>;
};

const CURSOR = 'automation';
/** Events without anything to do: after so many the cursor is saved nonetheless. */
const IDLE = 500;
const KINDS: ReadonlySet<string> = new Set(['thread.started', 'post.created', 'post.edited']);

const byId = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .leftJoin('member', 'member.id', 'author.member_id')
    .select(['post.id', 'post.origin', 'post.seq', 'post.title', 'post.body', 'post.edit_seq'])
    .select(['place.kind', 'place.slug', 'place.premoderated', 'member.role', 'member.duties'])
    .select(['author.origin as home', 'author.public_id', 'author.member_id'])
    .select(hasImages)
    .where('post.id', '=', p.id)
    .where('post.state', '=', 'live'),
);
/** Somebody has let it through, or nobody looked in time. */
const waited = query<{ post: string }>()((db, p) =>
  db.selectFrom('held_post').select('id').where('post', '=', p.post).limit(1),
);
type Found = NonNullable<Awaited<ReturnType<typeof postOf>>>;
const postOf = async (reader: Reader, id: number) => reader.get(byId, { id });

const isStaffThere = ({ role, duties, ...place }: Found): boolean =>
  role !== null && holds({ role, duties: parseDuties(duties) }, 'act', scopeOf(place));

const byFilters = async (tx: Writer, needs: Needs, post: Found, edited: boolean): Promise<Omit<NewEvent, 'at'>[]> => {
  const { byId: filters, match } = await needs.filters(tx);
  const told: Omit<NewEvent, 'at'>[] = [];
  if (filters.size === 0) return told;
  const [name, now] = [nameOfPost(post), needs.clock.now()];
  for (const id of match(await shownOfPost(tx, post))) {
    const filter = filters.get(id);
    if (!filter || !reaches(filter.scope, post)) continue;
    const acts = filter.state === 'on';
    const noted = { filter: id, post: acts ? name : `shadow ${name}`, at: now, acted: acts ? 1 : 0 } as const;
    const known = !(await noteMatch(tx, noted));
    if (!acts || (known && !edited)) continue;
    const { effect, reason, words, public_id: filterId } = filter;
    const against = {
      reason: reason as Reason,
      rule: `filter ${filterId}`,
      words,
      lasts: { until: now + AUTOMATIC_MS },
    };
    told.push(...(await actOnPost(tx, needs, post, { kind: effect === 'label' ? 'label' : 'collapse', ...against })));
  }
  return told;
};

const look = async (tx: Writer, needs: Needs, { event, again }: Concerned): Promise<Omit<NewEvent, 'at'>[]> => {
  const post = event.postId === null ? undefined : await postOf(tx, event.postId);
  if (!post || isStaffThere(post)) return [];
  const edited = event.kind === 'post.edited';
  if (!edited && (await tx.get(waited, { post: nameOfPost(post) }))) return [];
  const broken = again ? await brokenNow(tx, needs.origin, post, needs.clock.now()) : undefined;
  const told = broken ? await actOnPost(tx, needs, post, { kind: 'collapse', ...broken }) : [];
  return [...told, ...(await byFilters(tx, needs, post, edited))];
};

type Concerned = { readonly event: StoredEvent; readonly again: boolean };

/** Those that a filter speaks of, and what is looked at again: nearly always none, and there is nothing to write. */
const concerned = async (reader: Reader, needs: Needs, events: readonly StoredEvent[]): Promise<Concerned[]> => {
  const written = events.filter(({ kind, postId }) => postId !== null && KINDS.has(kind));
  const [first, last] = [written[0], written.at(-1)];
  if (!first || !last) return [];
  const { byId: filters, match } = await needs.filters(reader);
  const again = await toLookAtAgain(reader, first.id, last.id);
  const found: Concerned[] = [];
  for (const event of written) {
    let matches = false;
    if (filters.size > 0 && event.postId !== null) {
      const post = await postOf(reader, event.postId);
      matches = post !== undefined && match(await shownOfPost(reader, post)).length > 0;
    }
    if (matches || again.has(event.id)) found.push({ event, again: again.has(event.id) });
  }
  return found;
};

/** Until `signal` is aborted; in one process at a time. @throws Refusal `forbidden` */
export const watchPosts =
  (needs: Needs) =>
  async (actor: Actor, signal: AbortSignal): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    const { db, wake } = needs;
    const from = (await readCursor(db.read, CURSOR)) ?? (await eventEnds(db.read)).newest;
    let stands = from;
    await followEvents({
      ...{ db, wake, from, signal },
      async onBatch(events) {
        const last = events.at(-1)?.id ?? stands;
        const written = await concerned(db.read, needs, events);
        // Passing by what matches nothing again after a restart costs less than a write for each batch now; but what was written
        // before a filter stays unseen by it.
        const filtered = events.some(({ kind }) => kind === 'filter.changed');
        if (written.length === 0 && !filtered && last < stands + IDLE) return;
        stands = last;
        const count = await db.write(async (tx) => {
          const told: Omit<NewEvent, 'at'>[] = [];
          for (const one of written) told.push(...(await look(tx, needs, one)));
          await saveCursor(tx, CURSOR, last);
          await appendEvents(tx, told, needs.clock.now());
          return told.length;
        });
        if (count > 0) wake.ring();
      },
    });
  };
