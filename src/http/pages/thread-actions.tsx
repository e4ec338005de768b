// What a member does with a thread as a whole.
import type { Look } from './look.ts';
import type { ThreadCard } from './parts.tsx';

export const ThreadActions = (_props: { look: Look; thread: ThreadCard }) => null;
