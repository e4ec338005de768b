// Posts that advice is laid over here now: how each is shown, who advised it and why. For those who moderate.
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import type { PostLayer, ShownState } from '../policy/layer.ts';
import { may } from '../policy/may.ts';
import { scopeOf } from '../policy/measures.ts';
import type { Weighed } from './weigh.ts';

export type AdvisedPost = {
  post: string;
  /** Of its place: `plank:open-elections`. */
  scope: string;
  /** As it is shown here now: a measure of this instance's own may lie over it as well. */
  shown: ShownState;
  /** Whether it is collapsed by this advice. */
  collapsed: boolean;
  /** Moderators here keep it visible. */
  kept: boolean;
} & Weighed['data'];

type Slots = { origin: string; seq: number; limit: number };
const page = query<Slots>()((db, p) =>
  db
    .selectFrom('post_advice')
    .innerJoin('post', (join) =>
      join.onRef('post.origin', '=', 'post_advice.origin').onRef('post.seq', '=', 'post_advice.seq'),
    )
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['post_advice.origin', 'post_advice.seq', 'post_advice.data', 'post.layer', 'place.kind', 'place.slug'])
    .where((eb) =>
      eb.or([
        eb('post_advice.origin', '>', p.origin),
        eb.and([eb('post_advice.origin', '=', p.origin), eb('post_advice.seq', '<', p.seq)]),
      ]),
    )
    .orderBy('post_advice.origin')
    .orderBy('post_advice.seq', 'desc')
    .limit(p.limit),
);

/** By the instances that the posts come from, the newest of each first. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const readAdvised =
  ({ db }: { db: Pick<Database, 'read'> }) =>
  async (
    actor: Actor,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<AdvisedPost>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const [, origin, seq] = cursor === undefined ? [0, '', 0] : decodeCursor(cursor);
    const rows = await db.read.all(page, { origin, seq, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = rows
      .slice(0, limit)
      .filter((row) => can(actor, 'see-cases', scopeOf(row)))
      .map((row): AdvisedPost => {
        const layer: PostLayer | null = row.layer === null ? null : JSON.parse(row.layer);
        const data: Weighed['data'] = JSON.parse(row.data);
        const shown = layer?.state ?? 'visible';
        const collapsed = shown === 'collapsed' && layer?.by === 'advice';
        return { post: nameOfPost(row), scope: scopeOf(row), shown, collapsed, kept: layer?.kept === true, ...data };
      });
    return { items, next: last ? encodeCursor([0, last.origin, last.seq]) : null };
  };
