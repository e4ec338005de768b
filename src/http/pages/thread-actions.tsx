// What a member does with a thread as a whole.
import { FollowForm } from './follow-form.tsx';
import type { Look } from './look.ts';
import { type ThreadCard, threadPath } from './parts.tsx';

export const ThreadActions = ({ look, thread }: { look: Look; thread: ThreadCard }) =>
  look.actor.kind !== 'member' ? null : (
    <FollowForm look={look} action={`${threadPath(thread.name)}/follow`} level={thread.follow ?? 'none'} />
  );
