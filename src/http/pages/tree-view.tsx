// A thread as a tree: each post with what answers it below, and a way on wherever a branch was cut.
import type { z } from 'zod';
import type { TreeNode } from '../api/forum-shapes.ts';
import type { Look } from './look.ts';
import { threadPath } from './parts.tsx';
import { PostView } from './post-view.tsx';

type Node = z.infer<typeof TreeNode>;
export type Tree = { items: Node[]; next: string | null };

type Branch = { node: Node; below: Branch[] };

/** Nodes come each before what answers it, with their depth. */
export const branchesOf = (nodes: readonly Node[]): Branch[] => {
  const top: Branch[] = [];
  const open: Branch[] = [];
  for (const node of nodes) {
    const branch = { node, below: [] };
    while (open.length > 0 && (open.at(-1)?.node.depth ?? 0) >= node.depth) open.pop();
    (open.at(-1)?.below ?? top).push(branch);
    open.push(branch);
  }
  return top;
};

const Branches = ({ look, branches, link }: { look: Look; branches: Branch[]; link: boolean }) => (
  <ol class="tree">
    {branches.map(({ node, below }) => (
      <li>
        <PostView look={look} post={node} link={link} parent="above" />
        {below.length > 0 && <Branches look={look} branches={below} link={link} />}
        {node.more !== null && (
          <p class="on">
            <a href={`${threadPath(node.thread)}?view=tree&cursor=${node.more}`}>{look.t('reading.branch')}</a>
          </p>
        )}
      </li>
    ))}
  </ol>
);

export const TreeView = ({ look, tree, link }: { look: Look; tree: Tree; link: boolean }) => (
  <Branches look={look} branches={branchesOf(tree.items)} link={link} />
);
