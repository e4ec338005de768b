// Small things that several pages show.
import type { z } from 'zod';
import { PLANK_NOTICE } from '../../forum/threads/input.ts';
import type { Post, Thread } from '../api/forum-shapes.ts';
import type { Problem } from '../failure.ts';

export type ThreadCard = z.infer<typeof Thread>;
export type PostCard = z.infer<typeof Post>;
export type Listed<T> = { items: T[]; next: string | null };

/** `2026-01-01 09:30 UTC` */
export const Moment = ({ at }: { at: string }) => (
  <time datetime={at}>{`${at.slice(0, 10)} ${at.slice(11, 16)} UTC`}</time>
);

export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** Always with the instance that the author belongs to. */
export const AuthorLine = ({ author }: { author: PostCard['author'] }) => (
  <span class="author">
    <strong>{author.displayName}</strong>{' '}
    <span class="quiet">
      @{author.name}@{author.origin}
    </span>
  </span>
);

export const threadPath = (name: string): string => `/threads/${encodeURIComponent(name)}`;
export const placePath = ({ kind, slug }: { kind: string; slug: string }): string => `/${kind}s/${slug}`;

/** Asked of whoever writes on a plank for the first time. */
export const Acknowledgement = ({ problem }: { problem?: Problem | undefined }) =>
  problem?.code === 'unacknowledged' ? (
    <label>
      <input type="checkbox" name="acknowledged" value="yes" required /> {PLANK_NOTICE}
    </label>
  ) : null;

/** Why a form was not taken. */
export const ProblemNote = ({ problem }: { problem?: Problem | undefined }) =>
  problem ? (
    <div class="problem" role="alert">
      <p>{problem.detail}</p>
    </div>
  ) : null;

/** Links to the first page and the next. */
export const Pager = ({ path, paged, next }: { path: string; paged: boolean; next: string | null }) =>
  paged || next !== null ? (
    <nav class="pages" aria-label="Pages">
      {paged && <a href={path}>First page</a>}
      {next !== null && (
        <a rel="next" href={`${path}${path.includes('?') ? '&' : '?'}cursor=${next}`}>
          Next page
        </a>
      )}
    </nav>
  ) : null;
