// What a member finds in a form when they come to it: their draft, or a quote of the post that they answer.
import type { Actor } from '../../forum/policy/actor.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { Draft } from '../../forum/writing/draft-store.ts';
import { keyOf } from '../api/forum-shapes.ts';
import { composedOfDraft, type DraftPlace, draftOfThread, nothingYet, type Shown } from './composed.ts';

export type DraftNeeds = { findDraft(actor: Actor, name: string): Promise<Draft | undefined> };

/** Undefined where there is none, and for visitors. */
export const readDraft = async (
  { findDraft }: DraftNeeds,
  actor: Actor,
  { name }: DraftPlace,
  titled: boolean,
): Promise<Shown | undefined> => {
  if (actor.kind !== 'member') return undefined;
  const draft = await findDraft(actor, name);
  return draft && composedOfDraft(draft, titled);
};

type Asked = { parent?: string | undefined; quote?: string | undefined };

/** @throws Refusal `not-found` (quote) */
export const readReply = async (
  needs: DraftNeeds & { reads: Pick<ForumReads, 'quote'> },
  actor: Actor,
  thread: string,
  { quote, parent = quote }: Asked,
): Promise<Shown | undefined> => {
  if (actor.kind !== 'member') return undefined;
  const begun = (await readDraft(needs, actor, draftOfThread(thread), false)) ?? nothingYet(false);
  const answers = { ...begun, parent: parent === thread ? '' : (parent ?? begun.parent) };
  if (quote === undefined) return answers;
  const words = await needs.reads.quote(actor, keyOf(quote));
  return begun.body.includes(words) ? answers : { ...answers, body: `${begun.body}${words}` };
};
