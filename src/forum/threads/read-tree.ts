// A thread as a tree, a page at a time: level by level from the post asked for, each parent's children read from an index, in
// the order of the thread. Whatever the shape of a thread, one call reads a bounded number of rows.
import { sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import { ORIGIN, type PostKey } from '../../base/names.ts';
import type { PageKey } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { extendCard } from './card.ts';
import { fillPostCards, type PostRow, type PresentPosts, postColumns } from './read-posts.ts';

/** Posts of one call, at most. */
export const MOST_NODES = 200;
/** Children are counted up to here: so many means so many or more. */
export const MOST_CHILDREN = 100;

type NodeRow = PostRow & { children: number };

const childCount = sql<number>`(select count(*) from (select 1 from post as child where child.parent_id = post.id
  limit ${sql.lit(MOST_CHILDREN)}) as counted)`.as('children');

/** Exported for tests, which ask the database how it reads them. */
export const childrenOf = query<{ parent: number; at: number; origin: string; seq: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(postColumns)
    .select(childCount)
    .where('parent_id', '=', p.parent)
    .where((eb) => eb(eb.refTuple('at', 'origin', 'seq'), '>', eb.tuple(p.at, p.origin, p.seq)))
    .orderBy('at')
    .orderBy('origin')
    .orderBy('seq')
    .limit(p.limit),
);
const rootOf = query<PostKey & { thread: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(postColumns)
    .select(childCount)
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq)
    .where('thread_id', '=', p.thread),
);

/** Children of the post `under`, after a key: where a branch was cut. */
export type TreeToken = { under: PostKey; after: PageKey };

/** @returns opaque to callers */
export const encodeToken = ({ under, after }: TreeToken): string =>
  Buffer.from(JSON.stringify([under.origin, under.seq, ...after])).toString('base64url');

/** @throws Refusal `invalid` on the field `cursor` when it is none of ours */
export const decodeToken = (token: string): TreeToken => {
  try {
    const [origin, seq, at, atOrigin, atSeq, ...rest] = JSON.parse(Buffer.from(token, 'base64url').toString());
    const numbers = [seq, at, atSeq].every(Number.isSafeInteger);
    const texts = [origin, atOrigin].every((text) => text === '' || (typeof text === 'string' && ORIGIN.test(text)));
    if (numbers && texts && rest.length === 0) return { under: { origin, seq }, after: [at, atOrigin, atSeq] };
  } catch {
    // falls through: not JSON
  }
  throw new Refusal('invalid', 'cursor: use the value of "more" or "next" from the tree.', { field: 'cursor' });
};

type Node = { row: NodeRow; depth: number; children: Node[]; more: string | null };

export type TreePage = {
  thread: PostKey & { id: number };
  /** The post that the tree hangs from; with `after`, only its children from there on. */
  under: PostKey;
  after: PageKey | null;
  /** Levels below `under`. */
  depth: number;
  /** Children of one parent, at most. */
  siblings: number;
  present?: PresentPosts | undefined;
  beside?: string;
};

type Needs = { db: Database; origin: string };

const FIRST: PageKey = [-1, '', 0];
const keyOf = ({ at, origin, seq }: PostRow): PageKey => [at, origin, seq];

/**
 * JSON `{ items, next }`: posts before what answers them, each with `depth` (0: `under` itself), `children` (their number) and
 * `more` (a cursor, where not all of them are here). `next` goes on with the children of `under`.
 * @throws Refusal `not-found`: `under` is no post of the thread
 */
export const readTree =
  (needs: Needs) =>
  async ({ thread, under, after, depth, siblings, present, beside = '' }: TreePage): Promise<string> => {
    const { read } = needs.db;
    const found = await read.get(rootOf, { ...under, thread: thread.id });
    if (!found) throw new Refusal('not-found', 'There is nothing here, or not for you.');
    const root: Node = { row: found, depth: 0, children: [], more: null };
    let left = after ? MOST_NODES : MOST_NODES - 1;

    /** Reads the children of one node, at most `most`; says where they were cut. */
    const unfold = async (node: Node, from: PageKey, most: number): Promise<void> => {
      const [at, origin, seq] = from;
      const rows = await read.all(childrenOf, { parent: node.row.id, at, origin, seq, limit: most + 1 });
      const shown = rows.slice(0, most);
      node.children = shown.map((row) => ({ row, depth: node.depth + 1, children: [], more: null }));
      const last = shown.at(-1);
      node.more = rows.length > most ? encodeToken({ under: node.row, after: last ? keyOf(last) : from }) : null;
      left -= shown.length;
    };

    let level = [root];
    for (let reached = 0; level.length > 0; reached++) {
      // What is left is shared out, so that a long branch leaves the others something.
      const parents = level.filter(({ row }) => row.children > 0);
      const share = Math.min(siblings, Math.max(1, Math.floor(left / Math.max(1, parents.length))));
      for (const node of parents) {
        const from = node === root && after ? after : FIRST;
        if (reached < depth && left > 0) await unfold(node, from, Math.min(share, left));
        else node.more = encodeToken({ under: node.row, after: from });
      }
      level = parents.flatMap(({ children }) => children);
    }

    const nodes: Node[] = [];
    const stack = after ? [...root.children].reverse() : [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      nodes.push(node);
      for (let index = node.children.length - 1; index >= 0; index--) stack.push(node.children[index] as Node);
    }
    await fillPostCards(
      needs,
      nodes.map(({ row }) => row),
    );
    const change = await present?.(nodes.map(({ row }) => row));
    const items = nodes.map(({ row, depth, more }) => {
      const card = row.card ?? 'null';
      const fields = `"depth":${depth},"children":${row.children},"more":${JSON.stringify(more)}`;
      return extendCard(change ? change(row, card) : card, fields);
    });
    return `{"items":[${items.join(',')}],${beside}"next":${JSON.stringify(root.more)}}`;
  };
