// Places, threads and posts on the wire, and how callers name and page them.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { type PostKey, parsePostName, SLUG } from '../../base/names.ts';
import { Time } from './shapes.ts';

export const Author = z
  .object({
    name: z.string(),
    origin: z.string().meta({ description: 'The instance that the author belongs to.' }),
    displayName: z.string(),
  })
  .meta({ id: 'Author' });

const Where = z.object({ kind: z.enum(['board', 'plank']), slug: z.string() }).meta({ id: 'Where' });

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
    about: z.string().optional().meta({ description: 'On boards: the thread on a plank that it is about.' }),
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
    editedAt: Time.nullable(),
    revisions: z.int(),
    state: z.enum(states).meta({ description: 'All but live stand as placeholders, without words.' }),
    withdrawn: z.string().nullable().meta({ description: 'Why the home instance took it back.' }),
    held: z
      .object({ by: z.int(), of: z.int() })
      .optional()
      .meta({ description: 'On planks: how many constituents hold it, of how many.' }),
  })
  .meta({ id: 'Post' });

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

export const PostsQuery = z.object({ cursor, limit: limit(20) });
export const ThreadsQuery = z.object({
  cursor,
  limit: limit(30),
  sort: z.enum(['active', 'new']).default('active').meta({ description: 'By last activity, or by creation.' }),
});
