// Lays a measure on a remote member or a whole peer over all their posts here, and takes it off again without loss: a local
// blindfold. Their journals are stored and passed on all the while.
import { type PostKey, parsePostName } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { type Cursor, dropCoverings, START } from './covering-store.ts';
import { anyFromAfar, measuresOn, subjectsOfKind } from './measure-rows.ts';
import type { Subject } from './measures.ts';
import { type Changed, holdsFirst, renewPost } from './post-layers.ts';

type Page = { origin: string; at: number; id: number; limit: number };
const ofAuthor = query<Page & { publicId: string }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'origin', 'seq', 'at'])
    .where('author_id', '=', (eb) =>
      eb
        .selectFrom('author')
        .select('author.id')
        .where('author.origin', '=', p.origin)
        .where('author.public_id', '=', p.publicId),
    )
    .where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(p.at, p.id)))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const ofPeer = query<Page>()((db, p) =>
  db
    .selectFrom('post')
    .select(['seq as id', 'origin', 'seq', 'at'])
    .where('origin', '=', p.origin)
    .where('seq', '<', p.id)
    .orderBy('seq', 'desc')
    .limit(p.limit),
);
const byId = query<{ id: number }>()((db, p) => db.selectFrom('post').select(['origin', 'seq']).where('id', '=', p.id));

type Far = Extract<Subject, { kind: 'remote' | 'peer' }>;

/** Posts of a remote member or a peer, the newest first. */
export const postsOf = async (
  reader: Reader,
  subject: Far,
  from: Cursor,
  limit: number,
): Promise<(PostKey & Cursor)[]> => {
  const page = { origin: subject.origin, at: from.at, id: from.id, limit };
  return subject.kind === 'peer'
    ? reader.all(ofPeer, page)
    : reader.all(ofAuthor, { ...page, publicId: subject.member });
};

/** Lays what is in force anew over some of them. `next`: where it goes on; undefined: these were the last. */
export const renewSomePostsOf = async (
  tx: Writer,
  subject: Far,
  from: Cursor,
  limit: number,
  now: number,
): Promise<{ changed: Changed[]; count: number; next: Cursor | undefined }> => {
  if (limit <= 0) return { changed: [], count: 0, next: from };
  const rows = await postsOf(tx, subject, from, limit);
  const changed: Changed[] = [];
  for (const key of rows) {
    const one = await renewPost(tx, key, now);
    if (one) changed.push(one);
  }
  const last = rows.at(-1);
  return { changed, count: rows.length, next: last && rows.length === limit ? last : undefined };
};

const PAGE = 500;

/** All posts of a remote member or a peer. Answers those that are shown otherwise now. */
export const renewPostsOf = async (tx: Writer, subject: Far, now: number): Promise<Changed[]> => {
  const changed: Changed[] = [];
  for (let from: Cursor | undefined = START; from; ) {
    const some: Awaited<ReturnType<typeof renewSomePostsOf>> = await renewSomePostsOf(tx, subject, from, PAGE, now);
    changed.push(...some.changed);
    from = some.next;
  }
  return changed;
};

const authorOf = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['author.origin', 'author.public_id'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);

/**
 * Where first posts of a peer's members are held: whoever is let through with one post is, with all. Answers whose posts are to be
 * looked at, then.
 */
export const authorHeldFirst = async (reader: Reader, key: PostKey, now: number): Promise<Far | undefined> => {
  if (key.origin === '' || !(await measuresOn(reader, [`peer ${key.origin}`], now)).some(holdsFirst)) return undefined;
  const author = await reader.get(authorOf, { origin: key.origin, seq: key.seq });
  return author && { kind: 'remote', origin: author.origin, member: author.public_id };
};

/** Posts of others that have just come: what is in force on who wrote them lies over them from the first. */
export const coverNewPosts = async (tx: Writer, posts: readonly number[], now: number): Promise<void> => {
  if (posts.length === 0 || !(await anyFromAfar(tx))) return;
  for (const id of posts) {
    const key = await tx.get(byId, { id });
    if (key) await renewPost(tx, key, now);
  }
};

const advised = query()((db) =>
  db.selectFrom('post_advice').select(['origin', 'seq']).orderBy('origin').orderBy('seq'),
);

/** After the planks were folded anew, and all their rows are new: lays everything over them again. */
export const coverAgain = async (tx: Writer, now: number): Promise<void> => {
  for (const subject of await subjectsOfKind(tx, 'post')) {
    const key = parsePostName(subject.slice('post '.length));
    if (key && key.origin !== '') await renewPost(tx, key, now);
  }
  for (const key of await tx.all(advised, {})) await renewPost(tx, key, now);
  for (const subject of await subjectsOfKind(tx, 'peer')) {
    if ((await measuresOn(tx, [subject], now)).length > 0)
      await renewPostsOf(tx, { kind: 'peer', origin: subject.slice('peer '.length) }, now);
  }
  for (const subject of await subjectsOfKind(tx, 'remote')) {
    const [member = '', origin = ''] = subject.slice('remote '.length).split('@');
    await renewPostsOf(tx, { kind: 'remote', member, origin }, now);
  }
  await dropCoverings(tx);
};
