// What moderators said to somebody: in the log, and gone with whom it was said to. The log goes on being whole without it.
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';

/** Persons from this one on, up to the other, which is none of them: `<opaque id>@<origin>`. */
export type Persons = { from: string; to: string };

const drop = command<Persons>()((db, p) =>
  db
    .deleteFrom('action_part')
    .where('part', '=', 'words')
    .where('action', 'in', (eb) =>
      eb
        .selectFrom('action_part as subject')
        .select('subject.action')
        .where('subject.person', '>=', p.from)
        .where('subject.person', '<', p.to)
        .where('subject.part', '=', 'subject'),
    ),
);

/** Words to somebody who is gone are for nobody. */
export const forgetWordsTo = async (tx: Writer, persons: Persons): Promise<void> => {
  await tx.run(drop, persons);
};

/** Of one member of one instance. */
export const personOf = (member: string, origin: string): Persons => ({
  from: `${member}@${origin}`,
  to: `${member}@${origin} `,
});

type Elsewhere = { peer: string; person: string };
const uncount = command<Elsewhere>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({ appeals: eb('appeals', '-', 1), version: eb('version', '+', 1) }))
    .where('appeals', '>', 0)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('appeal')
        .select('case_id')
        .where('peer', '=', p.peer)
        .where('person', '=', p.person)
        .where('state', '=', 'open'),
    ),
);
const dropAppeals = command<Elsewhere>()((db, p) =>
  db.deleteFrom('appeal').where('peer', '=', p.peer).where('person', '=', p.person),
);

/** And what a member elsewhere said against it. @param person the opaque id */
export const forgetAppealsOf = async (tx: Writer, elsewhere: Elsewhere): Promise<void> => {
  await tx.run(uncount, elsewhere);
  await tx.run(dropAppeals, elsewhere);
};
