// How a member votes on a post; the tally stands beside it.
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';

export const VoteForm = (_props: { look: Look; post: PostCard }) => null;
