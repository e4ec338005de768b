// The lists of the desk by place, person, kind and reason: everybody finds what they ask for, and only where they moderate.
import { expect, test } from 'vitest';
import { buildCases } from '../../../src/app/cases.ts';
import { LOOKED } from '../../../src/base/glean.ts';
import { command } from '../../../src/db/statement.ts';
import { rankOf } from '../../../src/forum/cases/case-store.ts';
import type { CaseQuery } from '../../../src/forum/cases/read-cases.ts';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { keyOf, ORIGIN, openHouse } from './house.ts';

const insertCase = command<{ id: string; subject: string; person: string; rank: number; at: number }>()((db, p) =>
  db.insertInto('moderation_case').values({
    ...{ public_id: p.id, subject: p.subject, person: p.person, rank: p.rank, opened_at: p.at, changed_at: p.at },
    ...{ scope: 'board:shed', reason: 'spam', state: 'open', queue: 'waiting', priority: 1 },
  }),
);

const open = async () => {
  const house = await openHouse();
  const { cases } = buildCases(house);
  const [ada, bo] = [await house.member('ada'), await house.member('bo')];
  const [root, mo] = [await house.member('root', 'admin'), await house.member('mo', 'moderator')];
  const guest = await house.member('guest');
  for (const [slug, title] of [
    ['garden', 'Garden'],
    ['shed', 'Shed'],
  ] as const)
    await house.createBoard(root, { slug, title });
  await house.createBoard(root, { slug: 'staff', title: 'Staff', visibility: 'members' });
  const posts: Record<string, string> = {};
  for (const [who, board, reason] of [
    [ada, 'garden', 'spam'],
    [ada, 'shed', 'harassment'],
    [bo, 'garden', 'harassment'],
    [bo, 'shed', 'spam'],
    [ada, 'garden', 'harassment'],
  ] as const) {
    const { name } = await house.startThread(who, board, { title: 'T', body: `${who.name} in ${board}: ${reason}` });
    posts[`${who.name} ${board} ${reason}`] = name;
    await cases.reportPost(guest, keyOf(name), { reason, words: '' });
  }
  await house.grantDuty(root, { name: 'guest', scope: 'board:garden' });
  const ofGarden = await house.now(guest);
  const personOf = ({ publicId: member }: { publicId: string }) => ({ member, origin: ORIGIN });
  const listed = async (who: typeof mo, asked: Partial<CaseQuery>) =>
    (await cases.list(who, { queue: 'waiting', limit: 10, ...asked })).items.map(({ about }) => about?.text).sort();
  return { house, cases, ada, bo, mo, root, ofGarden, posts, personOf, listed };
};

test('cases by place, person and reason, together and alone', async () => {
  const { house, mo, ada, ofGarden, listed, personOf } = await open();
  await using _ = house;
  expect(await listed(mo, {})).toHaveLength(5);
  expect(await listed(mo, { scope: 'board:shed' })).toEqual(['ada in shed: harassment', 'bo in shed: spam']);
  expect(await listed(mo, { reason: 'spam' })).toEqual(['ada in garden: spam', 'bo in shed: spam']);
  expect(await listed(mo, { reason: 'spam', scope: 'board:garden' })).toEqual(['ada in garden: spam']);
  expect(await listed(mo, { person: personOf(ada) })).toHaveLength(3);
  expect(await listed(mo, { person: personOf(ada), reason: 'harassment', scope: 'board:shed' })).toEqual([
    'ada in shed: harassment',
  ]);
  expect(await listed(mo, { appealed: true })).toEqual([]);
  expect(await listed(mo, { scope: 'planks' })).toEqual([]);
  expect(await listed(ofGarden, {})).toEqual([
    'ada in garden: harassment',
    'ada in garden: spam',
    'bo in garden: harassment',
  ]);
  expect(await listed(ofGarden, { reason: 'spam' })).toEqual(['ada in garden: spam']);
  expect(await listed(ofGarden, { person: personOf(ada) })).toEqual([
    'ada in garden: harassment',
    'ada in garden: spam',
  ]);
});

test('a place that one does not moderate is refused, one that is not there is not found', async () => {
  const { house, cases, ofGarden, ada } = await open();
  await using _ = house;
  const page = { limit: 10, scope: 'board:shed' } as const;
  const elsewhere = { code: 'forbidden', field: 'scope' };
  await expect(cases.list(ofGarden, { ...page, queue: 'waiting' })).rejects.toMatchObject(elsewhere);
  await expect(house.waitingHeld(ofGarden, page)).rejects.toMatchObject(elsewhere);
  await expect(house.modlog.inForce(ofGarden, page)).rejects.toMatchObject(elsewhere);
  await expect(house.modlog.inForce(ofGarden, { limit: 10, scope: 'board:none' })).rejects.toMatchObject({
    ...{ code: 'not-found', field: 'scope' },
  });
  await expect(cases.list(ada, { queue: 'waiting', limit: 10 })).rejects.toMatchObject({ code: 'forbidden' });
});

test('what is in force and the log by place, person, kind and reason', async () => {
  const { house, mo, ada, bo, ofGarden, posts, personOf } = await open();
  await using _ = house;
  const on = (name: string) => ({ kind: 'post', key: keyOf(posts[name] ?? '') }) as const;
  await house.takeAction(mo, house.measure('hide', on('ada garden spam')));
  await house.takeAction(mo, house.measure('collapse', on('ada shed harassment'), { reason: 'harassment' }));
  await house.takeAction(mo, house.measure('hide', on('bo shed spam')));
  await house.takeAction(
    mo,
    house.measure('suspend', { kind: 'member', member: bo.publicId }, { scope: 'board:garden' }),
  );
  type Asked = Omit<Parameters<typeof house.modlog.inForce>[1], 'limit'>;
  const inForce = async (who: typeof mo, asked: Asked) =>
    (await house.modlog.inForce(who, { limit: 10, ...asked })).items.map(({ number }) => number);
  const logged = async (who: Parameters<typeof house.modlog.list>[0], asked: Asked) =>
    (await house.modlog.list(who, { limit: 10, ...asked })).items.map(({ number }) => number);
  const [grant, hidden, collapsed, boHidden, suspended] = [1, 2, 3, 4, 5] as const;
  for (const list of [inForce, logged]) {
    expect(await list(mo, { kind: 'hide' })).toEqual([boHidden, hidden]);
    expect(await list(mo, { scope: 'board:shed' })).toEqual([boHidden, collapsed]);
    expect(await list(mo, { scope: 'board:shed', kind: 'hide' })).toEqual([boHidden]);
    expect(await list(mo, { reason: 'harassment' })).toEqual([collapsed]);
    expect(await list(mo, { scope: 'board:shed', reason: 'spam' })).toEqual([boHidden]);
    expect(await list(mo, { person: personOf(bo) })).toEqual([suspended, boHidden]);
    expect(await list(mo, { person: personOf(bo), kind: 'hide' })).toEqual([boHidden]);
    expect(await list(ofGarden, { person: personOf(bo) })).toEqual([suspended]);
    expect(await list(ofGarden, { person: personOf(ada) })).toEqual([hidden]);
  }
  expect(await inForce(ofGarden, {})).toEqual([suspended, hidden]);
  expect(await logged(visitor, { kind: 'grant' })).toEqual([grant]);
  expect(await logged(visitor, { scope: 'board:garden' })).toEqual([suspended, hidden, grant]);
  await expect(logged(visitor, { person: personOf(bo) })).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(logged(ada, { person: personOf(bo) })).rejects.toMatchObject({ code: 'forbidden' });
  // Of a place that visitors may not know of they learn nothing.
  await expect(logged(visitor, { scope: 'board:staff' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await logged(ada, { scope: 'board:staff' })).toEqual([]);
  // Nobody finds what is about themselves.
  await house.takeAction(
    mo,
    house.measure('note', { kind: 'member', member: ofGarden.publicId }, { scope: 'board:garden' }),
  );
  expect(await logged(ofGarden, { person: personOf(ofGarden) })).toEqual([]);
});

test('what is held, by place, person and reason', async () => {
  const { house, mo, ada, ofGarden, personOf } = await open();
  await using _ = house;
  const hold = { scope: 'instance', reason: 'flooding' } as const;
  await house.takeAction(mo, house.measure('hold-posts', { kind: 'member', member: ada.publicId }, hold));
  const held = await house.now(ada);
  for (const board of ['garden', 'shed', 'shed'])
    await house.startThread(held, board, { title: 'Held', body: `Held in ${board}.` });
  const waiting = async (who: typeof mo, asked: object) =>
    (await house.waitingHeld(who, { limit: 10, ...asked })).items.map(({ place }) => place.slug);
  expect(await waiting(mo, {})).toEqual(['garden', 'shed', 'shed']);
  expect(await waiting(mo, { scope: 'board:shed' })).toEqual(['shed', 'shed']);
  expect(await waiting(mo, { person: personOf(held) })).toEqual(['garden', 'shed', 'shed']);
  expect(await waiting(mo, { person: personOf(held), scope: 'board:garden' })).toEqual(['garden']);
  expect(await waiting(mo, { person: personOf(mo) })).toEqual([]);
  expect(await waiting(mo, { reason: 'flooding' })).toEqual(['garden', 'shed', 'shed']);
  expect(await waiting(mo, { reason: 'spam' })).toEqual([]);
  expect(await waiting(ofGarden, {})).toEqual(['garden']);
  const first = await house.waitingHeld(mo, { limit: 1, scope: 'board:shed' });
  const { items, next } = await house.waitingHeld(mo, { limit: 1, scope: 'board:shed', cursor: first.next ?? '' });
  expect([first.items.length, items.length, next]).toEqual([1, 1, null]);
});

test('what is rare among very many is found a page later, and no page looks at more than so many', async () => {
  const { house, mo, ada, listed, cases, personOf } = await open();
  await using _ = house;
  const { member, origin } = personOf(ada);
  await house.db.write(async (tx) => {
    for (let each = 0; each < LOOKED; each++)
      await tx.run(insertCase, {
        ...{ id: `many-${each}`, subject: `post b${1_000 + each}`, person: `${member}@${origin}` },
        ...{ at: house.clock.now(), rank: rankOf(20, house.clock.now()) },
      });
  });
  const asked = { queue: 'waiting', limit: 10, person: personOf(ada), scope: 'board:garden' } as const;
  const first = await cases.list(mo, asked);
  expect(first.items).toEqual([]);
  expect(first.next).not.toBeNull();
  expect(await listed(mo, { ...asked, cursor: first.next ?? '' })).toHaveLength(2);
});
