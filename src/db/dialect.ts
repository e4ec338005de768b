// The few places where SQLite and PostgreSQL differ, all here.
import { type RawBuilder, sql } from 'kysely';
import type { Writer } from './database.ts';
import { command, type Dialect, query } from './statement.ts';

/** What takes its turn: on PostgreSQL writers run side by side, and a sequence is not commit order. */
const turns = { journal: 7201, event: 7202, name: 7203, upload: 7204, modlog: 7205 } as const;

const takeTurn = command<{ key: number }>()((db, p) =>
  db.selectNoFrom(sql<string>`pg_advisory_xact_lock(cast(${p.key} as bigint))`.as('done')),
);

/** One round trip: other processes hear of it when the transaction commits. */
const takeTurnAndTell = command<{ key: number }>()((db, p) =>
  db.selectNoFrom([
    sql<string>`pg_advisory_xact_lock(cast(${p.key} as bigint))`.as('done'),
    sql<string>`pg_notify('koinon', '')`.as('told'),
  ]),
);

const tell = command()((db) => db.selectNoFrom(sql<string>`pg_notify('koinon', '')`.as('told')));
const tellAtEnd = async (tx: Writer): Promise<void> => {
  await tx.rows(tell, {});
};

/**
 * Holds every other writer that asks for the same turn until this transaction ends. SQLite has one writer anyway.
 * Always in this order: name or journal, then modlog, then rows, then event.
 */
export const inTurn = async (tx: Writer, turn: keyof typeof turns): Promise<void> => {
  if (tx.dialect !== 'postgres') return;
  if (!tx.only) await tx.rows(turn === 'event' ? takeTurnAndTell : takeTurn, { key: turns[turn] });
  else if (turn === 'event') tx.atEnd(tellAtEnd, undefined);
};

const highestBoardPost = query()((db) =>
  db
    .selectFrom('post')
    .select((eb) => eb.fn.coalesce(eb.fn.max('seq'), sql<number>`0`).as('seq'))
    .where('origin', '=', ''),
);
const nextFromSequence = query()((db) => db.selectNoFrom(sql<number>`nextval('board_number')`.as('seq')));

/** The number of the next board post: `b17` is number 17. Never handed out twice. */
export const nextBoardNumber = async (tx: Writer): Promise<number> => {
  if (tx.dialect === 'postgres') return (await tx.get(nextFromSequence, {}))?.seq ?? 0;
  return ((await tx.get(highestBoardPost, {}))?.seq ?? 0) + 1;
};

/** For `in`: the numbers of a JSON array that comes as one text parameter, however many they are. */
export const numbersOf = (dialect: Dialect, json: string): RawBuilder<number> =>
  dialect === 'postgres'
    ? sql`(select cast(value as bigint) from json_array_elements_text(cast(${json} as json)))`
    : sql`(select value from json_each(${json}))`;

/** Like {@link numbersOf}, for texts. */
export const textsOf = (dialect: Dialect, json: string): RawBuilder<string> =>
  dialect === 'postgres'
    ? sql`(select value from json_array_elements_text(cast(${json} as json)))`
    : sql`(select value from json_each(${json}))`;
