// The end of a fold: posts that it met, and those that advice came or went for, are weighed.
import { type PostKey, parseEntryName } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { FoldEvent } from '../planks/apply/fold.ts';
import { readAdviceSwitches } from './advice-settings-store.ts';
import { anyAdvisory } from './advisory-store.ts';
import { renewAdvice } from './renew-advice.ts';

type Folded = { tx: Writer; home: string; now: number; advised: ReadonlySet<string>; events: readonly FoldEvent[] };

const nameById = query<{ id: number }>()((db, p) =>
  db.selectFrom('post').select(['origin', 'seq']).where('id', '=', p.id),
);

const touches = ({ kind }: FoldEvent) => kind !== 'post.deleted' && kind !== 'votes.changed';

/** Answers what is to be told beside what the fold tells. */
export const adviseFold = async ({ tx, home, now, advised, events }: Folded): Promise<FoldEvent[]> => {
  const touched = events.filter(touches);
  const takenBack = touched.some(({ kind }) => kind === 'post.changed');
  const any = advised.size > 0 || (touched.length > 0 && (await anyAdvisory(tx)));
  if (!any && !(takenBack && (await readAdviceSwitches(tx)).withdrawn === 'show')) return [];
  const keys = new Map<string, PostKey>();
  for (const name of advised) {
    const key = parseEntryName(name);
    if (key) keys.set(name, key);
  }
  for (const { postId } of touched) {
    const key = await tx.get(nameById, { id: postId ?? 0 });
    if (key) keys.set(`${key.seq}@${key.origin}`, key);
  }
  const told = new Set(events.map(({ postId }) => postId));
  const changed = await renewAdvice(tx, [...keys.values()], home, now);
  return changed.filter(({ postId }) => !told.has(postId)).map((one) => ({ kind: 'post.changed' as const, ...one }));
};
