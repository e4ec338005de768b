// Under random events, and killed at random places: nothing is lost or doubled, and the count is that of a naive model.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { command } from '../../src/db/statement.ts';
import { seededChance } from '../support/time.ts';
import { openNotifying } from './notifying.ts';

type Post = {
  name: string;
  thread: string;
  author: number;
  parent: number;
  names: number[];
  gone: boolean;
  order: number;
};
type Level = 'every' | 'mentions' | 'muted';

const MEMBERS = 4;

/** What a member has, looked up in the story from its beginning. */
const unreadOf = (
  member: number,
  posts: readonly Post[],
  levels: ReadonlyMap<string, { level: Level; from: number }[]>,
  read: ReadonlyMap<string, number>,
): number => {
  const seen = (post: Post) => (read.get(`${member} ${post.thread}`) ?? -1) >= post.order;
  const levelAt = (key: string, order: number) => levels.get(key)?.findLast(({ from }) => from <= order)?.level;
  const single = posts.filter((post) => {
    const level = levelAt(`${member} ${post.thread}`, post.order);
    if (post.gone || post.author === member || seen(post) || level === 'muted') return false;
    return post.names.includes(member) || (post.parent === member && level !== 'mentions');
  });
  const piles = new Set(
    posts
      .filter(
        (post) =>
          !post.gone &&
          post.author !== member &&
          !seen(post) &&
          !single.includes(post) &&
          levelAt(`${member} ${post.thread}`, post.order) === 'every',
      )
      .map(({ thread }) => thread),
  );
  return single.length + piles.size;
};

test.each([1, 2, 3])('run %i', async (seed) => {
  await using h = await openNotifying();
  const chance = seededChance(`model ${seed}`);
  const pick = (count: number) => Math.floor(chance.fraction() * count);
  const tokens: string[] = [];
  for (let n = 0; n < MEMBERS; n++) tokens.push(await h.join(`m_${n}`));
  const token = (n: number) => tokens[n] ?? '';
  const posts: Post[] = [];
  const levels = new Map<string, { level: Level; from: number }[]>();
  const read = new Map<string, number>();
  let order = 0;
  for (let step = 0; step < 70; step++) {
    const actor = pick(MEMBERS);
    const starts = posts.filter(({ name, thread }) => name === thread);
    const what = starts.length < 2 ? 0 : pick(10);
    const thread = starts[pick(starts.length)]?.name ?? '';
    order++;
    if (what === 0) {
      const name = await h.start(token(actor), 'Body');
      posts.push({ name, thread: name, author: actor, parent: -1, names: [], gone: false, order });
    } else if (what < 6) {
      const inThread = posts.filter((post) => post.thread === thread);
      const parent = inThread[pick(inThread.length)];
      if (!parent) throw new Error('no parent');
      const names = pick(3) === 0 ? [pick(MEMBERS), pick(MEMBERS)] : [];
      const body = names.map((n) => `@m_${n}`).join(' ') || 'Body';
      const name = await h.reply(token(actor), thread, body, parent.name);
      posts.push({ name, thread, author: actor, parent: parent.author, names, gone: false, order });
    } else if (what === 6) {
      // How somebody followed when a post came is what counts: the follower has to be there by then.
      await h.settle();
      const level = (['every', 'every', 'mentions', 'muted'] as const)[pick(4)] ?? 'every';
      await h.do('PUT', `/threads/${thread}/follow`, token(actor), { level });
      const key = `${actor} ${thread}`;
      levels.set(key, [...(levels.get(key) ?? []), { level, from: order }]);
    } else if (what === 7) {
      const own = posts.filter((post) => post.author === actor && !post.gone && post.name !== post.thread);
      const post = own[pick(own.length)];
      if (post) await h.do('DELETE', `/posts/${post.name}`, token(actor));
      if (post) post.gone = true;
    } else if (what === 8) {
      const inThread = posts.filter((post) => post.thread === thread);
      const upTo = inThread[pick(inThread.length)];
      await h.do('PUT', `/threads/${thread}/read`, token(actor), { upTo: upTo?.name });
      const key = `${actor} ${thread}`;
      read.set(key, Math.max(read.get(key) ?? -1, upTo?.order ?? -1));
    } else {
      await h.settle(pick(3));
    }
    if (step % 7 !== 6) continue;
    await h.settle();
    const counts = await Promise.all(tokens.map((one) => h.count(one)));
    const lists = await Promise.all(tokens.map((one) => h.list(one, '?unread=true&limit=100')));
    expect([step, counts]).toEqual([step, tokens.map((_, n) => unreadOf(n, posts, levels, read))]);
    expect(lists.map((list) => list.length)).toEqual(counts);
    expect(lists.flat().filter(({ state }) => state === 'gone')).toEqual([]);
  }
  expect(posts.length).toBeGreaterThan(20);
});

const followAll = command<{ at: number }>()((db, p) =>
  db
    .insertInto('follow')
    .columns(['member_id', 'kind', 'origin', 'seq', 'level', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('member')
        .select([
          'member.id',
          sql.lit('thread' as const).as('kind'),
          sql.lit('').as('origin'),
          sql<number>`1`.as('seq'),
          sql.lit('every' as const).as('level'),
          sql<number>`cast(${p.at} as bigint)`.as('at'),
        ])
        .where('member.name', 'like', 'many%'),
    ),
);
const many = command<{ id: number; name: string }>()((db, p) =>
  db.insertInto('member').values({
    id: p.id,
    name: p.name,
    public_id: p.name,
    display_name: '',
    bio: '',
    password_hash: '',
    role: 'member',
    state: 'active',
    created_at: 0,
  }),
);

test('a fan-out killed after any slice goes on where it was: everybody is told once', async () => {
  await using h = await openNotifying();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  const thread = await h.start(ada);
  await h.db.write(async (tx) => {
    for (let n = 0; n < 450; n++) await tx.run(many, { id: 1_000 + n, name: `many_${n}` });
    await tx.run(followAll, { at: 0 });
  });
  await h.settle();
  for (let n = 0; n < 3; n++) await h.reply(bo, thread);
  let writes = 0;
  for (let rounds = 0; rounds < 60; rounds++) writes += await h.settle(1);
  expect(writes).toBeGreaterThan(12);
  await h.settle();
  const rows = await h.db.read.all(h.piles, {});
  expect(rows).toHaveLength(450);
  expect(new Set(rows.map(({ member_id }) => member_id)).size).toBe(450);
  expect(new Set(rows.map((row) => `${row.from_seq} ${row.post_seq}`))).toEqual(new Set(['0 4']));
  // And back: deleted posts leave nothing behind.
  for (const name of ['b4', 'b3', 'b2']) await h.do('DELETE', `/posts/${name}`, bo);
  await h.do('DELETE', `/posts/${thread}`, ada);
  for (let rounds = 0; rounds < 60; rounds++) await h.settle(1);
  expect(await h.db.read.all(h.piles, {})).toEqual([]);
});
