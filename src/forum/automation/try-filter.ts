// The shadow run: what a filter would have done with the last posts of where it is meant for. Nothing is written.
import { nameOfPost } from '../../base/names.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { reaches } from '../policy/measures.ts';
import { type FilterInput, foldedPattern } from './change-filters.ts';
import { compileFilters } from './match.ts';
import { hasImages, shownOfPost } from './shown-of-post.ts';

export const SHADOW_POSTS = 2_000;
const SLICE = 200;

const newest = query<{ below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.id', 'post.origin', 'post.seq', 'post.title', 'post.body', 'post.at', 'author.name'])
    .select(['author.origin as home', 'place.kind', 'place.slug', 'post.edit_seq'])
    .select(hasImages)
    .where('post.id', '<', p.below)
    .where('post.state', '=', 'live')
    .orderBy('post.id', 'desc')
    .limit(p.limit),
);

export type ShadowRun = {
  /** Posts that it looked at. */
  looked: number;
  matched: { post: string; author: string; at: number }[];
};

/** @throws Refusal `unauthenticated`, `forbidden`, `invalid` (pattern) */
export const tryFilter =
  ({ db, origin }: { db: Pick<Database, 'read'>; origin: string }) =>
  async (
    actor: Actor,
    input: Pick<FilterInput, 'kind' | 'pattern' | 'scope'>,
    most = SHADOW_POSTS,
  ): Promise<ShadowRun> => {
    const { scope = 'instance', kind } = input;
    may(actor, { do: 'moderate', can: 'see-cases', scope });
    const match = compileFilters([{ id: 1, kind, pattern: foldedPattern(input) }]);
    const run: ShadowRun = { looked: 0, matched: [] };
    let below = Number.MAX_SAFE_INTEGER;
    // By slices, so that others are answered between them; and not on for ever where the place is a small one.
    for (let read = 0; read < 5 * SHADOW_POSTS && run.looked < most; read += SLICE) {
      const posts = await db.read.all(newest, { below, limit: SLICE });
      for (const post of posts) {
        below = post.id;
        if (!reaches(scope, post) || run.looked === most) continue;
        run.looked += 1;
        if (match(await shownOfPost(db.read, post)).length === 0) continue;
        const author = `${post.name}@${post.home || origin}`;
        run.matched.push({ post: nameOfPost(post), author, at: post.at });
      }
      if (posts.length < SLICE) break;
    }
    return run;
  };
