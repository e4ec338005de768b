// What stands in a case beside reports and actions: notes for different readers, and what other instances answered.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { NoteAudience } from '../../db/tables/cases.ts';

export const noteKinds = [
  'note',
  'claimed',
  'decided',
  'forwarded',
  'not-delivered',
  'outcome',
  'appeal',
  'appeal-decided',
  'reopened',
  'closed',
  'action',
] as const;
export type NoteKind = (typeof noteKinds)[number];

export type NewNote = {
  caseId: number;
  memberId: number | null;
  /** The instance that said it; `''`: this one. */
  peer?: string;
  kind: NoteKind;
  audience: NoteAudience;
  words: string;
  at: number;
};

const insert = command<Required<NewNote>>()((db, p) =>
  db
    .insertInto('case_note')
    .values({
      case_id: p.caseId,
      member_id: p.memberId,
      peer: p.peer,
      kind: p.kind,
      audience: p.audience,
      words: p.words,
      at: p.at,
    })
    .returning('id'),
);
/** Answers its number. */
export const addNote = async (tx: Writer, note: NewNote): Promise<number> => {
  const [row] = await tx.rows(insert, { peer: '', ...note });
  if (!row) throw new Error('a note was not kept');
  return row.id;
};

const ofCase = query<{ caseId: number }>()((db, p) =>
  db
    .selectFrom('case_note')
    .leftJoin('member', 'member.id', 'case_note.member_id')
    .select(['case_note.id', 'kind', 'audience', 'words', 'peer', 'case_note.at', 'member.name'])
    .where('case_id', '=', p.caseId)
    .orderBy('case_note.at')
    .orderBy('case_note.id'),
);
export const notesOfCase = async (reader: Reader, caseId: number) => reader.all(ofCase, { caseId });

const forReaders = query<{ caseId: number; audience: NoteAudience }>()((db, p) =>
  db
    .selectFrom('case_note')
    .select(['words', 'at'])
    .where('case_id', '=', p.caseId)
    .where('audience', '=', p.audience)
    .where('words', '!=', '')
    .orderBy('id'),
);
/** What is meant for reporters: never who wrote it. */
export const notesForReporters = async (reader: Reader, caseId: number) =>
  reader.all(forReaders, { caseId, audience: 'reporters' });

const toPerson = query<{ person: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('moderation_case')
    .innerJoin('case_note', 'case_note.case_id', 'moderation_case.id')
    .select(['case_note.id', 'moderation_case.subject', 'case_note.words', 'case_note.at'])
    .where('moderation_case.person', '=', p.person)
    .where('case_note.audience', '=', 'person')
    .where('case_note.id', '<', p.before)
    .orderBy('case_note.id', 'desc')
    .limit(p.limit),
);
/** What is meant for whom it concerns, the newest first: never who wrote it. @param person `<opaque id>@<origin>` */
export const notesToPerson = async (reader: Reader, person: string, before: number, limit: number) =>
  reader.all(toPerson, { person, before, limit });

const byPeer = query<{ caseId: number; peer: string }>()((db, p) =>
  db
    .selectFrom('case_note')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('case_id', '=', p.caseId)
    .where('peer', '=', p.peer)
    .where('kind', '=', 'outcome'),
);
/** How often an instance answered to the case so far. */
export const notesByPeer = async (reader: Reader, caseId: number, peer: string): Promise<number> =>
  Number((await reader.get(byPeer, { caseId, peer }))?.count ?? 0);
