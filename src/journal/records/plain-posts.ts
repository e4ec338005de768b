// What nearly every record is, a start or a reply without pictures and polls, checked by hand: it stands in the way of each entry
// that arrives. Whatever is not plainly right is left to the schemas of posts.ts, and both answer the same.
import { parseEntryName, SLUG } from '../../base/names.ts';
import { SALT } from '../forms.ts';
import { BODY_LENGTH, TITLE_LENGTH } from '../limits.ts';
import { MEMBER_ID } from './parts.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const isMember = (id: unknown): id is string => typeof id === 'string' && MEMBER_ID.test(id);
const isEntry = (name: unknown): name is string => typeof name === 'string' && parseEntryName(name) !== undefined;

/** Undefined for all that the schemas have to look at. */
export const plainRef = (type: string, ref: unknown): object | undefined => {
  const fields = fieldsOf(ref);
  if (!fields) return undefined;
  const { author } = fields;
  if (type === 'reply.posted') {
    const { thread, parent } = fields;
    return isEntry(thread) && (parent === thread || isEntry(parent)) && isMember(author)
      ? { thread, parent, author }
      : undefined;
  }
  if (type === 'thread.started') {
    const { plank } = fields;
    return typeof plank === 'string' && SLUG.test(plank) && isMember(author) ? { plank, author } : undefined;
  }
  return undefined;
};

/** Like {@link plainRef}. */
export const plainContent = (type: string, content: unknown): object | undefined => {
  const starts = type === 'thread.started';
  const fields = starts || type === 'reply.posted' ? fieldsOf(content) : undefined;
  if (!fields || 'attachments' in fields || (starts && 'poll' in fields)) return undefined;
  const { salt, title, body } = fields;
  if (typeof salt !== 'string' || !SALT.test(salt)) return undefined;
  if (typeof body !== 'string' || body.length > BODY_LENGTH) return undefined;
  if (!starts) return { salt, body };
  if (typeof title !== 'string' || title.length === 0 || title.length > TITLE_LENGTH) return undefined;
  return { salt, title, body };
};
