// Undoing everything that one moderator did leaves nothing of theirs in force: what they took back themselves stays taken back; and it
// is undone like everything else.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { forgetModerationOfMember } from '../../../src/forum/moderation/member-data.ts';
import { readNews } from '../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../src/forum/notifications/notifier.ts';
import { keyOf, ORIGIN, openHouse } from './house.ts';

const lastEvent = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('id')));
const toldOf = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('notification')
    .select('about')
    .where('member_id', '=', p.member)
    .where('kind', '=', 'measure')
    .orderBy('id'),
);

test('what a moderator had undone themselves does not come back, and what they undid of others does', async () => {
  await using house = await openHouse();
  const admin = await house.member('root', 'admin');
  const [mo, olga] = [await house.member('mo', 'moderator'), await house.member('olga', 'moderator')];
  const ada = await house.member('ada');
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const start = await house.startThread(ada, 'garden', { title: 'Beans', body: 'Runner beans.' });
  const names: string[] = [start.name];
  for (const body of ['One.', 'Two.', 'Three.'])
    names.push((await house.postReply(ada, keyOf(start.name), { body })).name);
  const hide = async (by: typeof mo, index: number): Promise<number> => {
    const subject = { kind: 'post', key: keyOf(names[index] ?? '') } as const;
    return (await house.takeAction(by, house.measure('hide', subject))).actions[0]?.number ?? 0;
  };
  const undone = await hide(mo, 1);
  await house.reverseAction(mo, undone, { words: 'My mistake.' });
  await hide(mo, 2);
  const ofOlga = await hide(olga, 3);
  await house.reverseAction(mo, ofOlga, { words: 'I think otherwise.' });
  const hidden = async (): Promise<boolean[]> =>
    Promise.all(names.map(async (name) => 'moderation' in JSON.parse(await house.reads.post(admin, keyOf(name)))));
  expect(await hidden()).toEqual([false, false, true, false]);
  await house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'Not a moderator any more.' });
  expect(await hidden()).toEqual([false, false, false, true]);
});

test('undone itself, all that it undid stands again, and whoever it restricts is told', async () => {
  await using house = await openHouse();
  const admin = await house.member('root', 'admin');
  const mo = await house.member('mo', 'moderator');
  const [ada, bo] = [await house.member('ada'), await house.member('bo')];
  const { db } = house;
  const notifier = createNotifier({ db, origin: ORIGIN });
  let stands = 0;
  /** Of which actions each is told now. */
  const told = async () => {
    const last = Number((await db.read.get(lastEvent, {}))?.id ?? 0);
    await notifier.tell(stands, await readNews(db.read, stands + 1, last, ORIGIN), last);
    stands = last;
    return Promise.all(
      [ada, bo].map(async ({ memberId }) =>
        (await db.read.all(toldOf, { member: memberId })).map(({ about }) => Number(about)),
      ),
    );
  };
  const restrict = async (member: typeof ada): Promise<number> => {
    const subject = { kind: 'member', member: member.publicId } as const;
    return (
      (await house.takeAction(mo, house.measure('read-only', subject, { scope: 'instance' }))).actions[0]?.number ?? 0
    );
  };
  const [one, two] = [await restrict(ada), await restrict(bo)];
  const restricted = async () =>
    Promise.all([ada, bo].map(async (member) => (await house.now(member)).standing?.map(({ action }) => action) ?? []));
  const { actions } = await house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'Not a moderator any more.' });
  expect(await restricted()).toEqual([[], []]);
  expect(await told()).toEqual([
    [one, 5],
    [two, 4],
  ]);
  const { actions: again } = await house.reverseAction(admin, actions[0]?.number ?? 0, { words: 'They were right.' });
  expect(await restricted()).toEqual([[one], [two]]);
  expect((await house.replayLog()).differences).toEqual([]);
  expect(await told()).toEqual([
    [one, 5, one],
    [two, 4, two],
  ]);
  expect((await house.decisions(ada, { limit: 10 })).items.find(({ number }) => number === one)?.state).toBe(
    'in-force',
  );
  await house.reverseAction(admin, again[0]?.number ?? 0, { words: 'Or not.' });
  expect(await restricted()).toEqual([[], []]);
  expect((await house.replayLog()).differences).toEqual([]);
});

test('undoing that brings all of it back, and by the log whoever is gone is undone, too', async () => {
  await using house = await openHouse();
  const admin = await house.member('root', 'admin');
  const [mo, ada] = [await house.member('mo', 'moderator'), await house.member('ada')];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(ada, 'garden', { title: 'Beans', body: 'Runner beans.' });
  const post = { kind: 'post', key: keyOf(name) } as const;
  const member = { kind: 'member', member: ada.publicId } as const;
  await house.takeAction(mo, house.measure('hide', post));
  await house.takeAction(mo, house.measure('read-only', member, { scope: 'instance' }));
  await house.takeAction(mo, house.measure('warning', member, { scope: 'instance' }));
  const bo = await house.member('bo');
  const hold = house.measure('hold-posts', { kind: 'member', member: bo.publicId }, { scope: 'instance' });
  await house.takeAction(admin, hold);
  await house.postReply(await house.now(bo), keyOf(name), { body: 'Let through.' });
  const [held] = (await house.ownHeld(bo, { limit: 1 })).items;
  await house.decideHeld(mo, held?.id ?? '', { release: true, words: '' });
  await expect(house.reverseAction(admin, 6, { words: '' })).rejects.toMatchObject({ code: 'conflict' });
  const shown = async () => ({
    hidden: 'moderation' in JSON.parse(await house.reads.post(admin, keyOf(name))),
    standing: (await house.now(ada)).standing?.map(({ action }) => action) ?? [],
    stands: (await house.modlog.list(admin, { limit: 3 })).items.map(({ stands }) => stands).length,
    differences: (await house.replayLog()).differences,
  });
  const before = await shown();
  expect(before).toMatchObject({ hidden: true, standing: [2] });
  const all = await house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'Not a moderator any more.' });
  expect(all.left).toEqual([
    { number: 6, kind: 'reversal' },
    { number: 3, kind: 'warning' },
  ]);
  const without = { ...before, hidden: false, standing: [] };
  expect(await shown()).toEqual(without);
  const again = await house.reverseAction(admin, all.actions[0]?.number ?? 0, { words: 'They were right.' });
  expect(await shown()).toEqual(before);
  await house.reverseAction(admin, again.actions[0]?.number ?? 0, { words: 'They were not.' });
  expect(await shown()).toEqual(without);
  await house.reverseAction(admin, (await house.modlog.list(admin, { limit: 1 })).items[0]?.number ?? 0, { words: '' });
  expect(await shown()).toEqual(before);

  await house.db.write((tx) => forgetModerationOfMember(tx, mo.memberId));
  await expect(house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'x' })).rejects.toMatchObject({
    code: 'conflict',
  });
  await house.reverseAllOf(admin, { by: 'moderator 1', since: 0, words: 'They left.' });
  expect(await shown()).toEqual(without);
});
