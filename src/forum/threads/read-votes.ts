// Totals of a post as readers get them: on a board up and down, on a plank by constituent as well.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Counts } from './bridging.ts';

export type Votes = Counts & {
  /** On planks: constituents that told of any votes, and whose votes count here, in the order of their ids. */
  readonly by?: readonly ({ readonly origin: string } & Counts)[];
};

const tallies = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('tally')
    .select(['origin', 'up', 'down'])
    .where('post_id', '=', p.post)
    .where('counted', '=', 1)
    .where((eb) => eb.or([eb('up', '>', 0), eb('down', '>', 0)]))
    .orderBy('origin'),
);

/** @param post with the totals of its row */
export const votesOf = async (reader: Reader, post: { id: number; kind: PlaceKind } & Counts): Promise<Votes> => {
  const { up, down } = post;
  if (post.kind === 'board') return { up, down };
  return { up, down, by: up + down === 0 ? [] : await reader.all(tallies, { post: post.id }) };
};

/** Of a post that is just being made. */
export const noVotes = (kind: PlaceKind): Votes => (kind === 'board' ? { up: 0, down: 0 } : { up: 0, down: 0, by: [] });
