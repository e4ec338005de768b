// Which page of a list, of a thread's posts or of its tree is asked for.
import type { PostKey } from '../../base/names.ts';
import type { Show } from '../reading/member-reads.ts';
import type { RankedSort } from './read-ranked.ts';
import type { ListSort } from './read-threads.ts';

export type Paging = { cursor?: string | undefined; limit: number };
/** Where a page of posts begins: after a cursor; at a post, or at what is unread; or so that it ends before a cursor, or with all. */
export type PostsPaging = Paging & {
  at?: PostKey | 'unread' | 'end' | undefined;
  before?: string | undefined;
  /** A post of the thread: shows it with a few before it. */
  around?: string | undefined;
  show?: Show;
};
export type TreePaging = {
  under?: PostKey | undefined;
  cursor?: string | undefined;
  depth: number;
  siblings: number;
  show?: Show;
};

export type ThreadPaging = Paging & {
  sort: ListSort | RankedSort;
  /** Of threads begun since then, for `top` and `bridging`; 0: all. */
  since?: number;
  now?: number;
  show?: Show;
};
