// Where the pages about advice are.

export const advicePaths = {
  received: '/moderation/advice',
  posts: '/moderation/advice/posts',
  settings: '/moderation/advice/settings',
  lists: '/moderation/advice/lists',
  new: '/moderation/advice/new',
} as const;
export type AdvicePart = keyof typeof advicePaths;

/** What a form that advises begins with. */
export type AdviceBegun = { post?: string; member?: string; peer?: string; reason?: string };

/** Where somebody advises about this. */
export const advisePath = (about: AdviceBegun): string => `${advicePaths.new}?${new URLSearchParams(about)}`;

/** Where a post of an own member is taken back for all. */
export const withdrawalPath = (post: string): string => `/posts/${encodeURIComponent(post)}/withdrawal`;
