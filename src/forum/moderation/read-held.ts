// What is put aside: to its author, and to those who moderate where it was written for.
import { Refusal } from '../../base/errors.ts';
import { glean, merged, type Source } from '../../base/glean.ts';
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may, mayAsMember } from '../policy/may.ts';
import type { Reason, Scope } from '../policy/measures.ts';
import { findUpload } from '../uploads/upload-store.ts';
import { pendingOn } from './held-pending.ts';
import {
  type HeldForDesk,
  type HeldRow,
  heldForDesk,
  heldOfMember,
  heldOfPerson,
  heldWaiting,
  heldWaitingIn,
  holdsOn,
  placesOf,
} from './held-store.ts';
import type { Person } from './resolve-subject.ts';
import { scopesSeen } from './seen-scopes.ts';

/** Times in epoch milliseconds. */
export type HeldView = {
  readonly id: string;
  readonly kind: 'thread' | 'reply';
  readonly place: { kind: PlaceKind; slug: string };
  readonly thread: string | null;
  readonly parent: string | null;
  readonly title: string;
  readonly body: string;
  /** As far as they are kept still: until it is a post, or was taken back. */
  readonly images: readonly { digest: string; alt: string; width: number; height: number }[];
  readonly why: string;
  /** The number of the action that holds it. */
  readonly action: number;
  readonly at: number;
  /** Of all that holds it the last end; null where that has none. */
  readonly until: number | null;
  /** The number of what holds it by itself, for a time, and nobody has confirmed. */
  readonly unconfirmed: number | null;
  readonly state: HeldRow['state'];
  readonly post: string | null;
  /** For those who moderate. */
  readonly author?: string;
  /** What a reply answers, for those who moderate: '' where it has no title here. */
  readonly threadTitle?: string;
  /** For those who moderate: what was decided about it and waits for a second person. */
  readonly pending?: { readonly action: number; readonly release: boolean };
};

type Row = HeldRow & { place_kind: PlaceKind; place_slug: string; author?: string; thread_title?: string | null };

const imagesOf = async (reader: Reader, row: Row): Promise<HeldView['images']> => {
  const named: { upload: string; alt: string }[] = JSON.parse(row.attachments);
  const images: HeldView['images'][number][] = [];
  for (const { upload: digest, alt } of named) {
    const found = await findUpload(reader, { member: row.member_id, digest });
    if (found) images.push({ digest, alt, width: found.width, height: found.height });
  }
  return images;
};

/** Until when it waits, and what of it a person could confirm. */
const waitOf = async (reader: Reader, row: Row, now: number): Promise<Pick<HeldView, 'until' | 'unconfirmed'>> => {
  if (row.state !== 'held') return { until: row.until_at, unconfirmed: null };
  const holds = (await holdsOn(reader, row.public_id, now)).filter(({ ended }) => !ended);
  const ends = holds.flatMap(({ until }) => until ?? []);
  return {
    until: ends.length < holds.length ? null : ends.length === 0 ? row.until_at : Math.max(...ends),
    unconfirmed: holds.every(({ automatic, until }) => automatic && until !== null) ? (holds[0]?.action ?? null) : null,
  };
};

/** One for all: those of one decision are taken together. */
const pendingOf = async (reader: Reader, row: Row, now: number): Promise<Pick<HeldView, 'pending'>> => {
  const [first] = row.author === undefined ? [] : await pendingOn(reader, row.public_id, now);
  return first ? { pending: { action: first.number, release: first.kind === 'reversal' } } : {};
};

const viewOf = async (reader: Reader, row: Row, now: number): Promise<HeldView> => ({
  id: row.public_id,
  kind: row.kind,
  place: { kind: row.place_kind, slug: row.place_slug },
  thread: row.thread_seq === null ? null : nameOfPost({ origin: row.thread_origin ?? '', seq: row.thread_seq }),
  parent: row.parent,
  title: row.title,
  body: row.body,
  images: await imagesOf(reader, row),
  why: row.why,
  action: row.action,
  at: row.at,
  ...(await waitOf(reader, row, now)),
  state: row.state,
  post: row.post,
  ...(row.author === undefined ? {} : { author: row.author, threadTitle: row.thread_title ?? '' }),
  ...(await pendingOf(reader, row, now)),
});

type Paging = { cursor?: string | undefined; limit: number };
type Needs = { db: Pick<Database, 'read'>; clock: Clock };

const viewsOf = async ({ db, clock }: Needs, rows: readonly Row[]): Promise<HeldView[]> => {
  const views: HeldView[] = [];
  for (const row of rows) views.push(await viewOf(db.read, row, clock.now()));
  return views;
};

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const ownHeld =
  (needs: Needs) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldView>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await heldOfMember(needs.db.read, memberId, below, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = await viewsOf(needs, rows.slice(0, limit));
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };

export type HeldFilter = {
  /** `planks`: all of them. */
  readonly scope?: Scope | undefined;
  /** Whose. */
  readonly person?: Person | undefined;
  /** Of what holds it. */
  readonly reason?: Reason | undefined;
};

/** Oldest first; only where the actor moderates. @throws Refusal `unauthenticated`, `forbidden`, `not-found` (scope), `invalid` (cursor) */
export const waitingHeld =
  (needs: Needs) =>
  async (actor: Actor, { cursor, limit, scope, person, reason }: Paging & HeldFilter): Promise<Page<HeldView>> => {
    const { read } = needs.db;
    const scopes = await scopesSeen(read, actor, scope);
    const first = cursor === undefined ? 0 : decodeCursor(cursor)[2];
    const from = (after: HeldForDesk | undefined): number => after?.id ?? first;
    const suits = (row: HeldForDesk): boolean =>
      row.state === 'held' &&
      (scopes?.includes(`${row.place_kind}:${row.place_slug}`) ?? true) &&
      (reason ?? row.reason) === row.reason;
    const source: Source<HeldForDesk> = person
      ? async (after, size) => heldOfPerson(read, person.member, from(after), size)
      : scopes
        ? merged(
            (await placesOf(read, scopes)).map(
              (place) => async (after, size) => heldWaitingIn(read, place, from(after), size),
            ),
            (a, b) => a.id - b.id,
          )
        : async (after, size) => heldWaiting(read, from(after), size);
    const { rows, last } = await glean(source, limit, person || reason ? suits : undefined);
    return { items: await viewsOf(needs, rows), next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** One of them, whatever became of it. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readHeld =
  ({ db, clock }: Needs) =>
  async (actor: Actor, id: string): Promise<HeldView> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const row = await heldForDesk(db.read, id);
    if (!row || !can(actor, 'see-cases', `${row.place_kind}:${row.place_slug}`))
      throw new Refusal('not-found', 'Nothing of that id is held.');
    return viewOf(db.read, row, clock.now());
  };
