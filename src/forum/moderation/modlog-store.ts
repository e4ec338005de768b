// Which actions a list of the log has.
import { sql } from 'kysely';
import { query } from '../../db/statement.ts';
import { unconfirmed } from './confirmed.ts';

/** Below that number; of the rest, each list reads what it is by. */
export type LogRange = { below: number; limit: number; scope: string; kind: string; reason: string; person: string };
type OneOf = 'scope' | 'kind' | 'reason' | 'person';

/** Newest first. */
const logBy = (...columns: readonly Exclude<OneOf, 'person'>[]) =>
  query<LogRange>()((db, p) => {
    let rows = db.selectFrom('action').selectAll().where('number', '<', p.below);
    for (const column of columns) rows = rows.where(`action.${column}`, '=', p[column]);
    // What moderators note for each other is no measure.
    return rows.where('kind', '!=', 'note').orderBy('number', 'desc').limit(p.limit);
  });
/** Decided about a person, newest first. */
const aboutPerson = query<LogRange>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'subject')
    .where('action_part.action', '<', p.below)
    .orderBy('action_part.action', 'desc')
    .limit(p.limit),
);

/** Exported for tests, which ask the database how it reads them. */
export const logs = {
  all: logBy(),
  ofScope: logBy('scope'),
  ofKind: logBy('kind'),
  ofScopeAndKind: logBy('scope', 'kind'),
  ofReason: logBy('reason'),
  ofPerson: aboutPerson,
};

type InForce = { automatic: boolean; held: boolean };

/** Not what is held no more: it was decided, taken back, nobody looked in time, or its author is gone. */
const inForceBy = ({ automatic, held }: InForce, ...columns: readonly OneOf[]) =>
  query<LogRange>()((db, p) => {
    let all = db
      .selectFrom('measure')
      .innerJoin('action', 'action.number', 'measure.action')
      .leftJoin('held_post', (join) =>
        join.on('measure.kind', '=', 'hold').on('held_post.public_id', '=', sql<string>`substr(measure.subject, 6)`),
      )
      .selectAll('action')
      .where('measure.action', '<', p.below)
      // The indexes have just these.
      .where(sql<boolean>`measure.ended = 0`)
      .where((eb) => eb.or([eb('measure.kind', '!=', 'hold'), eb('held_post.state', '=', 'held')]));
    for (const column of columns) all = all.where(`measure.${column}`, '=', p[column]);
    const some = all.orderBy('measure.action', 'desc').limit(p.limit);
    if (!automatic) return some;
    return (held ? some : some.where('action.subject_kind', '!=', 'held'))
      .where('measure.automatic', '=', 1)
      .where(unconfirmed('measure.action'));
  });
const inForceLists = (which: InForce) => ({
  all: inForceBy(which),
  ofScope: inForceBy(which, 'scope'),
  ofKind: inForceBy(which, 'kind'),
  ofScopeAndKind: inForceBy(which, 'scope', 'kind'),
  ofReason: inForceBy(which, 'reason'),
  ofPerson: inForceBy(which, 'person'),
});
export const everythingInForce = inForceLists({ automatic: false, held: true });
export const unconfirmedInForce = inForceLists({ automatic: true, held: true });
/** Without what is held. */
export const unconfirmedShown = inForceLists({ automatic: true, held: false });

export const inForceOn = query<{ subject: string }>()((db, p) =>
  db
    .selectFrom('measure')
    .innerJoin('action', 'action.number', 'measure.action')
    .selectAll('action')
    .where('measure.subject', '=', p.subject)
    .orderBy('measure.action', 'desc'),
);

export const aboutPeer = query<{ subject: string; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    .where('subject', '=', p.subject)
    // The index has just these.
    .where(sql<boolean>`subject_kind = 'peer'`)
    .orderBy('number', 'desc')
    .limit(p.limit),
);
