// What was done here in a period, as figures: out of the log, for everybody. No names, no posts.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

export type Transparency = {
  readonly from: number;
  readonly to: number;
  /** Measures and words to members; what carries others is not counted beside them. */
  readonly actions: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byReason: Readonly<Record<string, number>>;
  readonly byRule: Readonly<Record<string, number>>;
  readonly byBasis: Readonly<Record<string, number>>;
  readonly automatic: number;
  readonly byPeople: number;
  readonly reversals: number;
  /** Of those, on appeal. */
  readonly reversedOnAppeal: number;
  readonly awaitingApproval: number;
  /** `received` and how they were decided in that time, whenever the other was. `medianWait`: milliseconds from one to the other. */
  readonly appeals: {
    readonly received: number;
    readonly overturned: number;
    readonly narrowed: number;
    readonly upheld: number;
    readonly medianWait: number | null;
  };
  /** Milliseconds from what was reported or held to the decision; null: nothing of that kind. */
  readonly medianWait: number | null;
  /** Milliseconds that measures with an end last. */
  readonly medianDuration: number | null;
};

const page = query<{ after: number; from: number; to: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .select(['number', 'at', 'kind', 'reason', 'rule', 'basis', 'automatic', 'awaits', 'until_at', 'since_at'])
    .where('number', '>', p.after)
    .where('at', '>=', p.from)
    .where('at', '<', p.to)
    .orderBy('number')
    .limit(p.limit),
);

type Period = { from: number; to: number };
const appealsReceived = query<Period>()((db, p) =>
  db
    .selectFrom('appeal')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('at', '>=', p.from)
    .where('at', '<', p.to),
);
const appealsDecided = query<Period>()((db, p) =>
  db
    .selectFrom('appeal')
    .select(['state', 'at', 'decided_at'])
    .where('decided_at', '>=', p.from)
    .where('decided_at', '<', p.to),
);

const PAGE = 2_000;
/** What moderators note for each other, and what only carries or approves others, is no decision on anybody. */
const PASSED_OVER: ReadonlySet<string> = new Set(['note', 'bulk', 'approval', 'grant', 'revoke']);

const median = (some: number[]): number | null => {
  if (some.length === 0) return null;
  some.sort((a, b) => a - b);
  const [low, high] = [some[(some.length - 1) >> 1] ?? 0, some[some.length >> 1] ?? 0];
  return Math.round((low + high) / 2);
};
const count = (into: Record<string, number>, key: string): void => {
  into[key] = (into[key] ?? 0) + 1;
};

const appealsIn = async (reader: Reader, period: Period): Promise<Transparency['appeals']> => {
  const decided = await reader.all(appealsDecided, period);
  const of = (state: string): number => decided.filter((one) => one.state === state).length;
  return {
    received: Number((await reader.get(appealsReceived, period))?.count ?? 0),
    ...{ overturned: of('overturned'), narrowed: of('narrowed'), upheld: of('upheld') },
    medianWait: median(decided.map(({ at, decided_at }) => (decided_at ?? at) - at)),
  };
};

/** @param period epoch milliseconds, the end excluded @param pause others get their turn meanwhile: anybody may ask for all years */
export const readTransparency = async (
  reader: Reader,
  period: Period,
  pause: () => Promise<void>,
): Promise<Transparency> => {
  // A rule may be called anything, `constructor` too.
  const [byKind, byReason, byRule, byBasis]: Record<string, number>[] = Array.from({ length: 4 }, () =>
    Object.create(null),
  );
  const [waits, durations]: number[][] = [[], []];
  let [actions, automatic, reversals, reversedOnAppeal, awaitingApproval] = [0, 0, 0, 0, 0];
  for (let after = 0; ; ) {
    const rows = await reader.all(page, { ...period, after, limit: PAGE });
    for (const row of rows) {
      if (PASSED_OVER.has(row.kind)) continue;
      if (row.awaits !== '') awaitingApproval++;
      // What an appeal waits for is counted with the appeals.
      if (row.since_at !== null && row.basis !== 'appeal') waits?.push(row.at - row.since_at);
      if (row.kind === 'reversal') {
        reversals++;
        if (row.basis === 'appeal') reversedOnAppeal++;
        continue;
      }
      actions++;
      automatic += row.automatic;
      count(byKind ?? {}, row.kind);
      count(byReason ?? {}, row.reason);
      count(byRule ?? {}, row.rule === '' ? '(none named)' : row.rule);
      count(byBasis ?? {}, row.basis);
      if (row.until_at !== null) durations?.push(row.until_at - row.at);
    }
    after = rows.at(-1)?.number ?? after;
    if (rows.length < PAGE) break;
    await pause();
  }
  return {
    ...period,
    actions,
    byKind: byKind ?? {},
    byReason: byReason ?? {},
    byRule: byRule ?? {},
    byBasis: byBasis ?? {},
    automatic,
    byPeople: actions - automatic,
    reversals,
    reversedOnAppeal,
    awaitingApproval,
    appeals: await appealsIn(reader, period),
    medianWait: median(waits ?? []),
    medianDuration: median(durations ?? []),
  };
};
