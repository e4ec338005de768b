// What a member does with one post, in its menu.
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';

/** Reporting gets its place here. */
export const PostActions = (_props: { look: Look; post: PostCard }) => null;
