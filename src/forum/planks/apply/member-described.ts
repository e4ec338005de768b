// member.described: which name stands behind an opaque id, as its home says. The one with the highest number counts.
import { sql } from 'kysely';
import { FORMER_MEMBER } from '../../../base/names.ts';
import { command, query } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { openEnvelope } from '../../../journal/envelope.ts';
import { AHEAD } from '../../../journal/limits.ts';
import { parseContent, parseRef } from '../../../journal/records.ts';
import { renewCardsOf } from '../../threads/author-store.ts';
import { applied, badRef, ensureAuthor, type Fold, type Outcome, unreadable } from './fold.ts';

type Description = { id: number; seq: number; name: string; displayName: string; bio: string };

const describe = command<Description>()((db, p) =>
  db
    .updateTable('author')
    .set({ name: p.name, display_name: p.displayName, bio: p.bio, seq: p.seq })
    .where('id', '=', p.id)
    .where('seq', '<', p.seq)
    .where('erased_seq', '<', p.seq),
);
const hasPosts = query<{ id: number }>()((db, p) =>
  db.selectFrom('post').select('id').where('author_id', '=', p.id).limit(1),
);

/** Shows a description if it is newer than the one shown. */
const show = async (fold: Fold, description: Description): Promise<void> => {
  if ((await fold.tx.run(describe, description)) === 0) return;
  if (await fold.tx.get(hasPosts, { id: description.id })) await renewCardsOf(fold.tx, description.id);
};

export const applyMemberDescribed = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('member.described', entry.ref);
  if (!ref) return badRef;
  const id = await ensureAuthor(fold, entry.origin, ref.member);
  if (entry.state !== 'held' || entry.content === null) return applied;
  const parsed = parseContent('member.described', entry.content);
  if (!parsed.ok) return unreadable(entry);
  const { name, displayName, bio } = parsed.content;
  await show(fold, { id, seq: entry.seq, name, displayName, bio });
  return applied;
};

const blank = command<{ id: number; seq: number }>()((db, p) =>
  db
    .updateTable('author')
    .set({
      name: '',
      display_name: sql<string>`case when erased_seq > 0 then ${sql.lit(FORMER_MEMBER)} else '' end`,
      bio: '',
      seq: 0,
    })
    .where('id', '=', p.id)
    .where('seq', '=', p.seq),
);
const descriptions = query<{ journal: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .select(['entry.seq', 'entry.envelope', 'entry.content', 'entry.at'])
    .where('entry.journal_id', '=', p.journal)
    .where('entry.type', '=', 'member.described')
    .where('entry.content_state', '=', 'held')
    .where((eb) => eb.or([eb('epoch.forked_seq', 'is', null), eb('epoch.forked_seq', '>', eb.ref('entry.seq'))]))
    .orderBy('entry.seq', 'desc'),
);

/** A description was erased: the member is called as the newest one that is left says, or nothing. */
export const redescribe = async (
  fold: Fold,
  journal: { id: number; origin: string },
  member: string,
  erasedSeq: number,
): Promise<void> => {
  const id = await ensureAuthor(fold, journal.origin, member);
  if ((await fold.tx.run(blank, { id, seq: erasedSeq })) === 0) return;
  for (const row of await fold.tx.all(descriptions, { journal: journal.id })) {
    const opened = openEnvelope(row.envelope);
    const ref = opened.ok ? parseRef('member.described', opened.payload.ref) : undefined;
    if (ref?.member !== member || row.content === null || row.at > fold.now + AHEAD) continue;
    const parsed = parseContent('member.described', row.content);
    if (!parsed.ok) continue;
    const { name, displayName, bio } = parsed.content;
    await show(fold, { id, seq: row.seq, name, displayName, bio });
    break;
  }
  await renewCardsOf(fold.tx, id);
};
