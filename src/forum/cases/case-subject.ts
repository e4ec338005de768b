// What an action in a case is on: the reported thing, the thread that it is in, or whoever wrote it.
import { Refusal } from '../../base/errors.ts';
import { type Said, said } from '../../base/said.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { parseSubject, type Subject } from '../policy/measures.ts';
import type { Case } from './case-store.ts';

export type On = 'subject' | 'thread' | 'author';

const threadOf = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['thread.origin', 'thread.seq'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);

const noSuch = (what: Said) => new Refusal('invalid', said`on: ${what}`, { field: 'on' });

/** @param person `<opaque id>@<origin>` */
export const subjectOfPerson = (person: string, home: string): Subject | undefined => {
  const at = person.indexOf('@');
  if (at < 1) return undefined;
  const [member, origin] = [person.slice(0, at), person.slice(at + 1)];
  return origin === home ? { kind: 'member', member } : { kind: 'remote', origin, member };
};

/** @param home the origin of this instance @throws Refusal `invalid` (on): there is no such thing */
export const subjectOfAction = async (reader: Reader, home: string, found: Case, on: On): Promise<Subject> => {
  const subject = parseSubject(found.subject);
  if (on === 'author') {
    const author = subjectOfPerson(found.person, home);
    if (!author) throw noSuch(said`whom this case concerns is not known any more.`);
    return author;
  }
  if (!subject) throw noSuch(said`the subject of this case cannot be read.`);
  if (on === 'subject')
    return subject.kind === 'post' && found.revision !== null ? { ...subject, revision: found.revision } : subject;
  if (subject.kind !== 'post') throw noSuch(said`this case is about no post, so it has no thread.`);
  const thread = await reader.get(threadOf, { origin: subject.key.origin, seq: subject.key.seq });
  if (!thread) throw noSuch(said`the post is not here any more.`);
  return { kind: 'thread', key: { origin: thread.origin, seq: thread.seq } };
};
