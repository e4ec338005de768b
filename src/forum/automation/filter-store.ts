// Rows of filters, and of what they matched. What is compiled of them is kept until one changes.
import type { Eventually, Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { compileFilters, type Match } from './match.ts';

export type Filter = Row<'filter'>;
export type NewFilter = Omit<Filter, 'id'>;

/** A setting: another text after each change of a filter. */
export const FILTERS_VERSION = 'automation.filters';

const all = query()((db) => db.selectFrom('filter').selectAll().orderBy('id', 'desc').limit(2_000));
const active = query()((db) => db.selectFrom('filter').selectAll().where('state', '!=', 'off').orderBy('id'));
const byId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('filter').selectAll().where('public_id', '=', p.publicId),
);
type What = Pick<Filter, 'scope' | 'kind' | 'pattern' | 'effect'>;
const same = query<What>()((db, p) =>
  db
    .selectFrom('filter')
    .select('id')
    .where('scope', '=', p.scope)
    .where('kind', '=', p.kind)
    .where('pattern', '=', p.pattern)
    .where('effect', '=', p.effect)
    .limit(1),
);
const insert = command<NewFilter>()((db, p) =>
  db.insertInto('filter').values({
    public_id: p.public_id,
    scope: p.scope,
    kind: p.kind,
    pattern: p.pattern,
    effect: p.effect,
    reason: p.reason,
    words: p.words,
    state: p.state,
    at: p.at,
    changed_at: p.changed_at,
  }),
);
const change = command<Pick<Filter, 'id' | 'state' | 'effect' | 'words' | 'changed_at'>>()((db, p) =>
  db
    .updateTable('filter')
    .set({ state: p.state, effect: p.effect, words: p.words, changed_at: p.changed_at })
    .where('id', '=', p.id),
);
const dropMatches = command<{ id: number }>()((db, p) => db.deleteFrom('filter_match').where('filter_id', '=', p.id));
const drop = command<{ id: number }>()((db, p) => db.deleteFrom('filter').where('id', '=', p.id));
const version = query()((db) => db.selectFrom('setting').select('value').where('name', '=', FILTERS_VERSION));
const putVersion = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: FILTERS_VERSION, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);
type NewMatch = { filter: number; post: string; at: number; acted: 0 | 1 };
const addMatch = command<NewMatch>()((db, p) =>
  db
    .insertInto('filter_match')
    .values({ filter_id: p.filter, post: p.post, at: p.at, acted: p.acted })
    .onConflict((oc) => oc.doNothing()),
);
const matches = query<{ filter: number; limit: number }>()((db, p) =>
  db
    .selectFrom('filter_match')
    .select(['post', 'at', 'acted'])
    .where('filter_id', '=', p.filter)
    .orderBy('at', 'desc')
    .limit(p.limit),
);

const counts = query()((db) =>
  db
    .selectFrom('filter_match')
    .select((eb) => ['filter_id', eb.fn.countAll<number>().as('matched'), eb.fn.sum<number>('acted').as('acted')])
    .groupBy('filter_id'),
);

/** @param what was changed how: where it is undone and something else follows, that has another version */
const changed = async (tx: Writer, what: string): Promise<void> => {
  const before = Number.parseInt((await tx.get(version, {}))?.value ?? '0', 10);
  await tx.run(putVersion, { value: `${before + 1} ${what}` });
};

export const listAll = async (reader: Reader): Promise<Filter[]> => reader.all(all, {});
export const findFilter = async (reader: Reader, publicId: string): Promise<Filter | undefined> =>
  reader.get(byId, { publicId });
/** Whether there is one that does the same there. */
export const hasFilter = async (reader: Reader, { scope, kind, pattern, effect }: What): Promise<boolean> =>
  (await reader.get(same, { scope, kind, pattern, effect })) !== undefined;
export const insertFilter = async (tx: Writer, filter: NewFilter): Promise<void> => {
  await tx.run(insert, filter);
  await changed(tx, filter.public_id);
};
export const updateFilter = async (
  tx: Writer,
  filter: Pick<Filter, 'id' | 'state' | 'effect' | 'words' | 'changed_at'>,
): Promise<void> => {
  await tx.run(change, filter);
  await changed(tx, `${filter.id} ${filter.changed_at}`);
};
export const deleteFilter = async (tx: Writer, id: number): Promise<void> => {
  await tx.run(dropMatches, { id });
  await tx.run(drop, { id });
  await changed(tx, `-${id}`);
};
/** Answers whether it was not known yet. */
export const noteMatch = async (tx: Writer, match: NewMatch): Promise<boolean> => (await tx.run(addMatch, match)) > 0;
export const matchesOf = async (reader: Reader, filter: number, limit: number) =>
  reader.all(matches, { filter, limit });

export type Hits = { readonly matched: number; readonly acted: number };
/** How often each filter matched since it is there, and acted. */
export const hitsOf = async (reader: Reader): Promise<ReadonlyMap<number, Hits>> =>
  new Map(
    (await reader.all(counts, {})).map(({ filter_id, matched, acted }) => [
      filter_id,
      { matched: Number(matched), acted: Number(acted) },
    ]),
  );

export type Filters = { readonly byId: ReadonlyMap<number, Filter>; readonly match: Match };

/**
 * All that are not off, compiled: read again where one changed, here or by another process. Takes the version where it was read
 * in this transaction.
 */
export const createFilters = (): ((reader: Reader, read?: string) => Eventually<Filters>) => {
  let kept: { version: string; filters: Filters } | undefined;
  const renew = async (reader: Reader, read?: string): Promise<Filters> => {
    const now = read ?? (await reader.get(version, {}))?.value ?? '0';
    if (kept?.version === now) return kept.filters;
    const rows = await reader.all(active, {});
    const filters = { byId: new Map(rows.map((row) => [row.id, row])), match: compileFilters(rows) };
    kept = { version: now, filters };
    return filters;
  };
  return (reader, read) => (kept && kept.version === read ? kept.filters : renew(reader, read));
};
