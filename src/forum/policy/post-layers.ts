// Lays measures over posts: in the transaction that changes them, so that reading looks at the post's row alone. What was made
// ready for readers goes with it: cards, and the versions by which answers are kept.
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { readAdviceSwitches } from '../advice/advice-settings-store.ts';
import { type Advised, type InForce, isVeiled, postLayer } from './layer.ts';
import { measuresOn } from './measure-rows.ts';
import { reaches } from './measures.ts';

const columns = [
  'post.id',
  'post.origin',
  'post.seq',
  'post.thread_id',
  'post.place_id',
  'post.layer',
  'post.veiled',
  'post.withdrawn_reason',
  'place.kind',
  'place.slug',
  'author.public_id',
  'author.origin as author_origin',
  'thread.origin as thread_origin',
  'thread.seq as thread_seq',
] as const;

const byKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(columns)
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const adviceOn = query<PostKey>()((db, p) =>
  db.selectFrom('post_advice').select(['effect', 'data']).where('origin', '=', p.origin).where('seq', '=', p.seq),
);

const putLayer = command<{ id: number; layer: string | null; veiled: 0 | 1 }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ layer: p.layer, veiled: p.veiled, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const bumpThread = command<{ id: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const veilThread = command<{ id: number; veiled: 0 | 1 }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ veiled: p.veiled, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const bumpPlace = command<{ id: number }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

/** A post that is shown otherwise now. */
export type Changed = { postId: number; threadId: number; placeId: number };

type PostRow = {
  origin: string;
  seq: number;
  kind: PlaceKind;
  slug: string;
  public_id: string;
  author_origin: string;
  withdrawn_reason: string | null;
};

/** What time has changed is weighed anew before anybody reads (moderation/settle.ts). */
const advisedOn = async (reader: Reader, key: PostKey): Promise<Advised | undefined> => {
  const row = await reader.get(adviceOn, { origin: key.origin, seq: key.seq });
  return row && { effect: row.effect, data: JSON.parse(row.data) };
};

const wroteBefore = query<{ origin: string; publicId: string; before: number }>()((db, p) =>
  db
    .selectFrom('author')
    .innerJoin('post', 'post.author_id', 'author.id')
    .select('post.id')
    .where('author.origin', '=', p.origin)
    .where('author.public_id', '=', p.publicId)
    .where('post.arrived_at', '<', p.before)
    .limit(1),
);
const keptOf = query<{ person: string; now: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .select('action')
    .where('person', '=', p.person)
    .where('kind', '=', 'keep')
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', p.now)]))
    .limit(1),
);

export const holdsFirst = ({ kind, settings }: InForce): boolean => kind === 'filter' && settings.holdFirst === true;

/** Whether the author is new here since the filter, and nobody has let a post of theirs through. */
const isNewSince = async (
  reader: Reader,
  { author_origin: origin, public_id: publicId }: PostRow,
  { from }: InForce,
  now: number,
): Promise<boolean> =>
  !(await reader.get(wroteBefore, { origin, publicId, before: from })) &&
  !(await reader.get(keptOf, { person: `${publicId}@${origin}`, now }));

/** What measures and advice lay over a post at `now`. */
export const layerOf = async (reader: Reader, post: PostRow, now: number) => {
  const subjects = [`post ${nameOfPost(post)}`];
  if (post.origin !== '') subjects.push(`remote ${post.public_id}@${post.author_origin}`, `peer ${post.origin}`);
  const measures: InForce[] = [];
  for (const one of await measuresOn(reader, subjects, now)) {
    if (!one.subject.startsWith('post ') && !reaches(one.scope, post)) continue;
    measures.push(holdsFirst(one) ? { ...one, holds: await isNewSince(reader, post, one, now) } : one);
  }
  const stands = post.withdrawn_reason !== null && (await readAdviceSwitches(reader)).withdrawn === 'show';
  return postLayer(measures, await advisedOn(reader, post), stands);
};

/** Lays what is in force over the post anew. Answers what changed; undefined where nothing did, or there is no such post. */
export const renewPost = async (tx: Writer, key: PostKey, now: number): Promise<Changed | undefined> => {
  const post = await tx.get(byKey, { origin: key.origin, seq: key.seq });
  if (!post) return undefined;
  const layer = await layerOf(tx, post, now);
  const text = layer && JSON.stringify(layer);
  if (text === post.layer) return undefined;
  const veiled = isVeiled(layer) ? 1 : 0;
  await tx.run(putLayer, { id: post.id, layer: text, veiled });
  const start = post.thread_origin === post.origin && post.thread_seq === post.seq;
  if (start) await tx.run(veilThread, { id: post.thread_id, veiled });
  else await tx.run(bumpThread, { id: post.thread_id });
  await tx.run(bumpPlace, { id: post.place_id });
  return { postId: post.id, threadId: post.thread_id, placeId: post.place_id };
};
