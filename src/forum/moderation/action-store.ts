// Rows of the log. They are inserted and read; of what is private, parts may be deleted. Nothing here changes a row.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { ActionPart, ActionRow } from './chain.ts';

const head = query()((db) => db.selectFrom('action').select(['number', 'hash']).orderBy('number', 'desc').limit(1));

/** The last action; number 0 and hash '' while there is none. */
export const headOfLog = async (reader: Reader): Promise<{ number: number; hash: string }> =>
  (await reader.get(head, {})) ?? { number: 0, hash: '' };

const insert = command<ActionRow>()((db, p) =>
  db.insertInto('action').values({
    number: p.number,
    at: p.at,
    kind: p.kind,
    subject_kind: p.subject_kind,
    subject: p.subject,
    host: p.host,
    revision: p.revision,
    scope: p.scope,
    reason: p.reason,
    rule: p.rule,
    basis: p.basis,
    role: p.role,
    alias: p.alias,
    until_at: p.until_at,
    review_at: p.review_at,
    permanent: p.permanent,
    parent: p.parent,
    target: p.target,
    case_id: p.case_id,
    automatic: p.automatic,
    settings: p.settings,
    awaits: p.awaits,
    effective_at: p.effective_at,
    weight: p.weight,
    since_at: p.since_at,
    commits: p.commits,
    prev: p.prev,
    hash: p.hash,
  }),
);
const insertPart = command<ActionPart>()((db, p) =>
  db.insertInto('action_part').values({ action: p.action, part: p.part, person: p.person, salt: p.salt, data: p.data }),
);

export const addAction = async (tx: Writer, row: ActionRow, parts: readonly ActionPart[]): Promise<void> => {
  await tx.run(insert, row);
  for (const part of parts) await tx.run(insertPart, part);
};

const one = query<{ number: number }>()((db, p) => db.selectFrom('action').selectAll().where('number', '=', p.number));
const children = query<{ parent: number }>()((db, p) =>
  db.selectFrom('action').selectAll().where('parent', '=', p.parent).orderBy('number'),
);
const toTarget = query<{ target: number }>()((db, p) =>
  db.selectFrom('action').selectAll().where('target', '=', p.target).orderBy('number'),
);
const toTargets = query<{ targets: string }>()((db, p, dialect) =>
  db.selectFrom('action').select('target').where('target', 'in', numbersOf(dialect, p.targets)),
);
const onHeld = query<{ subject: string }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    // The index has just these.
    .where(sql<boolean>`subject_kind = 'held'`)
    .where('subject', '=', p.subject)
    .orderBy('number'),
);
const childPage = query<{ parent: number; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    .where('parent', '=', p.parent)
    .where('number', '>', p.after)
    .orderBy('number')
    .limit(p.limit),
);
const childCount = query<{ parent: number }>()((db, p) =>
  db
    .selectFrom('action')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('parent', '=', p.parent),
);
const after = query<{ after: number; limit: number }>()((db, p) =>
  db.selectFrom('action').selectAll().where('number', '>', p.after).orderBy('number').limit(p.limit),
);
const partsBetween = query<{ from: number; to: number }>()((db, p) =>
  db.selectFrom('action_part').selectAll().where('action', '>=', p.from).where('action', '<=', p.to).orderBy('action'),
);
const partsOf = query<{ actions: string }>()((db, p, dialect) =>
  db.selectFrom('action_part').selectAll().where('action', 'in', numbersOf(dialect, p.actions)).orderBy('action'),
);

export const findAction = async (reader: Reader, number: number): Promise<ActionRow | undefined> =>
  reader.get(one, { number });
export const childrenOf = async (reader: Reader, parent: number): Promise<ActionRow[]> =>
  reader.all(children, { parent });
/** Reversals and approvals of an action. */
export const actionsOn = async (reader: Reader, target: number): Promise<ActionRow[]> =>
  reader.all(toTarget, { target });
/** All that was done about something held. @param id the one it has while it is held */
export const actionsOnHeld = async (reader: Reader, id: string): Promise<ActionRow[]> =>
  reader.all(onHeld, { subject: `held ${id}` });
/** Which of them something was done to. */
export const actionsOnAny = async (reader: Reader, targets: readonly number[]): Promise<{ target: number | null }[]> =>
  reader.all(toTargets, { targets: JSON.stringify(targets) });
export const childrenAfter = async (
  reader: Reader,
  page: { parent: number; after: number; limit: number },
): Promise<ActionRow[]> => reader.all(childPage, page);
export const countChildren = async (reader: Reader, parent: number): Promise<number> =>
  Number((await reader.get(childCount, { parent }))?.count ?? 0);
export const actionsAfter = async (reader: Reader, number: number, limit: number): Promise<ActionRow[]> =>
  reader.all(after, { after: number, limit });
export const partsFrom = async (reader: Reader, from: number, to: number): Promise<ActionPart[]> =>
  reader.all(partsBetween, { from, to });
export const partsOfActions = async (reader: Reader, numbers: readonly number[]): Promise<ActionPart[]> =>
  reader.all(partsOf, { actions: JSON.stringify(numbers) });

const firstSince = query<{ since: number }>()((db, p) =>
  db.selectFrom('action').select('number').where('at', '>', p.since).orderBy('at').orderBy('number').limit(1),
);
const weighed = query<{ person: string; from: number }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('action.weight'), eb.lit(0)).as('weight'))
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'actor')
    .where('action_part.action', '>=', p.from),
);

/** How many acts a person's actions since then count for. */
export const weightSince = async (reader: Reader, person: string, since: number): Promise<number> => {
  const from = (await reader.get(firstSince, { since }))?.number;
  if (from === undefined) return 0;
  return Number((await reader.get(weighed, { person, from }))?.weight ?? 0);
};

const aliasOf = query<{ member: number }>()((db, p) =>
  db.selectFrom('moderator_alias').select('number').where('member_id', '=', p.member),
);
const lastAlias = query()((db) =>
  db.selectFrom('moderator_alias').select((eb) => eb.fn.coalesce(eb.fn.max('number'), eb.lit(0)).as('number')),
);
const addAlias = command<{ number: number; member: number }>()((db, p) =>
  db.insertInto('moderator_alias').values({ number: p.number, member_id: p.member }),
);

/** The number by which the log calls a moderator; the next free one with their first action. In the log's turn. */
export const aliasFor = async (tx: Writer, member: number): Promise<number> => {
  const known = await tx.get(aliasOf, { member });
  if (known) return known.number;
  const number = ((await tx.get(lastAlias, {}))?.number ?? 0) + 1;
  await tx.run(addAlias, { number, member });
  return number;
};
