// Nobody changes what somebody else said: neither by the API of an instance nor by a journal of another.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { openReals, pushAs, type Real } from './real.ts';

const opaqueId = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('name', '=', p.name),
);
const effects = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.seq', 'entry.type', 'entry.effect'])
    .where('journal.origin', '=', 'x.example')
    .orderBy('entry.seq'),
);

const open = async () => {
  const town = await openReals();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  const house = town.house();
  const ada = await house.join('ada');
  const thread = await house.create('/api/v1/planks/open-elections/threads', { title: 'Ballots', body: 'Mine.' }, ada);
  const posted = await house.create(`/api/v1/threads/${thread.name}/posts`, { body: 'Mine, too.' }, ada);
  return { town, house, x, y, ada, start: String(thread.name), reply: String(posted.name) };
};

const read = async (house: Real, name: string) => (await house.call('GET', `/api/v1/posts/${name}`)).json;

test("no journal edits, deletes, withdraws or erases another's posts, or calls another's member names", async () => {
  const { town, house, x, y, start, reply } = await open();
  await using _ = town;
  const foreign = y.start('open-elections', 'boris-00000001', 'Theirs', 'Theirs.');
  await pushAs(house, y, ...y.lines());
  const ada = (await house.db.read.get(opaqueId, { name: 'ada' }))?.public_id ?? '';
  const names = [start, reply, foreign.name];
  const before = await Promise.all(names.map((name) => read(house, name)));

  for (const post of names) {
    x.edit(post, { title: 'Taken over', body: 'Taken over.' });
    x.remove(post, [[1, 1_000]]);
    x.write('post.withdrawn', { post, reason: 'spam' });
    x.write('post.reinstated', { post, reason: 'spam' });
  }
  x.describe(ada, 'impostor');
  x.write('member.erased', { member: ada, erases: [[1, 1_000]] });
  x.start('open-elections', ada, 'As if by Ada', 'But by x.');
  const answer = await pushAs(house, x, ...x.lines());
  expect(answer.json).toMatchObject({ refused: [], held: { 'x.example': { 1: x.written.length } } });

  expect(await Promise.all(names.map((name) => read(house, name)))).toEqual(before);
  expect((await house.call('GET', '/api/v1/members/ada')).json).toMatchObject({ name: 'ada' });
  const rows = await house.db.read.all(effects, {});
  expect(rows.filter(({ type }) => type.startsWith('post.')).map(({ effect }) => effect)).toEqual(
    Array(12).fill('void'),
  );
  const whys = house.log.lines.filter(({ message }) => message === 'kept an entry that has no effect');
  expect(whys).toHaveLength(12);
  expect(new Set(whys.map(({ why }) => why))).toEqual(new Set(['post: not an earlier one of its own']));
  // The same opaque id on another instance is somebody else.
  const threads = (await house.call('GET', '/api/v1/planks/open-elections/threads')).json.items as {
    title: string;
    author: { name: string; origin: string };
  }[];
  expect(threads.find(({ title }) => title === 'As if by Ada')?.author).toMatchObject({
    origin: 'x.example',
    name: '',
  });
  expect(threads.find(({ title }) => title === 'Ballots')?.author).toMatchObject({ origin: house.origin, name: 'ada' });
});

test("no member changes another's posts by the API, wherever they come from", async () => {
  const { town, house, y, start, reply } = await open();
  await using _ = town;
  const foreign = y.start('open-elections', 'boris-00000001', 'Theirs', 'Theirs.');
  await pushAs(house, y, ...y.lines());
  const admin = await house.admin();
  await house.create('/api/v1/boards', { slug: 'garden', title: 'The garden' }, admin);
  const bo = await house.join('bo');
  const board = await house.create('/api/v1/boards/garden/threads', { title: 'Roses', body: 'Mine.' }, bo);
  const mallory = await house.join('mallory');
  const names = [start, reply, foreign.name, String(board.name)];
  const before = await Promise.all(names.map((name) => read(house, name)));
  for (const name of names) {
    for (const [token, status] of [
      [undefined, 401],
      [mallory, 403],
      [admin, 403],
    ] as const) {
      const as = token === undefined ? {} : { token };
      const edit = await house.call('PATCH', `/api/v1/posts/${name}`, { body: { body: 'Taken over.' }, ...as });
      const removal = await house.call('DELETE', `/api/v1/posts/${name}`, as);
      expect([name, edit.status, removal.status]).toEqual([name, status, status]);
    }
  }
  expect(await Promise.all(names.map((name) => read(house, name)))).toEqual(before);
});
