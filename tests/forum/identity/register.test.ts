import { expect, test } from 'vitest';
import { coreOn } from '../../../src/app/core.ts';
import { readConfig } from '../../../src/base/config.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { command, query } from '../../../src/db/statement.ts';
import { startThread } from '../../../src/forum/boards/start-thread.ts';
import { changeProfile } from '../../../src/forum/identity/change-profile.ts';
import { readMember } from '../../../src/forum/identity/read-member.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';

const members = query()((db) => db.selectFrom('member').select(['name', 'public_id', 'password_hash']).orderBy('id'));
const authors = query()((db) =>
  db.selectFrom('author').select(['origin', 'public_id', 'name', 'display_name', 'bio']).orderBy('id'),
);
const posts = query()((db) => db.selectFrom('post').select(['card', 'version']));
const addBoard = command()((db) =>
  db.insertInto('place').values({
    kind: 'board',
    coalition: '',
    slug: 'talk',
    title: 'Talk',
    text: '',
    visibility: 'public',
    position: 1,
    state: 'open',
    created_at: 1,
    active_at: null,
  }),
);
const addPlankAuthor = command<{ memberId: number; publicId: string }>()((db, p) =>
  db.insertInto('author').values({
    member_id: p.memberId,
    origin: 'greens.example',
    public_id: p.publicId,
    name: 'ada',
    display_name: 'ada',
    bio: '',
  }),
);

test('a visitor registers and stands as an author on boards', async () => {
  await using house = await openHouse();
  let rings = 0;
  house.wake.listen(() => rings++);
  // An instance's own, at full cost.
  const { hasher } = coreOn(house.db, { config: readConfig({}), log: silentLogger });
  const view = await register({ ...house.needs(), hasher })(visitor, {
    name: 'ada',
    password: 'ten letters',
    displayName: ' Ada L. ',
  });
  expect(view).toEqual({ name: 'ada', displayName: 'Ada L.', role: 'member', bio: '', at: house.clock.now() });
  expect(await readMember(house.db.read, 'ada')).toEqual(view);
  const [member] = await house.db.read.all(members, {});
  expect(member?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await house.db.read.all(authors, {})).toEqual([
    { origin: '', public_id: member?.public_id, name: 'ada', display_name: 'Ada L.', bio: '' },
  ]);
  expect(rings).toBe(1);
  const [event, ...more] = await house.events();
  expect(more).toEqual([]);
  expect(event).toEqual({ kind: 'member.changed', data: JSON.stringify({ member: member?.public_id }) });
});

test('the operator hands out reserved names', async () => {
  await using house = await openHouse();
  expect((await register(house.needs())(operator, { name: 'admin', password: 'long enough it is' })).role).toBe(
    'member',
  );
});

test('one of many who want a name at once gets it; nothing of the others stays', async () => {
  await using house = await openHouse();
  const wishes = Array.from({ length: 6 }, (_, n) =>
    codeOf(register(house.needs())(visitor, { name: 'ada', password: `long enough ${n}` })),
  );
  expect((await Promise.all(wishes)).sort()).toEqual([
    'conflict',
    'conflict',
    'conflict',
    'conflict',
    'conflict',
    'fine',
  ]);
  expect(await house.db.read.all(members, {})).toHaveLength(1);
  expect(await house.db.read.all(authors, {})).toHaveLength(1);
  expect(await house.events()).toHaveLength(1);
});

test('a taken name costs the same work as a free one', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const before = house.hasher.count();
  expect(await refusal(register(house.needs())(visitor, { name: 'ada', password: 'long enough' }))).toEqual({
    code: 'conflict',
    field: 'name',
  });
  expect(house.hasher.count() - before).toBe(1);
  await register(house.needs())(visitor, { name: 'bob', password: 'long enough' });
  expect(house.hasher.count() - before).toBe(2);
});

test('closed registration takes nobody but those whom an admin or the operator brings', async () => {
  await using house = await openHouse();
  await house.join('root_of_all', 'admin');
  await house.join('plain');
  const admin = await house.actor((await house.enter('root_of_all')).session.id);
  const member = await house.actor((await house.enter('plain')).session.id);
  const closed = register({ ...house.needs(), registration: 'closed' });
  const count = house.hasher.count();
  expect(await codeOf(closed(visitor, { name: 'cleo', password: 'long enough' }))).toBe('closed');
  expect(await codeOf(closed(member, { name: 'cleo', password: 'long enough' }))).toBe('closed');
  expect(house.hasher.count()).toBe(count);
  expect((await closed(admin, { name: 'cleo', password: 'long enough' })).role).toBe('member');
  expect((await closed(operator, { name: 'dora', password: 'long enough' })).role).toBe('member');
});

test('a profile changes in part, here and as an author', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const change = changeProfile(house.needs());
  expect(await change(ada, { displayName: 'Ada 👩‍💻' })).toMatchObject({ displayName: 'Ada 👩‍💻', bio: '' });
  expect(await change(ada, { bio: ' one\r\ntwo ' })).toMatchObject({ displayName: 'Ada 👩‍💻', bio: 'one\ntwo' });
  expect(await change(ada, {})).toMatchObject({ displayName: 'Ada 👩‍💻', bio: 'one\ntwo' });
  expect((await house.db.read.all(authors, {})).map(({ display_name, bio }) => [display_name, bio])).toEqual([
    ['Ada 👩‍💻', 'one\ntwo'],
    ['bob', ''],
  ]);
  expect(await change(ada, { bio: '' })).toMatchObject({ bio: '' });
  expect(await readMember(house.db.read, 'ada')).toMatchObject({ displayName: 'Ada 👩‍💻', bio: '' });
  expect(await codeOf(change(visitor, { bio: 'x' }))).toBe('unauthenticated');
});

test('a new display name reaches what was posted on boards, and leaves planks to the journal', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  await house.db.write(async (tx) => {
    await tx.run(addBoard, {});
    await tx.run(addPlankAuthor, { memberId: ada.memberId, publicId: ada.publicId });
  });
  const thread = { title: 'Hello', body: 'Good morning.' };
  await startThread({ ...house.needs(), origin: 'greens.example' })(ada, 'talk', thread);
  const [before] = await house.db.read.all(posts, {});
  expect(before?.card).toContain('"ada"');
  await changeProfile(house.needs())(ada, { bio: 'A mathematician.' });
  expect(await house.db.read.all(posts, {})).toEqual([before]);
  await changeProfile(house.needs())(ada, { displayName: 'Ada L.' });
  expect(await house.db.read.all(posts, {})).toEqual([{ card: null, version: (before?.version ?? 0) + 1 }]);
  expect((await house.db.read.all(authors, {})).map(({ origin, display_name }) => [origin, display_name])).toEqual([
    ['', 'Ada L.'],
    ['greens.example', 'ada'],
  ]);
});

test('a name that nobody has, or could have, is not found', async () => {
  await using house = await openHouse();
  await house.join('ada');
  for (const name of ['nobody', 'No Name', 'nul\u0000', '', "' or 1=1 --"]) {
    expect([name, await codeOf(readMember(house.db.read, name))]).toEqual([name, 'not-found']);
  }
});

test('what breaks the rules is refused before any work', async () => {
  await using house = await openHouse();
  const join = register(house.needs());
  const password = 'long enough';
  for (const [input, field] of [
    [{ name: 'Ada', password }, 'name'],
    [{ name: 'admin', password }, 'name'],
    [{ name: 'ada', password: 'short' }, 'password'],
    [{ name: 'ada', password, displayName: 'two\nlines' }, 'displayName'],
  ] as const) {
    expect(await refusal(join(visitor, input))).toEqual({ code: 'invalid', field });
  }
  expect(house.hasher.count()).toBe(0);
  expect(await house.db.read.all(members, {})).toEqual([]);
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const bio = 'lone \udc00 half';
  expect(await refusal(changeProfile(house.needs())(ada, { bio }))).toEqual({ code: 'invalid', field: 'bio' });
});

const addDescribed = command<{ origin: string; publicId: string; name: string }>()((db, p) =>
  db.insertInto('author').values({
    member_id: null,
    origin: p.origin,
    public_id: p.publicId,
    name: p.name,
    display_name: p.name,
    bio: '',
  }),
);

test('a name that the own journal gave to somebody who is no member any more is given out by an admin alone', async () => {
  await using house = await openHouse();
  await house.db.write(async (tx) => {
    // What comes back from peers after a backup was restored that is older than these members.
    await tx.run(addDescribed, { origin: 'greens.example', publicId: 'lost-00000001', name: 'ada' });
    await tx.run(addDescribed, { origin: 'greens.example', publicId: 'gone-00000001', name: '' });
    await tx.run(addDescribed, { origin: 'reds.example', publicId: 'else-00000001', name: 'bo' });
  });
  const join = (name: string) => register(house.needs())(visitor, { name, password: 'ten letters' });
  expect(await refusal(join('ada'))).toMatchObject({ code: 'conflict', field: 'name' });
  expect(await house.db.read.all(members, {})).toEqual([]);
  await join('bo');
  await register(house.needs())(operator, { name: 'ada', password: 'ten letters' });
  expect(await house.db.read.all(members, {})).toHaveLength(2);
});
