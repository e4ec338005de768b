// Which actions a list of the log has.
import { sql } from 'kysely';
import { query } from '../../db/statement.ts';
import { unconfirmed } from './confirmed.ts';

/** Newest first. */
export const logPage = query<{ below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    .where('number', '<', p.below)
    // What moderators note for each other is no measure.
    .where('kind', '!=', 'note')
    .orderBy('number', 'desc')
    .limit(p.limit),
);
/** Decided about a person. */
export const aboutPerson = query<{ person: string; limit: number }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'subject')
    .orderBy('action_part.action', 'desc')
    .limit(p.limit),
);

/** Not what is held no more: it was decided, taken back, nobody looked in time, or its author is gone. */
const inForceBelow = (automatic: boolean, held = true) =>
  query<{ below: number; limit: number }>()((db, p) => {
    const all = db
      .selectFrom('measure')
      .innerJoin('action', 'action.number', 'measure.action')
      .leftJoin('held_post', (join) =>
        join.on('measure.kind', '=', 'hold').on('held_post.public_id', '=', sql<string>`substr(measure.subject, 6)`),
      )
      .selectAll('action')
      .where('measure.action', '<', p.below)
      .where('measure.ended', '=', 0)
      .where((eb) => eb.or([eb('measure.kind', '!=', 'hold'), eb('held_post.state', '=', 'held')]))
      .orderBy('measure.action', 'desc')
      .limit(p.limit);
    if (!automatic) return all;
    return (held ? all : all.where('action.subject_kind', '!=', 'held'))
      .where('measure.automatic', '=', 1)
      .where(unconfirmed('measure.action'));
  });
export const everythingInForce = inForceBelow(false);
export const unconfirmedInForce = inForceBelow(true);
/** Without what is held. */
export const unconfirmedShown = inForceBelow(true, false);

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
