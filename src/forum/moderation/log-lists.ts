// Which actions a page of a list has: of the log, or of what is in force, as far as somebody asks for a place, a person, a kind, a reason.
import { glean, merged, type Source } from '../../base/glean.ts';
import { decodeCursor, encodeCursor } from '../../base/page.ts';
import type { Reader } from '../../db/database.ts';
import type { Query } from '../../db/statement.ts';
import type { ActionKind, Reason, Scope } from '../policy/measures.ts';
import type { ActionRow } from './chain.ts';
import type { LogRange } from './modlog-store.ts';
import { type Person, personText } from './resolve-subject.ts';

export type LogFilter = {
  /** `planks`: each of them, too. */
  readonly scope?: Scope | undefined;
  /** Whom it concerns. */
  readonly person?: Person | undefined;
  readonly kind?: ActionKind | undefined;
  readonly reason?: Reason | undefined;
};

type By = Query<LogRange, ActionRow>;
/** One list, newest first, and by what it can be read. */
export type LogLists = Readonly<Record<'all' | 'ofScope' | 'ofKind' | 'ofScopeAndKind' | 'ofReason' | 'ofPerson', By>>;

type Asked = LogFilter & { cursor?: string | undefined; limit: number };

/** What of it is looked for in a list that it is no range of. */
const suiting =
  ({ kind, reason }: LogFilter, scopes?: readonly string[] | undefined) =>
  (row: ActionRow): boolean =>
    (scopes?.includes(row.scope) ?? true) && (kind ?? row.kind) === row.kind && (reason ?? row.reason) === row.reason;

/**
 * @param scopes only of these; undefined: of all
 * @throws Refusal `invalid` (cursor)
 */
export const pageOfLog = async (
  reader: Reader,
  lists: LogLists,
  scopes: readonly string[] | undefined,
  { cursor, limit, ...filter }: Asked,
): Promise<{ rows: ActionRow[]; next: string | null }> => {
  const first = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
  const { kind = '', reason = '', person } = filter;
  const by =
    (list: By, more: { scope?: string; person?: string } = {}): Source<ActionRow> =>
    async (after, size) =>
      reader.all(list, {
        ...{ scope: '', person: '', ...more },
        ...{ kind, reason, below: after?.number ?? first, limit: size },
      });
  const page = async (source: Source<ActionRow>, suits?: (row: ActionRow) => boolean) => {
    const { rows, last } = await glean(source, limit, suits);
    return { rows, next: last ? encodeCursor([0, '', last.number]) : null };
  };
  if (person) {
    const narrower = scopes !== undefined || filter.kind !== undefined || filter.reason !== undefined;
    return page(by(lists.ofPerson, { person: personText(person) }), narrower ? suiting(filter, scopes) : undefined);
  }
  const besides = filter.reason === undefined ? undefined : suiting(filter);
  if (scopes) {
    const list = filter.kind === undefined ? lists.ofScope : lists.ofScopeAndKind;
    return page(
      merged(
        scopes.map((scope) => by(list, { scope })),
        (a, b) => b.number - a.number,
      ),
      besides,
    );
  }
  if (filter.kind !== undefined) return page(by(lists.ofKind), besides);
  return page(by(filter.reason === undefined ? lists.all : lists.ofReason));
};
