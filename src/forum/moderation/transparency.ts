// What was done here in a period, as figures: out of the log, for everybody. No names, no posts.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appealKinds, isOffice } from '../policy/measures.ts';

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
  /** Roles and duties that members were given, and that were taken back. */
  readonly roles: { readonly given: number; readonly taken: number };
  /** `received` and how they were decided in that time, whenever the other was: what waits is in no log yet. `medianWait`: milliseconds from one to the other. */
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

type Outcome = (typeof appealKinds)[number];

const PAGE = 2_000;
/** What moderators note for each other, and what only carries or approves others, is no decision on anybody. */
const PASSED_OVER: ReadonlySet<string> = new Set(['note', 'bulk', 'approval']);
const GIVES: ReadonlySet<string> = new Set(['appoint', 'grant']);
const isOutcome = (kind: string): kind is Outcome => appealKinds.some((one) => one === kind);

const median = (some: number[]): number | null => {
  if (some.length === 0) return null;
  some.sort((a, b) => a - b);
  const [low, high] = [some[(some.length - 1) >> 1] ?? 0, some[some.length >> 1] ?? 0];
  return Math.round((low + high) / 2);
};
const count = (into: Record<string, number>, key: string): void => {
  into[key] = (into[key] ?? 0) + 1;
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
  const [waits, durations, appealWaits]: number[][] = [[], [], []];
  const decided: Record<Outcome, number> = { overturned: 0, narrowed: 0, upheld: 0 };
  const roles = { given: 0, taken: 0 };
  let [actions, automatic, reversals, reversedOnAppeal, awaitingApproval] = [0, 0, 0, 0, 0];
  for (let after = 0; ; ) {
    const rows = await reader.all(page, { ...period, after, limit: PAGE });
    for (const row of rows) {
      if (PASSED_OVER.has(row.kind)) continue;
      if (isOutcome(row.kind)) {
        decided[row.kind]++;
        appealWaits?.push(row.at - (row.since_at ?? row.at));
        continue;
      }
      if (row.awaits !== '') awaitingApproval++;
      if (isOffice(row.kind)) {
        roles[GIVES.has(row.kind) ? 'given' : 'taken']++;
        continue;
      }
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
    roles,
    appeals: {
      received: Number((await reader.get(appealsReceived, period))?.count ?? 0),
      ...decided,
      medianWait: median(appealWaits ?? []),
    },
    medianWait: median(waits ?? []),
    medianDuration: median(durations ?? []),
  };
};
