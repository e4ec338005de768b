// member.erased: everything that this member of this origin ever wrote goes, and the name with it.
import { FORMER_MEMBER } from '../../../base/names.ts';
import { command } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { parseRef } from '../../../journal/records.ts';
import { forgetAppealsOf, forgetWordsTo, personOf } from '../../policy/words-to.ts';
import { renewCardsOf } from '../../threads/author-store.ts';
import { erase } from './erase.ts';
import { applied, badRef, ensureAuthor, type Fold, type Outcome } from './fold.ts';

const forget = command<{ id: number; seq: number }>()((db, p) =>
  db.updateTable('author').set({ erased_seq: p.seq }).where('id', '=', p.id).where('erased_seq', '<', p.seq),
);
const forgetName = command<{ id: number; seq: number }>()((db, p) =>
  db
    .updateTable('author')
    .set({ name: '', display_name: FORMER_MEMBER, bio: '', seq: 0 })
    .where('id', '=', p.id)
    .where('seq', '<', p.seq),
);

// Whoever has hidden them has nobody to hide any more.
const forgetHidden = command<{ origin: string; publicId: string }>()((db, p) =>
  db.deleteFrom('hidden').where('origin', '=', p.origin).where('public_id', '=', p.publicId),
);

export const applyMemberErased = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('member.erased', entry.ref);
  if (!ref) return badRef;
  // The name before the words: what is erased of descriptions has nothing left to be described by.
  const id = await ensureAuthor(fold, entry.origin, ref.member);
  await fold.tx.run(forget, { id, seq: entry.seq });
  await fold.tx.run(forgetHidden, { origin: entry.origin, publicId: ref.member });
  await forgetWordsTo(fold.tx, personOf(ref.member, entry.origin));
  await forgetAppealsOf(fold.tx, { peer: entry.origin, person: ref.member });
  if ((await fold.tx.run(forgetName, { id, seq: entry.seq })) > 0) await renewCardsOf(fold.tx, id);
  await erase(fold, { id: entry.journal, origin: entry.origin }, ref.erases, String(entry.seq), entry.seq);
  return applied;
};
