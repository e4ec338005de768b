// People stand by what was done by itself, or don't: each keeps its own end, and the queue holds what nobody has looked at.
import { expect, test } from 'vitest';
import { RAID_AUTHORS } from '../../../src/forum/automation/brake.ts';
import { listWatched } from '../../../src/forum/automation/list-watched.ts';
import { liftBrake } from '../../../src/forum/automation/set-premoderation.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openHouse } from '../automation/house.ts';
import { DAY } from './house.ts';

/** Somebody new writes more links than the first posts may have: it is put aside, with a case. */
const heldPost = async (house: Awaited<ReturnType<typeof openHouse>>, name = 'nina') => {
  const author = await house.member(name);
  const body = 'https://a.example https://b.example https://c.example';
  const { name: id } = await house.postReply(author, house.thread, { body });
  const action = (await house.waitingHeld(house.admin, { limit: 10 })).items.find((one) => one.id === id)?.action ?? 0;
  return { author, id, action };
};
const waiting = async (house: Awaited<ReturnType<typeof openHouse>>) =>
  (await house.modlog.inForce(house.admin, { limit: 50, automatic: true })).items.map(({ number }) => number);

test('what is held stays held for as long as a person says, and either can be undone without the other', async () => {
  await using house = await openHouse();
  const { author, id, action } = await heldPost(house);
  expect(await waiting(house)).toEqual([action]);
  expect(await house.cases()).toMatchObject([{ state: 'open', automatic: 1 }]);
  const lasts = { until: house.clock.now() + 10 * DAY };
  await expect(house.confirmAction(author, action, { lasts })).rejects.toMatchObject({ code: 'forbidden' });
  const { actions } = await house.confirmAction(house.admin, action, { lasts, words: 'Advertising.' });
  expect(actions).toMatchObject([{ kind: 'hold', subject: `held ${id}`, awaits: '' }]);
  expect((await house.actions()).at(-1)).toMatchObject({ automatic: 0, target: action, reason: 'spam', role: 'admin' });
  await expect(house.confirmAction(house.admin, action, { lasts })).rejects.toMatchObject({ code: 'conflict' });
  expect(await waiting(house)).toEqual([]);
  expect(await house.cases()).toMatchObject([{ state: 'actioned', outcome: 'actioned' }]);
  expect((await house.decisions(author, { limit: 1 })).items[0]).toMatchObject({ kind: 'hold', words: 'Advertising.' });

  await house.settle(4 * DAY);
  expect((await house.words()).length).toBe(1);
  const confirmation = actions[0]?.number ?? 0;
  await house.reverseAction(house.admin, confirmation, { words: 'Not after all.' });
  await house.releaseAll(operator);
  // What was automatic has run out meanwhile.
  expect((await house.words())[1]).toMatchObject({ moderation: { state: 'collapsed', rule: 'not-reviewed' } });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('undoing a confirmation in time leaves what was automatic', async () => {
  await using house = await openHouse();
  const { action } = await heldPost(house);
  const lasts = { until: house.clock.now() + 10 * DAY };
  const [mine] = (await house.confirmAction(house.admin, action, { lasts })).actions;
  await house.reverseAction(house.admin, action, { words: '' });
  await house.releaseAll(operator);
  expect((await house.words()).length).toBe(1);
  await house.reverseAction(house.admin, mine?.number ?? 0, { words: '' });
  await house.releaseAll(operator);
  expect((await house.words())[1]).not.toHaveProperty('moderation');
  await expect(house.confirmAction(house.admin, action, { lasts })).rejects.toMatchObject({ code: 'conflict' });
});

test('the case of what is held closes with what is decided, by whoever decides', async () => {
  await using house = await openHouse();
  const [one, two, three, four] = [
    await heldPost(house, 'nina'),
    await heldPost(house, 'otto'),
    await heldPost(house, 'pia'),
    await heldPost(house, 'rolf'),
  ];
  await house.confirmAction(house.admin, one.action, { lasts: { until: house.clock.now() + 9 * DAY } });
  await house.decideHeld(house.admin, one.id, { release: true, words: '' });
  await house.decideHeld(house.admin, two.id, { release: false, words: 'No.' });
  await house.withdrawHeld(three.author, three.id);
  expect((await house.words()).length).toBe(2);
  const states = async () => Object.fromEntries((await house.cases()).map((row) => [row.subject.slice(5), row]));
  expect(await states()).toMatchObject({
    // Confirmed, and so decided before; a post by now.
    b2: { state: 'actioned' },
    [two.id]: { state: 'actioned', outcome: 'actioned' },
    [three.id]: { state: 'dismissed' },
    [four.id]: { state: 'open' },
  });
  await house.settle(4 * DAY);
  // Nobody looked: it is a post now, and the case is about that.
  expect(await states()).toMatchObject({ b3: { state: 'open', subject: 'post b3', revision: 0 } });
  expect((await house.words()).length).toBe(3);
});

test('a confirmed brake goes on with all that it holds, and ends when a person says', async () => {
  await using house = await openHouse();
  for (let n = 0; n < RAID_AUTHORS + 3; n += 1)
    await house.postReply(await house.member(`guest-${n}`), house.thread, { body: `Good morning ${n}` });
  const brake = (await house.actions()).find(({ kind }) => kind === 'bulk')?.number ?? 0;
  const watched = async () => (await listWatched(house.core)(house.admin))[0]?.brake;
  expect(await watched()).toMatchObject({ action: brake, automatic: true });
  await expect(house.confirmAction(house.admin, brake, { lasts: { permanent: 'For good.' } })).rejects.toMatchObject({
    code: 'invalid',
  });
  const until = house.clock.now() + 5 * DAY;
  const { actions } = await house.confirmAction(house.admin, brake, { lasts: { until } });
  expect(actions.map(({ kind }) => kind)).toEqual(['bulk', 'hold', 'hold', 'hold']);
  expect(await house.cases()).toMatchObject([{ state: 'actioned' }]);
  expect(await watched()).toMatchObject({ action: actions[0]?.number, until, automatic: false });
  await house.settle(4 * DAY);
  const late = await house.postReply(await house.member('late'), house.thread, { body: 'Still on?' });
  expect(late.held).toBe(true);
  expect((await house.words()).length).toBe(1 + RAID_AUTHORS);
  // Undone, all that hangs on it alone appears; and nobody is held any more.
  await house.reverseAction(house.admin, actions[0]?.number ?? 0, { words: '' });
  expect(await watched()).toBeNull();
  await house.releaseAll(operator);
  expect((await house.words()).length).toBe(1 + RAID_AUTHORS + 4);
  expect((await house.postReply(await house.member('last'), house.thread, { body: 'Hello' })).held).toBeUndefined();
  expect((await house.replayLog()).differences).toEqual([]);
});

test('a brake that was undone or lifted holds nothing more', async () => {
  await using house = await openHouse();
  for (let n = 0; n < RAID_AUTHORS + 1; n += 1)
    await house.postReply(await house.member(`guest-${n}`), house.thread, { body: `Good morning ${n}` });
  const brake = (await house.actions()).find(({ kind }) => kind === 'bulk')?.number ?? 0;
  const [mine] = (await house.confirmAction(house.admin, brake, { lasts: { until: house.clock.now() + DAY } })).actions;
  await house.reverseAction(house.admin, mine?.number ?? 0, { words: '' });
  const write = async (name: string) =>
    (await house.postReply(await house.member(name), house.thread, { body: 'Hello' })).held;
  // What was automatic stands for its two hours.
  expect(await write('one')).toBe(true);
  await house.reverseAction(house.admin, brake, { words: '' });
  expect(await write('two')).toBeUndefined();
  await expect(liftBrake(house.core)(house.admin, { kind: 'board', slug: 'garden' })).resolves.toBeUndefined();
  expect((await house.replayLog()).differences).toEqual([]);
});
