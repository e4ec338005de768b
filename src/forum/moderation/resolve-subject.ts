// What an action is on, looked up: that it is there, whose it is and where.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { type PlaceName, type Scope, type Subject, scopeOf, subjectText } from '../policy/measures.ts';

export type Person = { readonly member: string; readonly origin: string };
export const personText = ({ member, origin }: Person): string => `${member}@${origin}`;

export type Resolved = {
  /** By subjectText. */
  readonly text: string;
  /** Where the person is at home. */
  readonly host: string;
  readonly revision: number | null;
  /** Of a post, thread or place. */
  readonly scope: Scope | undefined;
  /** Who is concerned. */
  readonly person: Person | undefined;
};

const post = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.edit_seq', 'place.kind', 'place.slug', 'author.origin', 'author.public_id'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const thread = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .innerJoin('author', 'author.id', 'thread.author_id')
    .select(['place.kind', 'place.slug', 'author.origin', 'author.public_id'])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);
const place = query<PlaceName>()((db, p) =>
  db.selectFrom('place').select('id').where('kind', '=', p.kind).where('slug', '=', p.slug).limit(1),
);
const member = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);
const author = query<{ origin: string; publicId: string }>()((db, p) =>
  db.selectFrom('author').select('id').where('origin', '=', p.origin).where('public_id', '=', p.publicId),
);
const held = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('held_post')
    .innerJoin('member', 'member.id', 'held_post.member_id')
    .innerJoin('place', 'place.id', 'held_post.place_id')
    .select(['member.public_id', 'place.kind', 'place.slug'])
    .where('held_post.public_id', '=', p.id),
);

const missing = () => new Refusal('not-found', 'subject: there is nothing of that name here.', { field: 'subject' });
const foreign = (origin: string, home: string): void => {
  if (origin === home || origin === '')
    throw new Refusal('invalid', 'subject: this is no other instance.', { field: 'subject' });
};

type Found = { kind: PlaceName['kind']; slug: string; origin: string; public_id: string };

/** @param home the origin of this instance @throws Refusal `not-found`, `invalid` (subject) */
export const resolveSubject = async (reader: Reader, home: string, subject: Subject): Promise<Resolved> => {
  const text = subjectText(subject);
  const whose = (row: Found, revision: number | null): Resolved => {
    const origin = row.origin || home;
    return { text, host: origin, revision, scope: scopeOf(row), person: { member: row.public_id, origin } };
  };
  const nobody = { text, host: '', revision: null, scope: undefined, person: undefined };
  switch (subject.kind) {
    case 'post': {
      const row = await reader.get(post, { origin: subject.key.origin, seq: subject.key.seq });
      if (!row) throw missing();
      return whose(row, subject.revision ?? row.edit_seq);
    }
    case 'thread': {
      const row = await reader.get(thread, { origin: subject.key.origin, seq: subject.key.seq });
      if (!row) throw missing();
      return whose(row, null);
    }
    case 'place': {
      if (!(await reader.get(place, subject.place))) throw missing();
      return { ...nobody, scope: scopeOf(subject.place) };
    }
    case 'member': {
      if (!(await reader.get(member, { publicId: subject.member }))) throw missing();
      return { ...nobody, host: home, person: { member: subject.member, origin: home } };
    }
    case 'remote': {
      foreign(subject.origin, home);
      if (!(await reader.get(author, { origin: subject.origin, publicId: subject.member }))) throw missing();
      return { ...nobody, host: subject.origin, person: { member: subject.member, origin: subject.origin } };
    }
    case 'peer':
      foreign(subject.origin, home);
      return { ...nobody, host: subject.origin };
    case 'held': {
      const row = await reader.get(held, { id: subject.id });
      if (!row) throw missing();
      return { ...nobody, host: home, scope: scopeOf(row), person: { member: row.public_id, origin: home } };
    }
    case 'none':
      return nobody;
  }
};

export const noPlace = () => new Refusal('not-found', 'scope: there is no such place.', { field: 'scope' });

/** @throws Refusal `not-found` (scope): a board or plank that is not there */
export const demandPlace = async (reader: Reader, scope: Scope): Promise<void> => {
  const [kind, slug] = scope.split(':');
  if ((kind !== 'board' && kind !== 'plank') || slug === undefined) return;
  if (!(await reader.get(place, { kind, slug }))) throw noPlace();
};

/** For people: `post b17`. Persons have none. */
export const publicSubject = (subject: Subject): string =>
  subject.kind === 'member' || subject.kind === 'remote'
    ? ''
    : subject.kind === 'post'
      ? `post ${nameOfPost(subject.key)}`
      : subjectText(subject);
