// Boards and planks take the same acts, each with verbs of its own. A door looks at the name to know which is meant.
import { Refusal } from '../base/errors.ts';
import type { PostKey } from '../base/names.ts';
import type { Alongside } from '../db/alongside.ts';
import type { PlaceKind } from '../db/tables.ts';
import type { Posted } from '../forum/boards/start-thread.ts';
import type { Actor } from '../forum/policy/actor.ts';
import type { EditInput, ReplyInput, ThreadInput } from '../forum/threads/input.ts';

export type PostVerbs = {
  startThread(actor: Actor, slug: string, input: ThreadInput, alongside?: Alongside<Posted>): Promise<Posted>;
  postReply(actor: Actor, thread: PostKey, input: ReplyInput, alongside?: Alongside<Posted>): Promise<Posted>;
  editPost(actor: Actor, post: PostKey, input: EditInput): Promise<void>;
  deletePost(actor: Actor, post: PostKey): Promise<void>;
};

/** An instance that is in no coalition yet may go without verbs on planks. */
export type ForumVerbs = { boards: PostVerbs; planks?: PostVerbs | undefined };

/** @throws Refusal `not-found` where there are no planks */
export const verbsOn = ({ boards, planks }: ForumVerbs, kind: PlaceKind): PostVerbs => {
  const verbs = kind === 'board' ? boards : planks;
  if (!verbs) throw new Refusal('not-found', 'This instance has no planks.');
  return verbs;
};

/** `b17` was said on a board, `42@greens.example` on a plank. */
export const verbsFor = (verbs: ForumVerbs, { origin }: PostKey): PostVerbs =>
  verbsOn(verbs, origin === '' ? 'board' : 'plank');
