// The threads where somebody wrote last, wherever a reader may look. Whatever stands among the first so many is on one of the so
// many places that were active last: so few lists are read, however many places there are.
import type { Actor } from '../../forum/policy/actor.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Listed, ThreadCard } from './parts.tsx';

const SHOWN = 8;

const newest = (a: { activeAt: string | null }, b: { activeAt: string | null }): number =>
  (b.activeAt ?? '') < (a.activeAt ?? '') ? -1 : 1;

export const readLatest = async (
  reads: Pick<ForumReads, 'threads'>,
  actor: Actor,
  places: readonly PlaceView[],
): Promise<ThreadCard[]> => {
  const active = places
    .filter(({ activeAt }) => activeAt !== null)
    .sort(newest)
    .slice(0, SHOWN);
  const threads: ThreadCard[] = [];
  for (const { kind, slug } of active) {
    const list: Listed<ThreadCard> = JSON.parse(
      await reads.threads(actor, kind, slug, { sort: 'active', limit: SHOWN }),
    );
    threads.push(...list.items);
  }
  return threads.sort(newest).slice(0, SHOWN);
};
