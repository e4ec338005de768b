// The case of what was put aside, once that is a post: it leads to the post, and what is decided in it acts on the post.
import type { PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import type { NewEvent } from '../../events/append.ts';
import { subjectText } from '../policy/measures.ts';
import { findPost } from '../threads/post-store.ts';
import { findCaseOf, isOpen } from './case-store.ts';
import { lockCase } from './gather.ts';

type Named = { id: number; subject: string; revision: number | null; at: number };
const rename = command<Named>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({ subject: p.subject, revision: p.revision, changed_at: p.at, version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

/**
 * A decided case pins no revision: whoever reports the post later is heard. Answers the events that tell of it.
 * @param held the id of what was put aside
 */
export const leadToPost = async (
  tx: Writer,
  held: string,
  key: PostKey,
  at: number,
): Promise<readonly Omit<NewEvent, 'at'>[]> => {
  const known = await findCaseOf(tx, subjectText({ kind: 'held', id: held }));
  const post = known && (await findPost(tx, key));
  if (!known || !post) return [];
  const { id, public_id, state } = await lockCase(tx, known);
  const revision = isOpen(state) ? post.edit_seq : null;
  await tx.run(rename, { id, subject: subjectText({ kind: 'post', key }), revision, at });
  return [{ kind: 'case.changed', data: { case: public_id, state } }];
};
