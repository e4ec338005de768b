// Lays measures over threads, places and members: in the transaction that changes them.
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { memberStanding, threadLayer } from './layer.ts';
import { measuresOn, subjectsOfKind } from './measure-rows.ts';
import { type PlaceName, scopeOf } from './measures.ts';
import type { Changed } from './post-layers.ts';

const thread = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('post', (join) => join.onRef('post.origin', '=', 'thread.origin').onRef('post.seq', '=', 'thread.seq'))
    .select(['thread.id', 'thread.place_id', 'thread.layer', 'post.id as start'])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);
const putThread = command<{ id: number; layer: string | null; state: 'open' | 'closed' }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ layer: p.layer, state: p.state, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const place = query<PlaceName>()((db, p) =>
  db
    .selectFrom('place')
    .select(['id', 'layer'])
    .where('kind', '=', p.kind)
    .where('slug', '=', p.slug)
    .orderBy('id')
    .limit(1),
);
const putPlace = command<{ id: number; layer: string | null }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ layer: p.layer, version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);
const bumpPlace = command<{ id: number }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);
const putStanding = command<{ publicId: string; standing: string | null }>()((db, p) =>
  db.updateTable('member').set({ standing: p.standing }).where('public_id', '=', p.publicId),
);

/** Answers the start of the thread, where something changed. */
export const renewThread = async (tx: Writer, key: PostKey, now: number): Promise<Changed | undefined> => {
  const row = await tx.get(thread, { origin: key.origin, seq: key.seq });
  if (!row) return undefined;
  const layer = threadLayer(await measuresOn(tx, [`thread ${nameOfPost(key)}`], now));
  const text = layer && JSON.stringify(layer);
  if (text === row.layer) return undefined;
  await tx.run(putThread, { id: row.id, layer: text, state: layer?.closed ? 'closed' : 'open' });
  await tx.run(bumpPlace, { id: row.place_id });
  return { postId: row.start, threadId: row.id, placeId: row.place_id };
};

/** Answers the number of the place, where something changed. */
export const renewPlace = async (tx: Writer, name: PlaceName, now: number): Promise<number | undefined> => {
  const row = await tx.get(place, { kind: name.kind, slug: name.slug });
  if (!row) return undefined;
  const layer = threadLayer(await measuresOn(tx, [`place ${scopeOf(name)}`], now));
  const text = layer && JSON.stringify(layer);
  if (text === row.layer) return undefined;
  await tx.run(putPlace, { id: row.id, layer: text });
  return row.id;
};

/** What restricts a member here; read with every request of theirs. */
export const renewMember = async (tx: Writer, publicId: string, now: number): Promise<void> => {
  const standing = memberStanding(await measuresOn(tx, [`member ${publicId}`], now));
  await tx.run(putStanding, { publicId, standing: standing && JSON.stringify(standing) });
};

/** After the planks were folded anew. */
export const coverThreadsAgain = async (tx: Writer, now: number): Promise<void> => {
  for (const subject of await subjectsOfKind(tx, 'thread')) {
    const [, seq, origin] = /^thread ([0-9]+)@(.+)$/.exec(subject) ?? [];
    if (seq && origin) await renewThread(tx, { origin, seq: Number(seq) }, now);
  }
};
