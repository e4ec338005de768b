import { expect, test } from 'vitest';
import { Refusal } from '../../../src/base/errors.ts';
import { parsePostName } from '../../../src/base/names.ts';
import { command, query } from '../../../src/db/statement.ts';
import { postReply } from '../../../src/forum/planks/post-reply.ts';
import { startThread } from '../../../src/forum/planks/start-thread.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { findPost } from '../../../src/forum/threads/post-store.ts';
import { type Instance, openCoalition, plank } from '../../support/coalition.ts';

const keyOf = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw new Error(`${name} is no name`);
  return key;
};

const entries = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.seq', 'entry.type', 'entry.content_state as state'])
    .where('journal.own', '=', 1)
    .orderBy('entry.seq'),
);
const typesOf = async (one: Instance): Promise<string[]> =>
  (await one.db.read.all(entries, {})).map(({ seq, type, state }) => `${seq} ${type} ${state}`);

const rename = command<{ id: number; name: string }>()((db, p) =>
  db.updateTable('member').set({ display_name: p.name }).where('id', '=', p.id),
);
const events = query()((db) => db.selectFrom('event').select('kind').orderBy('id'));

const open = async () => {
  const coalition = await openCoalition({
    planks: [plank('open-elections'), plank('inside', { audience: 'members' })],
  });
  const a = coalition.at('a.example');
  return { coalition, a, b: coalition.at('b.example'), ada: await a.member('ada'), bo: await a.member('bo') };
};

const thread = { title: 'Ballots', body: 'Who counts *them*?' };

test('a post is an entry; who it is by is said before the first, and after a change', async () => {
  const { coalition, a, ada, bo } = await open();
  await using _ = coalition;
  const posted = await a.startThread(ada, 'open-elections', thread);
  expect(posted.name).toBe('2@a.example');
  expect(JSON.parse(posted.card)).toMatchObject({
    name: '2@a.example',
    title: 'Ballots',
    html: '<p>Who counts <em>them</em>?</p>\n',
    author: { name: 'ada', origin: 'a.example' },
    state: 'live',
  });
  const key = keyOf(posted.name);
  await a.postReply(ada, key, { body: 'one' });
  const reply = await a.postReply(bo, key, { body: 'two', parent: '3@a.example' });
  expect(JSON.parse(reply.card)).toMatchObject({ name: '5@a.example', parent: '3@a.example', thread: '2@a.example' });
  await a.db.write(async (tx) => tx.run(rename, { id: ada.memberId, name: 'Ada L.' }));
  await a.postReply(ada, key, { body: 'three' });
  expect(await typesOf(a)).toEqual([
    '1 member.described held',
    '2 thread.started held',
    '3 reply.posted held',
    '4 member.described held',
    '5 reply.posted held',
    '6 member.described held',
    '7 reply.posted held',
  ]);
  const kinds = (await a.db.read.all(events, {})).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'journal.grew')).toHaveLength(4);
  expect(kinds.filter((kind) => kind === 'post.created')).toHaveLength(3);
  await a.refold();
  expect(await findPost(a.db.read, key)).toMatchObject({ author_member_id: ada.memberId });
});

test('what is refused leaves neither post nor entry', async () => {
  const { coalition, a, ada } = await open();
  await using _ = coalition;
  const posted = await a.startThread(ada, 'open-elections', thread);
  const other = await a.startThread(ada, 'inside', thread);
  const before = await typesOf(a);
  const key = keyOf(posted.name);
  const refusals: [() => Promise<unknown>, string][] = [
    [() => a.startThread(visitor, 'open-elections', thread), 'unauthenticated'],
    [() => a.startThread(visitor, 'inside', thread), 'not-found'],
    [() => a.startThread(operator, 'open-elections', thread), 'unauthenticated'],
    [() => a.startThread(ada, 'no-such-plank', thread), 'not-found'],
    [() => a.postReply(visitor, key, { body: 'b' }), 'unauthenticated'],
    [() => a.postReply(visitor, keyOf(other.name), { body: 'b' }), 'not-found'],
    [() => a.postReply(ada, keyOf('99@a.example'), { body: 'b' }), 'not-found'],
    [() => a.postReply(ada, key, { body: 'b', parent: other.name }), 'invalid'],
    [() => a.postReply(ada, key, { body: 'b', parent: 'b17' }), 'invalid'],
    [
      () =>
        a.startThread(ada, 'open-elections', thread, async () => {
          throw new Refusal('conflict', 'no');
        }),
      'conflict',
    ],
    [() => startThread({ ...a.planks, checkClock: () => refuse() })(ada, 'open-elections', thread), 'unavailable'],
    [() => postReply({ ...a.planks, checkClock: () => refuse() })(ada, key, { body: 'b' }), 'unavailable'],
  ];
  for (const [act, code] of refusals) await expect(act()).rejects.toMatchObject({ name: 'Refusal', code });
  expect(await typesOf(a)).toEqual(before);
});
const refuse = (): never => {
  throw new Refusal('unavailable', 'The clock is wrong.');
};

test('only the author edits and deletes, once it is there and not gone', async () => {
  const { coalition, a, b, ada, bo } = await open();
  await using _ = coalition;
  const posted = await a.startThread(ada, 'open-elections', thread);
  const key = keyOf(posted.name);
  const reply = keyOf((await a.postReply(ada, key, { body: 'r' })).name);
  await b.pull('a.example');
  // Of the same opaque id on another instance, which only the journal could tell apart.
  const twin = { ...ada, memberId: (await b.member('twin')).memberId };
  const refusals: [() => Promise<unknown>, string][] = [
    [() => a.editPost(bo, key, { body: 'x' }), 'forbidden'],
    [() => a.deletePost(bo, key), 'forbidden'],
    [() => a.editPost(visitor, key, { body: 'x' }), 'unauthenticated'],
    [() => a.deletePost(operator, key), 'forbidden'],
    [() => b.editPost(twin, key, { body: 'x' }), 'forbidden'],
    [() => b.deletePost(twin, key), 'forbidden'],
    [() => a.editPost(ada, keyOf('99@a.example'), { body: 'x' }), 'not-found'],
    [() => a.editPost(ada, reply, { title: 'A title' }), 'invalid'],
  ];
  for (const [act, code] of refusals) await expect(act()).rejects.toMatchObject({ code });

  await a.editPost(ada, key, { body: 'changed' });
  await a.editPost(ada, key, { title: 'Papers' });
  await a.editPost(ada, reply, { body: 'R' });
  expect(await findPost(a.db.read, key)).toMatchObject({ title: 'Papers', body: 'changed', revision_count: 3 });
  expect(await findPost(a.db.read, reply)).toMatchObject({ title: '', body: 'R', revision_count: 2 });
  await a.deletePost(ada, key);
  expect(await typesOf(a)).toEqual([
    '1 member.described held',
    '2 thread.started erased',
    '3 reply.posted held',
    '4 post.edited erased',
    '5 post.edited erased',
    '6 post.edited held',
    '7 post.deleted none',
  ]);
  await expect(a.editPost(ada, key, { body: 'x' })).rejects.toMatchObject({ code: 'gone' });
  await expect(a.deletePost(ada, key)).rejects.toMatchObject({ code: 'gone' });
  await b.pull('a.example');
  expect(await b.view()).toBe(await a.view());
  expect(await findPost(b.db.read, key)).toMatchObject({ state: 'deleted', title: '', body: '' });
});

test('a member who is erased is gone everywhere, and nobody else', async () => {
  const { coalition, a, b, ada, bo } = await open();
  await using _ = coalition;
  const key = keyOf((await a.startThread(ada, 'open-elections', { title: 'SECRET', body: 'SECRET' })).name);
  await a.postReply(bo, key, { body: 'mine stays' });
  await a.editPost(ada, key, { body: 'SECRET too' });
  await b.pull('a.example');
  await a.eraseMember(ada);
  await b.pull('a.example');
  for (const one of [a, b]) {
    const text = (await one.viewText()).join();
    expect(text).not.toMatch(/SECRET|"ada"/);
    expect(text).toContain('mine stays');
    expect(text).toContain('"bo"');
  }
  expect(await b.view()).toBe(await a.view());
  const erased = (await typesOf(a)).filter((line) => line.endsWith('erased'));
  expect(erased).toEqual(['1 member.described erased', '2 thread.started erased', '5 post.edited erased']);
  await expect(a.eraseMember(visitor)).rejects.toMatchObject({ code: 'unauthenticated' });
  // Whoever never spoke on a plank leaves no trace of it.
  const before = await typesOf(a);
  await a.eraseMember(await a.member('silent'));
  expect(await typesOf(a)).toEqual(before);
});

test('a plank that closed takes nothing, and says so', async () => {
  await using coalition = await openCoalition({
    planks: [plank('closed', { closed: '2025-12-24T00:00:00.000Z' })],
  });
  const a = coalition.at('a.example');
  const ada = await a.member('ada');
  await expect(a.startThread(ada, 'closed', thread)).rejects.toMatchObject({ code: 'closed' });
  expect(await typesOf(a)).toEqual([]);
});
