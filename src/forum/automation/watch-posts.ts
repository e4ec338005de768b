// Follows what was written, here and elsewhere: filters that label or collapse act, filters in shadow note what they would have done.
// What a filter would have held but stands here already (a post of a peer, an edit) is collapsed.
import { nameOfPost } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvents, type NewEvent } from '../../events/append.ts';
import { eventEnds, readCursor, type StoredEvent, saveCursor } from '../../events/event-store.ts';
import { followEvents } from '../../events/follow.ts';
import type { Wake } from '../../events/wake.ts';
import { AUTOMATIC_MS } from '../moderation/draft.ts';
import { recordActions } from '../moderation/record-actions.ts';
import { personText } from '../moderation/resolve-subject.ts';
import { isStaffMember } from '../moderation/staff.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type Reason, reaches, scopeOf, subjectText } from '../policy/measures.ts';
import { openAutomaticCase } from './automatic-case.ts';
import { type createFilters, type Filter, noteMatch } from './filter-store.ts';

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
    .select(['post.origin', 'post.seq', 'post.title', 'post.body', 'post.edit_seq', 'place.kind', 'place.slug'])
    .select(['author.origin as home', 'author.public_id', 'author.member_id'])
    .where('post.id', '=', p.id)
    .where('post.state', '=', 'live'),
);
/** Somebody has let it through, or nobody looked in time. */
const waited = query<{ post: string }>()((db, p) =>
  db.selectFrom('held_post').select('id').where('post', '=', p.post).limit(1),
);
type Found = NonNullable<Awaited<ReturnType<typeof postOf>>>;
const postOf = async (reader: Reader, id: number) => reader.get(byId, { id });

const act = async (tx: Writer, needs: Needs, post: Found, filter: Filter): Promise<Omit<NewEvent, 'at'>[]> => {
  const now = needs.clock.now();
  const subject = { kind: 'post', key: { origin: post.origin, seq: post.seq } } as const;
  const reason = filter.reason as Reason;
  const caseId = await openAutomaticCase(
    tx,
    { ...needs, now },
    {
      ...{ subject: subjectText(subject), scope: scopeOf(post), reason, revision: post.edit_seq },
      person: personText({ member: post.public_id, origin: post.home || needs.origin }),
    },
  );
  const { events } = await recordActions(tx, { ...needs, now }, [
    {
      by: 'automatic',
      kind: filter.effect === 'label' ? 'label' : 'collapse',
      ...(filter.effect === 'label' ? { settings: { label: filter.words } } : {}),
      ...{ subject, reason, caseId },
      rule: `filter ${filter.public_id}`,
      basis: 'automatic',
      words: filter.words,
      lasts: { until: now + AUTOMATIC_MS },
    },
  ]);
  return [...events, { kind: 'case.opened', data: { case: caseId } }];
};

const look = async (tx: Writer, needs: Needs, event: StoredEvent): Promise<Omit<NewEvent, 'at'>[]> => {
  const { byId: filters, match } = await needs.filters(tx);
  if (filters.size === 0 || event.postId === null) return [];
  const post = await postOf(tx, event.postId);
  if (!post) return [];
  const name = nameOfPost(post);
  const edited = event.kind === 'post.edited';
  if (post.member_id !== null && (await isStaffMember(tx, post.public_id))) return [];
  if (!edited && (await tx.get(waited, { post: name }))) return [];
  const told: Omit<NewEvent, 'at'>[] = [];
  for (const id of match(`${post.title ?? ''}\n${post.body}`)) {
    const filter = filters.get(id);
    if (!filter || !reaches(filter.scope, post)) continue;
    const acts = filter.state === 'on';
    const noted = {
      filter: id,
      post: acts ? name : `shadow ${name}`,
      at: needs.clock.now(),
      acted: acts ? 1 : 0,
    } as const;
    if ((await noteMatch(tx, noted)) && acts) told.push(...(await act(tx, needs, post, filter)));
  }
  return told;
};

/** Those that a filter speaks of: nearly always none, and there is nothing to write. */
const matching = async (reader: Reader, needs: Needs, events: readonly StoredEvent[]): Promise<StoredEvent[]> => {
  const { byId: filters, match } = await needs.filters(reader);
  if (filters.size === 0) return [];
  const found: StoredEvent[] = [];
  for (const event of events) {
    if (event.postId === null || !KINDS.has(event.kind)) continue;
    const post = await postOf(reader, event.postId);
    if (post && match(`${post.title ?? ''}\n${post.body}`).length > 0) found.push(event);
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
        const written = await matching(db.read, needs, events);
        // Passing by what matches nothing again after a restart costs less than a write for each batch now; but what was written
        // before a filter stays unseen by it.
        const filtered = events.some(({ kind }) => kind === 'filter.changed');
        if (written.length === 0 && !filtered && last < stands + IDLE) return;
        stands = last;
        const count = await db.write(async (tx) => {
          const told: Omit<NewEvent, 'at'>[] = [];
          for (const event of written) told.push(...(await look(tx, needs, event)));
          await saveCursor(tx, CURSOR, last);
          await appendEvents(tx, told, needs.clock.now());
          return told.length;
        });
        if (count > 0) wake.ring();
      },
    });
  };
