// Places, threads and posts on the wire, and how callers name and page them.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { type PostKey, parsePostName, SLUG } from '../../base/names.ts';
import { periods, rankedSorts } from '../../forum/threads/read-ranked.ts';
import { listSorts } from '../../forum/threads/read-threads.ts';
import { pageOf, Time } from './shapes.ts';

export const Author = z
  .object({
    name: z.string(),
    origin: z.string().meta({ description: 'The instance that the author belongs to.' }),
    displayName: z.string(),
  })
  .meta({ id: 'Author' });

export const Where = z.object({ kind: z.enum(['board', 'plank']), slug: z.string() }).meta({ id: 'Where' });

export const Place = z
  .object({
    kind: z.enum(['board', 'plank']),
    slug: z.string(),
    title: z.string(),
    text: z.string(),
    visibility: z.enum(['public', 'members']),
    state: z.enum(['open', 'archived', 'closed']).meta({ description: 'Only open places take new posts.' }),
    position: z.int(),
    threads: z.int(),
    posts: z.int(),
    activeAt: Time.nullable(),
    at: Time,
  })
  .meta({ id: 'Place' });

/** What constituents advise about a post, as far as this instance shows it. */
export const Advice = z
  .object({
    counted: z.int().meta({ description: 'How many advise to collapse it and count here.' }),
    needed: z.int().meta({ description: 'How many would collapse it, where a quorum does.' }),
    from: z.array(
      z.object({
        origin: z.string(),
        effect: z.string().meta({ description: 'label or collapse; others are shown, never acted on.' }),
        reason: z.string(),
        until: Time,
        human: z.boolean(),
        urgent: z.boolean(),
        counts: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Advice' });

const until = Time.nullable().optional();
/** What moderators here lay over a post. */
const Moderation = z
  .object({
    state: z.enum(['hidden', 'held', 'collapsed', 'withdrawn', 'visible']).meta({
      description:
        'hidden, held: words for author and moderators alone. collapsed: one click opens. visible: labelled or kept.',
    }),
    kept: z.boolean().optional(),
    reason: z.string().optional(),
    rule: z.string().optional(),
    by: z.enum(['moderator', 'automatic', 'advice']).optional(),
    notReviewed: z.boolean().optional().meta({ description: 'It was held, and nobody looked at it in time.' }),
    until,
    action: z.int().optional().meta({ description: 'Its number in the log.' }),
    through: z.enum(['member', 'instance']).optional().meta({ description: 'Because of who said it.' }),
    labels: z.array(z.object({ label: z.string(), until: Time.nullable(), action: z.int().nullable() })).optional(),
    advice: Advice.optional(),
  })
  .meta({ id: 'Moderation' });
const ThreadModeration = z
  .object({
    closed: z.object({ reason: z.string(), until: Time.nullable(), action: z.int() }).optional(),
    slow: z.object({ seconds: z.int(), until: Time.nullable(), action: z.int() }).optional(),
  })
  .meta({ id: 'ThreadModeration' });

const Counts = { up: z.int().min(0), down: z.int().min(0) };

export const Thread = z
  .object({
    name: z.string().meta({ description: 'The name of the post that started it: b17 or 42@greens.example.' }),
    place: Where,
    title: z.string().meta({ description: 'Empty once its start is deleted.' }),
    author: Author,
    state: z.enum(['open', 'closed']),
    at: Time,
    activeAt: Time,
    posts: z.int(),
    votes: z.object(Counts).meta({ description: 'Of its start.' }),
    unread: z
      .int()
      .optional()
      .meta({ description: 'For members: posts that you have not read; 100 means so many or more.' }),
    firstUnread: z.string().nullable().optional().meta({ description: 'The one that arrived first.' }),
    readUpTo: z.string().nullable().optional().meta({
      description:
        'For members, where one thread is asked for: the last post that you have read, in the order of arrival.',
    }),
    follow: z.enum(['every', 'mentions', 'muted']).nullable().optional(),
    hidden: z
      .boolean()
      .optional()
      .meta({ description: 'You hide its author: the title is left out unless you say show=hidden.' }),
    about: z.string().optional().meta({ description: 'On boards: the thread on a plank that it is about.' }),
    veiled: z.boolean().optional().meta({ description: 'Its start is hidden or held here: it has no title.' }),
    moderation: ThreadModeration.optional(),
  })
  .meta({ id: 'Thread' });

export const Attachment = z
  .object({
    id: z.string().meta({ description: 'SHA-256 of its bytes, base64url.' }),
    url: z.string().nullable().meta({ description: 'On this instance; null while there is nothing to show.' }),
    thumbnail: z.string().nullable().meta({ description: 'At most 640 wide.' }),
    type: z.string(),
    size: z.int(),
    width: z.int(),
    height: z.int(),
    alt: z.string().meta({ description: 'What it shows; empty where it only decorates.' }),
    pending: z
      .boolean()
      .optional()
      .meta({ description: 'True while its bytes are on their way from another instance.' }),
    refused: z.boolean().optional().meta({ description: 'True where the bytes are not the image that the post says.' }),
  })
  .meta({ id: 'Attachment' });
export const Votes = z
  .object({
    ...Counts,
    by: z
      .array(z.object({ origin: z.string(), ...Counts }))
      .optional()
      .meta({ description: 'On planks: the totals as each constituent told them.' }),
  })
  .meta({ id: 'Votes' });

export const MyVote = z.union([z.literal(1), z.literal(-1), z.literal(0)]);

const states = ['live', 'deleted', 'erased', 'missing', 'withheld', 'void'] as const;

export const Post = z
  .object({
    name: z.string().meta({ description: 'b17 on boards, 42@greens.example on planks.' }),
    thread: z.string(),
    place: Where,
    title: z.string().optional().meta({ description: 'Of the post that starts a thread.' }),
    body: z.string().meta({ description: 'Markdown.' }),
    html: z.string().meta({ description: 'The body as safe HTML.' }),
    attachments: z.array(Attachment).optional().meta({ description: 'Images, in their order.' }),
    author: Author,
    parent: z.string().nullable(),
    at: Time,
    arrivedAt: Time,
    arrivedLater: z
      .boolean()
      .optional()
      .meta({ description: 'True where it reached this instance more than an hour after its time.' }),
    editedAt: Time.nullable(),
    revisions: z.int(),
    state: z.enum(states).meta({ description: 'All but live stand as placeholders, without words.' }),
    withdrawn: z.string().nullable().meta({ description: 'Why the home instance took it back.' }),
    moderation: Moderation.optional(),
    votes: Votes,
    myVote: MyVote.optional().meta({ description: 'How the member who asks voted; 0: not.' }),
    held: z
      .object({ by: z.int(), of: z.int() })
      .optional()
      .meta({ description: 'On planks: how many constituents hold it, of how many.' }),
    unread: z.boolean().optional().meta({ description: 'For members: true where you have not read it.' }),
    hidden: z
      .boolean()
      .optional()
      .meta({ description: 'You hide its author: its words are left out unless you say show=hidden.' }),
  })
  .meta({ id: 'Post' });

/** What was written does not appear yet. */
export const PutAside = z
  .object({
    held: z.string().meta({ description: 'Its id: GET /me/held lists it.' }),
    why: z.string(),
    until: Time.nullable().meta({ description: 'Then it appears, collapsed, unless somebody has looked at it.' }),
  })
  .meta({ id: 'PutAside' });

/** A page of a thread. */
export const PostPage = pageOf(Post).extend({
  previous: z
    .string()
    .nullable()
    .meta({ description: 'Goes into "before" for the page before this one; null on the first.' }),
  readUpTo: z.string().nullable().optional().meta({ description: 'For members: the last post that you have read.' }),
});

export const TreeNode = Post.extend({
  depth: z.int().meta({ description: 'Counted from the post asked for, or whose branch goes on.' }),
  children: z.int().meta({ description: 'Posts that answer it; 100 means so many or more.' }),
  more: z
    .string()
    .nullable()
    .meta({ description: 'Where not all that answer it are here: goes into "cursor", which gives those that follow.' }),
}).meta({ id: 'TreeNode' });
export const TreePage = pageOf(TreeNode).extend({ readUpTo: z.string().nullable().optional() });

export const Revision = z
  .object({
    id: z.string().meta({ description: 'Among the revisions of its post.' }),
    title: z.string().optional(),
    body: z.string(),
    html: z.string(),
    attachments: z.array(Attachment).optional(),
    at: Time,
  })
  .meta({ id: 'Revision' });

export const SlugParams = z.object({ slug: z.string().regex(SLUG) });
export const NameParams = z.object({ name: z.string().max(300) });

/** @throws Refusal `not-found`: what is no name names nothing */
export const keyOf = (name: string): PostKey => {
  const key = parsePostName(name);
  if (!key) throw new Refusal('not-found', 'There is nothing here, or not for you.');
  return key;
};

const cursor = z.string().max(500).optional().meta({ description: 'The value of "next" from the page before.' });
const limit = (otherwise: number) => z.coerce.number().int().min(1).max(100).default(otherwise);

export const Show = z
  .enum(['hidden'])
  .optional()
  .meta({ description: 'hidden: with the words of those whom you hide.' });
export const PageQuery = (otherwise: number) => z.object({ cursor, limit: limit(otherwise) });
export const PostsQuery = PageQuery(20);
export const ThreadPostsQuery = PostsQuery.extend({
  at: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'Begins at this post, or at what you have not read: "unread".' }),
  before: z.string().max(500).optional().meta({ description: 'The value of "previous": ends before it.' }),
  around: z.string().max(300).optional().meta({
    description: 'A post of the thread: the page shows it, with a few before it. Takes the place of a cursor.',
  }),
  show: Show,
});
export const TreeQuery = z.object({
  under: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'The post to begin with; the start of the thread otherwise.' }),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: 'A value of "more" or "next": goes on with that branch.' }),
  depth: z.coerce.number().int().min(1).max(20).default(6),
  siblings: z.coerce.number().int().min(1).max(100).default(20),
  show: Show,
});
export const ThreadsQuery = PageQuery(30).extend({
  sort: z
    .enum([...listSorts, ...rankedSorts])
    .default('active')
    .meta({
      description:
        'By last activity; by creation; what you have not read, by arrival; by votes for the start; or by what different constituents think alike of.',
    }),
  since: z.enum(periods).default('all').meta({ description: 'For top and bridging: threads begun within this time.' }),
  show: Show,
});
