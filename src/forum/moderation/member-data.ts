// What moderation keeps of a member: it goes when they leave, but the log goes on being whole; and it goes into their archive.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { renewMember } from '../policy/other-layers.ts';
import { forgetWordsTo, type Persons } from '../policy/words-to.ts';
import { dropHeldOf, heldOfMember } from './held-store.ts';
import { dropOfficesOf } from './office-store.ts';
import { actionsWithParts } from './read-action.ts';

const publicIdOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('id', '=', p.id),
);
/** The instance's own origin is not known down here: an opaque id is one member's, whatever stands behind it. */
const rangeOf = (publicId: string): Persons => ({ from: `${publicId}@`, to: `${publicId}A` });

const dropParts = command<Persons>()((db, p) =>
  db.deleteFrom('action_part').where('person', '>=', p.from).where('person', '<', p.to),
);
const dropMeasures = command<{ subject: string }>()((db, p) =>
  db.deleteFrom('measure').where('subject', '=', p.subject),
);
const forgetPerson = command<Persons>()((db, p) =>
  db.updateTable('measure').set({ person: '' }).where('person', '>=', p.from).where('person', '<', p.to),
);
const loseAlias = command<{ member: number }>()((db, p) =>
  db.updateTable('moderator_alias').set({ member_id: null }).where('member_id', '=', p.member),
);
const concerning = query<Persons>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '>=', p.from)
    .where('action_part.person', '<', p.to)
    .where('action_part.part', '=', 'subject')
    .where('action.kind', '!=', 'note')
    .orderBy('action.number'),
);

/** What names them in the log, and what was said to them. Measures on their posts stay, for as long as the posts do. */
export const forgetModerationOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  const publicId = (await tx.get(publicIdOf, { id: memberId }))?.public_id;
  if (publicId === undefined) return;
  const range = rangeOf(publicId);
  await forgetWordsTo(tx, range);
  await tx.run(dropParts, range);
  await tx.run(dropMeasures, { subject: `member ${publicId}` });
  await tx.run(forgetPerson, range);
  await renewMember(tx, publicId, 0);
  await tx.run(loseAlias, { member: memberId });
  await dropOfficesOf(tx, memberId);
  await dropHeldOf(tx, memberId);
};

const ALL = 10_000;

/** Decisions about them, and what of theirs was put aside. */
export const exportModerationOfMember = async (reader: Reader, memberId: number) => {
  const publicId = (await reader.get(publicIdOf, { id: memberId }))?.public_id ?? '';
  const rows = await reader.all(concerning, rangeOf(publicId));
  const decisions = (await actionsWithParts(reader, rows)).map(({ row, words }) => ({
    number: row.number,
    at: row.at,
    kind: row.kind,
    subject: row.subject,
    scope: row.scope,
    reason: row.reason,
    rule: row.rule,
    basis: row.basis,
    words: words.words,
    until: row.until_at,
    reviewAt: row.review_at,
    permanent: words.permanent,
    target: row.target,
  }));
  const held = (await heldOfMember(reader, memberId, Number.MAX_SAFE_INTEGER, ALL)).map((row) => ({
    kind: row.kind,
    title: row.title,
    body: row.body,
    why: row.why,
    at: row.at,
    state: row.state,
    post: row.post,
  }));
  return { decisions, held };
};
