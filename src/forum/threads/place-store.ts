// Rows of places: the boards of this instance and the planks of its coalition.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, Row, Visibility } from '../../db/tables.ts';

export type Place = Row<'place'>;

const bySlug = query<{ kind: PlaceKind; slug: string }>()((db, p) =>
  db.selectFrom('place').selectAll().where('kind', '=', p.kind).where('slug', '=', p.slug).orderBy('id').limit(1),
);
const byId = query<{ id: number }>()((db, p) => db.selectFrom('place').selectAll().where('id', '=', p.id));
const ofKind = query<{ kind: PlaceKind }>()((db, p) =>
  db.selectFrom('place').selectAll().where('kind', '=', p.kind).orderBy('position').orderBy('id'),
);

export const findPlace = async (reader: Reader, kind: PlaceKind, slug: string): Promise<Place | undefined> =>
  reader.get(bySlug, { kind, slug });

export const findPlaceById = async (reader: Reader, id: number): Promise<Place | undefined> => reader.get(byId, { id });

const titles = query()((db) => db.selectFrom('place').select(['kind', 'slug', 'title']));

/** What people call each place, by its scope: `board:garden`, `plank:open-elections`. */
export const titlesOfPlaces = async (reader: Reader): Promise<ReadonlyMap<string, string>> =>
  new Map((await reader.all(titles, {})).map(({ kind, slug, title }) => [`${kind}:${slug}`, title]));

/** In the order that the instance (boards) or the charter (planks) gives them. */
export const listPlaces = async (reader: Reader, kind: PlaceKind): Promise<Place[]> => reader.all(ofKind, { kind });

type Growth = { id: number; threads: number; posts: number; at: number };

const grow = command<Growth>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({
      thread_count: eb('thread_count', '+', p.threads),
      post_count: eb('post_count', '+', p.posts),
      active_at: sql<number>`case when active_at is null or active_at < ${p.at} then ${p.at} else active_at end`,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id),
);
const bump = command<{ id: number }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

/** Counts what came (or, negative, went) and moves the place's last activity forward to `at`. */
export const growPlace = async (tx: Writer, growth: Growth): Promise<void> => {
  await tx.run(grow, growth);
};

/** Says that a list of this place would read differently now. */
export const bumpPlace = async (tx: Writer, id: number): Promise<void> => {
  await tx.run(bump, { id });
};

export type NewPlace = {
  kind: PlaceKind;
  /** `''` for boards. */
  coalition: string;
  slug: string;
  title: string;
  text: string;
  visibility: Visibility;
  /** undefined: after all others. */
  position: number | undefined;
  at: number;
};

const highestPosition = query<{ kind: PlaceKind }>()((db, p) =>
  db
    .selectFrom('place')
    .select((eb) => eb.fn.coalesce(eb.fn.max('position'), sql<number>`-1`).as('position'))
    .where('kind', '=', p.kind),
);
const insert = command<Omit<NewPlace, 'position'> & { position: number }>()((db, p) =>
  db
    .insertInto('place')
    .values({
      kind: p.kind,
      coalition: p.coalition,
      slug: p.slug,
      title: p.title,
      text: p.text,
      visibility: p.visibility,
      position: p.position,
      state: 'open',
      active_at: null,
      created_at: p.at,
    })
    .onConflict((oc) => oc.columns(['coalition', 'slug']).doNothing())
    .returningAll(),
);

/** The new row; undefined when the slug is taken. */
export const insertPlace = async (tx: Writer, place: NewPlace): Promise<Place | undefined> => {
  const position = place.position ?? ((await tx.get(highestPosition, { kind: place.kind }))?.position ?? -1) + 1;
  const [row] = await tx.rows(insert, { ...place, position });
  return row;
};

type Description = {
  [column in 'title' | 'text' | 'visibility' | 'position' | 'state']: Place[column] | null;
} & Pick<Place, 'id'>;

const describe = command<Description>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({
      title: eb.fn.coalesce(sql<string>`${p.title}`, 'title'),
      text: eb.fn.coalesce(sql<string>`${p.text}`, 'text'),
      visibility: eb.fn.coalesce(sql<Visibility>`${p.visibility}`, 'visibility'),
      position: eb.fn.coalesce(sql<number>`${p.position}`, 'position'),
      state: eb.fn.coalesce(sql<Place['state']>`${p.state}`, 'state'),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .returningAll(),
);

/** Describes a place anew; what is null stays. Answers the row as it is now. */
export const describePlace = async (tx: Writer, description: Description): Promise<Place | undefined> => {
  const [row] = await tx.rows(describe, description);
  return row;
};
