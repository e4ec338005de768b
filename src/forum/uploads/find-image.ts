// Whether a reader may have an image: only by a post that names it and that they may read, because it is their own upload, or
// because they moderate where a post with it waits.
import { Refusal } from '../../base/errors.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { type Actor, visitor } from '../policy/actor.ts';
import { can, canAnywhere } from '../policy/capabilities.ts';
import { maySee, mayUnveil } from '../policy/may.ts';
import { scopeOf } from '../policy/measures.ts';
import { findUpload } from './upload-store.ts';

/** Where the image is shown, and as what: once for each kind of place. */
const shown = query<{ digest: string }>()((db, p) =>
  db
    .selectFrom('board_attachment as a')
    .innerJoin('post', 'post.id', 'a.post_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select([
      'a.type',
      'place.kind',
      'place.slug',
      'place.visibility',
      'place.state',
      'post.veiled',
      'author.member_id',
    ])
    .where('a.digest', '=', p.digest)
    .union(
      db
        .selectFrom('plank_attachment as a')
        .innerJoin('plank_blob as b', 'b.digest', 'a.digest')
        .innerJoin('post', 'post.id', 'a.post_id')
        .innerJoin('place', 'place.id', 'post.place_id')
        .innerJoin('author', 'author.id', 'post.author_id')
        .select([
          'b.type',
          'place.kind',
          'place.slug',
          'place.visibility',
          'place.state',
          'post.veiled',
          'author.member_id',
        ])
        .where('a.digest', '=', p.digest)
        .where('b.state', '=', 'held')
        .whereRef('b.type', '=', 'a.type')
        .whereRef('b.size', '=', 'a.size'),
    ),
);

/** Posts that wait and are going to show it. */
const held = query<{ digest: string; naming: string }>()((db, p) =>
  db
    .selectFrom('upload')
    .innerJoin('held_post', 'held_post.member_id', 'upload.member_id')
    .innerJoin('place', 'place.id', 'held_post.place_id')
    .select(['upload.type', 'place.kind', 'place.slug'])
    .where('upload.digest', '=', p.digest)
    .where('held_post.state', '=', 'held')
    .where('held_post.attachments', 'like', p.naming),
);

/** `open`: whether anybody may have it. */
export type FoundImage = { type: string; open: boolean };

/** @throws Refusal `not-found`, also for what the reader may not see */
export const findImage =
  ({ db }: { db: Pick<Database, 'read'> }) =>
  async (actor: Actor, digest: string): Promise<FoundImage> => {
    const places = await db.read.all(shown, { digest });
    const open = places.find((place) => place.veiled === 0 && maySee(visitor, place));
    if (open) return { type: open.type, open: true };
    const shut = places.find(
      (place) => maySee(actor, place) && (place.veiled === 0 || mayUnveil(actor, place, place.member_id)),
    );
    if (shut) return { type: shut.type, open: false };
    const own = actor.kind === 'member' ? await findUpload(db.read, { member: actor.memberId, digest }) : undefined;
    if (own) return { type: own.type, open: false };
    if (canAnywhere(actor, 'see-cases')) {
      const waits = await db.read.all(held, { digest, naming: `%${digest}%` });
      const mine = waits.find((place) => can(actor, 'see-cases', scopeOf(place)));
      if (mine) return { type: mine.type, open: false };
    }
    throw new Refusal('not-found', 'There is nothing here, or not for you.');
  };
