// What the rest of the house knows of a database: readers read, writers also write and live inside one transaction.
import type { Command, Dialect, Query } from './statement.ts';

/** SQLite answers at once, PostgreSQL later; `await` serves both. */
export type Eventually<T> = T | Promise<T>;

export type Reader = {
  readonly dialect: Dialect;
  get<P extends object, R>(statement: Query<P, R>, params: P): Eventually<R | undefined>;
  all<P extends object, R>(statement: Query<P, R>, params: P): Eventually<R[]>;
};

declare const insideTransaction: unique symbol;

export type Writer = Reader & {
  readonly [insideTransaction]: true;
  /** No other transaction writes before this one ends: on PostgreSQL, where a group shares it. */
  readonly only?: true;
  /** The number of rows changed: 0 means that a condition no longer held. */
  run<P extends object, R>(statement: Command<P, R>, params: P): Eventually<number>;
  /** The rows that the statement's `returning` names. */
  rows<P extends object, R>(statement: Command<P, R>, params: P): Eventually<R[]>;
  /**
   * Calls `work` before the transaction commits, once with all items that came for it: on SQLite those of all writes that share
   * the commit. `work` finds the rows as they are by then, and must be able to do without those that are gone.
   */
  atEnd<T>(work: (tx: Writer, items: readonly T[]) => Promise<void>, item: T): void;
  /** The id of the one row that the statement inserts, which ends in `returning('id')`. */
  insert<P extends object>(statement: Command<P, { id: number }>, params: P): Eventually<number>;
};

export type Database = {
  readonly dialect: Dialect;
  /** Reads what is committed. */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction and settles after it is durable. Writes that arrive together may share a commit;
   * each keeps its own outcome: one that throws rolls back alone. `work` awaits nothing but `tx`, and never
   * calls `write` again: that would wait for itself. It may run more than once, and only its last run stands:
   * when another of its group failed, or two writers met (PostgreSQL).
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>;
  /** Runs `work` unless another process on this database runs work of that name; then answers undefined. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Calls `ring` when another process commits an event, as far as the database can tell; `renew` after a lost connection. */
  hear(ring: () => void): { renew(): Promise<void> };
  /** Takes away the last traces that erased texts leave in SQLite's file, after the transaction that erased them. */
  tidy(signal?: AbortSignal): Promise<void>;
  /** Waits for writes under way, folds the log into the database, closes. */
  close(): Promise<void>;
};
