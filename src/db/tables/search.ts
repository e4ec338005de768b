// Rows of the full-text index (schema/0006-search.ts); which tables there are depends on the dialect.
import type { ColumnType } from 'kysely';

/** An FTS5 table: takes rows, and commands in the column of its own name; gives numbers of rows alone. */
type Words<Name extends string> = {
  rowid: number;
  title: string;
  body: string;
  facets: string;
} & { [command in Name]: ColumnType<never, string | undefined, never> };

export type SearchTables = {
  /** SQLite */
  post_doc: { id: number; post_id: number };
  board_words: Words<'board_words'>;
  plank_words: Words<'plank_words'>;
  /** SQLite: how many texts left, the index or the database, since the last trace of such was looked for. */
  words_removed: { count: number };
  /** PostgreSQL */
  post_words: { id: number; post_id: number; words: string };
};
