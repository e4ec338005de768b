// The index holds what live posts say now: through erasures, edits that come late, a refold, a rebuild, and what is rolled back.
import { expect, test } from 'vitest';
import { command } from '../../../src/db/statement.ts';
import { rebuildView } from '../../../src/forum/planks/rebuild-view.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { fillSearch, rebuildSearch } from '../../../src/forum/search/rebuild-search.ts';
import { searchPosts } from '../../../src/forum/search/search-posts.ts';
import { type Instance, openCoalition } from '../../support/coalition.ts';

const find = async (instance: Instance, q: string): Promise<string[]> => {
  const input = { q, sort: 'time' as const, limit: 50 };
  const page = await searchPosts({ db: instance.db, origin: instance.origin })(visitor, input);
  return page.items.map(({ name }) => name);
};
const keyOf = (name: string) => ({ origin: name.split('@')[1] ?? '', seq: Number(name.split('@')[0]) });

const talk = async () => {
  const coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [ada, ben] = [await a.member('ada'), await b.member('ben')];
  const start = await a.startThread(ada, 'open-elections', { title: 'Ballots', body: 'Marker one.' });
  await coalition.mingle();
  const reply = await b.postReply(ben, keyOf(start.name), { body: 'Marker two.' });
  await coalition.mingle();
  return { coalition, a, b, ada, ben, start: start.name, reply: reply.name };
};

test('what is said on a plank is found everywhere, and no longer once it is edited, deleted or erased', async () => {
  const { coalition, a, b, ben, ada, start, reply } = await talk();
  await using _ = coalition;
  for (const one of [a, b]) expect((await find(one, 'marker')).sort()).toEqual([start, reply].sort());
  await b.editPost(ben, keyOf(reply), { body: 'Otherwise.' });
  await coalition.mingle();
  for (const one of [a, b]) {
    expect(await find(one, 'marker')).toEqual([start]);
    expect(await find(one, 'otherwise author:ben@b.example')).toEqual([reply]);
  }
  await b.deletePost(ben, keyOf(reply));
  await a.eraseMember(ada);
  await coalition.mingle();
  for (const one of [a, b]) {
    expect(await find(one, 'marker')).toEqual([]);
    expect(await find(one, 'in:open-elections')).toEqual([]);
  }
});

test('after the planks are folded anew the same is found, in the same order', async () => {
  const { coalition, a, start, reply } = await talk();
  await using _ = coalition;
  const before = await find(a, 'marker');
  expect(before).toEqual([reply, start]);
  await rebuildView(a.planks)(operator, { check: false });
  expect(await find(a, 'marker')).toEqual(before);
  expect(await find(a, 'author:ada')).toEqual([start]);
  // A check changes nothing, though it folds.
  await rebuildView(a.planks)(operator, { check: true });
  expect(await find(a, 'marker')).toEqual(before);
});

test('the index is built anew by a command, and what is missing from it at a start', async () => {
  const { coalition, a, start, reply } = await talk();
  await using _ = coalition;
  const before = await find(a, 'marker');
  expect(await rebuildSearch({ db: a.db })(operator)).toBe(2);
  expect(await find(a, 'marker')).toEqual(before);
  expect(await fillSearch({ db: a.db })()).toBe(0);
  await expect(rebuildSearch({ db: a.db })(visitor)).rejects.toMatchObject({ code: 'unauthenticated' });
  // As it was before there was an index.
  const forget = command()((db) => db.deleteFrom('setting').where('name', '=', 'search.filled'));
  await a.db.write((tx) => Promise.resolve(tx.run(forget, {})).then(() => {}));
  expect(await fillSearch({ db: a.db })()).toBe(2);
  expect((await find(a, 'marker')).sort()).toEqual([start, reply].sort());
});

test('whoever changes the row of a post, its words follow, in the same transaction', async () => {
  const { coalition, a, start, reply } = await talk();
  await using _ = coalition;
  const hide = command<{ seq: number }>()((db, p) =>
    db.updateTable('post').set({ state: 'withheld' }).where('seq', '=', p.seq).where('origin', '=', 'a.example'),
  );
  const drop = command<{ seq: number }>()((db, p) =>
    db.deleteFrom('post').where('seq', '=', p.seq).where('origin', '=', 'b.example'),
  );
  const undone = a.db.write(async (tx) => {
    await tx.run(hide, { seq: keyOf(start).seq });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await find(a, 'marker')).toHaveLength(2);
  await a.db.write(async (tx) => tx.run(hide, { seq: keyOf(start).seq }));
  expect(await find(a, 'marker')).toEqual([reply]);
  await a.db.write(async (tx) => tx.run(drop, { seq: keyOf(reply).seq }));
  expect(await find(a, 'marker')).toEqual([]);
});
