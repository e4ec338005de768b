// SQL written with Kysely's builder, compiled once a dialect and run without it: a query built per request costs more
// than the request itself (bench/README.md). Parameters are named slots, filled in on each run.
import {
  type Compilable,
  DummyDriver,
  Kysely,
  type LimitNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely';
import type { DB } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** Stands for a parameter while a statement is being built; never reaches a database. */
class Slot {
  readonly key: string;
  constructor(key: string) {
    this.key = key;
  }
}

/**
 * What our own code says is written into the statement, so that partial indexes are found. And SQLite prepares a statement
 * anew for each value of a bare `limit ?`, which costs more than most of them take to run; not so for an expression.
 */
class SqliteCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (value instanceof Slot) super.appendValue(value);
    else this.appendImmediateValue(value);
  }
  protected override visitLimit(node: LimitNode): void {
    super.visitLimit(node);
    if (ValueNode.is(node.limit) && node.limit.value instanceof Slot) this.append(' + 0');
  }
}

const builders = {
  sqlite: new Kysely<DB>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteCompiler(),
    },
  }),
  postgres: new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

export type Compiled = { readonly sql: string; readonly values: (params: object) => unknown[]; readonly name: string };

/** A read: may run anywhere. */
export type Query<P, R> = { readonly kind: 'query'; readonly on: (dialect: Dialect) => Compiled; readonly _?: [P, R] };
/** A write: runs only inside a transaction. */
export type Command<P, R> = {
  readonly kind: 'command';
  readonly on: (dialect: Dialect) => Compiled;
  readonly _?: [P, R];
};

type Build<P, R> = (db: Kysely<DB>, slots: Required<P>, dialect: Dialect) => Compilable<R>;

let named = 0;

const compileOnce = <P, R>(build: Build<P, R>) => {
  const done: Partial<Record<Dialect, Compiled>> = {};
  const slots = new Proxy({}, { get: (_, key) => new Slot(String(key)) }) as Required<P>;
  return (dialect: Dialect): Compiled => {
    const known = done[dialect];
    if (known) return known;
    const { sql, parameters } = build(builders[dialect], slots, dialect).compile();
    const keys = parameters.map((parameter) => (parameter instanceof Slot ? parameter.key : undefined));
    const compiled = {
      sql,
      name: `s${++named}`,
      values: (params: object) => {
        const values: unknown[] = [];
        for (let index = 0; index < keys.length; index++) {
          const key = keys[index];
          values.push(key === undefined ? parameters[index] : (params as Record<string, unknown>)[key]);
        }
        return values;
      },
    };
    done[dialect] = compiled;
    return compiled;
  };
};

/** `query<{ id: number }>()((db, p) => db.selectFrom('post').selectAll().where('id', '=', p.id))` */
export const query =
  <P extends object = Record<never, never>>() =>
  <R>(build: Build<P, R>): Query<P, R> => ({ kind: 'query', on: compileOnce(build) });

/** Like {@link query}, for insert, update and delete. Rows come back where the statement says `returning`. */
export const command =
  <P extends object = Record<never, never>>() =>
  <R>(build: Build<P, R>): Command<P, R> => ({ kind: 'command', on: compileOnce(build) });
