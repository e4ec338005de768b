// What a caller names to act on: posts, threads and places by name, members as people know them.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { isOrigin, MEMBER_NAME, parsePostName, SLUG } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Subject } from '../policy/measures.ts';

const postName = z.string().max(300);

export const subjectInput = z
  .union([
    z.strictObject({
      post: postName,
      revision: z.int().min(0).optional().meta({ description: 'The one it is about; the one shown now otherwise.' }),
    }),
    z.strictObject({ thread: postName }),
    z.strictObject({ board: z.string().regex(SLUG) }),
    z.strictObject({ plank: z.string().regex(SLUG) }),
    z.strictObject({ member: z.string().max(300).meta({ description: 'ada, or ada@other.example.' }) }),
    z.strictObject({ peer: z.string().max(255) }),
    z.strictObject({ held: z.string().max(64).meta({ description: 'The id of what is held.' }) }),
  ])
  .meta({ id: 'ModerationSubject' });
export type SubjectInput = z.infer<typeof subjectInput>;

const own = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id as member').where('name', '=', p.name).where('state', '=', 'active'),
);
// Accounts that are gone leave their names free: the newest is meant.
const other = query<{ name: string; origin: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('public_id as member')
    .where('name', '=', p.name)
    .where('origin', '=', p.origin)
    .orderBy('id', 'desc')
    .limit(1),
);

const peer = query<{ origin: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('origin', '=', p.origin).limit(1),
);

const missing = () => new Refusal('not-found', 'subject: there is nothing of that name here.', { field: 'subject' });

const keyed = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw missing();
  return key;
};

/** @param home the origin of this instance @throws Refusal `not-found` (subject) */
export const subjectNamed = async (reader: Reader, home: string, input: SubjectInput): Promise<Subject> => {
  if ('post' in input) {
    const { revision } = input;
    return { kind: 'post', key: keyed(input.post), ...(revision === undefined ? {} : { revision }) };
  }
  if ('thread' in input) return { kind: 'thread', key: keyed(input.thread) };
  if ('board' in input) return { kind: 'place', place: { kind: 'board', slug: input.board } };
  if ('plank' in input) return { kind: 'place', place: { kind: 'plank', slug: input.plank } };
  if ('held' in input) return { kind: 'held', id: input.held };
  if ('peer' in input) {
    // A name that is nobody's would be a measure on nothing.
    if (!(await reader.get(peer, { origin: input.peer })) && input.peer !== home) throw missing();
    return { kind: 'peer', origin: input.peer };
  }
  const [name = '', origin = home, ...rest] = input.member.split('@');
  if (rest.length > 0 || !MEMBER_NAME.test(name) || !isOrigin(origin)) throw missing();
  const row = origin === home ? await reader.get(own, { name }) : await reader.get(other, { name, origin });
  if (!row) throw missing();
  return origin === home ? { kind: 'member', member: row.member } : { kind: 'remote', origin, member: row.member };
};
