// Rows written to PostgreSQL many at a time: one statement, an array for each column.
import type pg from 'pg';

export type Cell = string | number | Uint8Array | null;
export type Cells = Record<string, Cell>;
type Client = Pick<pg.Client, 'query'>;

/** The columns of a table in their order, each with its type. */
export const columnsOf = async (client: Client, table: string): Promise<Map<string, string>> => {
  const { rows } = await client.query(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return new Map(rows.map(({ name, type }: { name: string; type: string }) => [name, type]));
};

/** `unnest(…)` with an array for each column, beginning at parameter `first`. */
export const unnested = (columns: readonly string[], types: ReadonlyMap<string, string>, first = 1): string =>
  `unnest(${columns.map((column, index) => `$${first + index}::${types.get(column)}[]`)})`;

export const arraysOf = (columns: readonly string[], rows: readonly Cells[]): Cell[][] =>
  columns.map((column) => rows.map((row) => row[column] ?? null));

export const insertRows = async (client: Client, table: string, rows: readonly Cells[]): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const types = await columnsOf(client, table);
  const text = `insert into ${table} (${columns}) select * from ${unnested(columns, types)}`;
  await client.query(text, arraysOf(columns, rows));
};
