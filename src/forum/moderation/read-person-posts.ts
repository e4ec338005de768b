// What a person wrote since a time, for whoever could act on it: to see what a measure on many would touch before it is taken.
import { nameOfPost } from '../../base/names.ts';
import type { Database } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { shownTitle } from '../../db/shown-title.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may, maySee } from '../policy/may.ts';
import { scopeOf } from '../policy/measures.ts';
import type { Person } from './resolve-subject.ts';
import { MOST_SUBJECTS } from './take-action.ts';

const authors = query<{ publicId: string; origin: string; other: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('id')
    .where('public_id', '=', p.publicId)
    .where((eb) => eb.or([eb('origin', '=', p.origin), eb('origin', '=', p.other)])),
);
const posts = query<{ authors: string; since: number; limit: number }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select([
      'post.origin',
      'post.seq',
      'post.at',
      'post.veiled',
      shownTitle.as('title'),
      'place.kind',
      'place.slug',
      'place.visibility',
      'place.state',
    ])
    .select((eb) => eb.fn<string>('substr', ['post.body', eb.lit(1), eb.lit(240)]).as('start'))
    .where('post.author_id', 'in', numbersOf(dialect, p.authors))
    .where('post.at', '>=', p.since)
    .where('post.state', '=', 'live')
    .orderBy('post.at', 'desc')
    .orderBy('post.id', 'desc')
    .limit(p.limit),
);

/** Times in epoch milliseconds. */
export type PersonPost = {
  readonly name: string;
  readonly at: number;
  readonly place: { readonly kind: PlaceKind; readonly slug: string };
  /** Of its thread. */
  readonly title: string;
  /** How it begins, as it was written. */
  readonly start: string;
  /** Hidden or held already. */
  readonly veiled: boolean;
};

export type PersonPosts = {
  readonly posts: readonly PersonPost[] /** There are older ones beyond what one measure may touch. */;
  readonly more: boolean;
};

/** Newest first, 5,000 at most; only where the actor may act. @throws Refusal `unauthenticated`, `forbidden` */
export const readPersonPosts =
  ({ db: { read }, origin: home }: { db: Pick<Database, 'read'>; origin: string }) =>
  async (actor: Actor, person: Person, since: number): Promise<PersonPosts> => {
    may(actor, { do: 'moderate', can: 'act' });
    // A member of this instance speaks on boards under the origin ''.
    const other = person.origin === home ? '' : person.origin;
    const ids = (await read.all(authors, { publicId: person.member, origin: person.origin, other })).map(
      ({ id }) => id,
    );
    if (ids.length === 0) return { posts: [], more: false };
    const rows = await read.all(posts, { authors: JSON.stringify(ids), since, limit: MOST_SUBJECTS + 1 });
    const seen = rows
      .slice(0, MOST_SUBJECTS)
      .filter((row) => can(actor, 'act', scopeOf(row)) && maySee(actor, row))
      .map(({ origin, seq, at, veiled, title, kind, slug, start }) => ({
        ...{ name: nameOfPost({ origin, seq }), at, place: { kind, slug } },
        ...{ title, start, veiled: veiled === 1 },
      }));
    return { posts: seen, more: rows.length > MOST_SUBJECTS };
  };
