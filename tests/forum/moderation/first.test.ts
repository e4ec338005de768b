// The first walk: hide and collapse a post, restrict a member, undo both.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { readCases } from '../../../src/forum/cases/read-cases.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { DAY, keyOf, ORIGIN, openHouse } from './house.ts';

const toldOf = query()((db) => db.selectFrom('event').select('id').where('kind', '=', 'action.taken'));

const place = async () => {
  const house = await openHouse();
  const [ada, mo, bo, admin] = [
    await house.member('ada'),
    await house.member('mo', 'moderator'),
    await house.member('bo'),
    await house.member('root', 'admin'),
  ];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(ada, 'garden', { title: 'Tomatoes', body: 'They grow.' });
  const reply = await house.postReply(bo, keyOf(name), { body: 'Buy my pills.' });
  const post = { kind: 'post', key: keyOf(reply.name) } as const;
  const card = async (as: Parameters<typeof house.reads.post>[0] = visitor) =>
    JSON.parse(await house.reads.post(as, post.key));
  return { house, ada, mo, bo, admin, thread: keyOf(name), post, card };
};

test('a hidden post keeps its place without words; author and moderators read it; undone it is what it was', async () => {
  const { house, mo, bo, ada, thread, post, card } = await place();
  await using _ = house;
  const before = await card();
  const taken = await house.takeAction(mo, house.measure('hide', post));
  expect(taken.actions).toMatchObject([{ number: 1, kind: 'hide', awaits: '' }]);
  expect(await card()).toMatchObject({
    body: '',
    html: '',
    moderation: { state: 'hidden', reason: 'spam', by: 'moderator', action: 1 },
  });
  expect(await card(ada)).toMatchObject({ body: '' });
  expect(await card(bo)).toMatchObject({ body: 'Buy my pills.', moderation: { state: 'hidden' } });
  expect(await card(mo)).toMatchObject({ body: 'Buy my pills.' });
  const page = JSON.parse(await house.reads.posts(visitor, thread, { limit: 20 }));
  expect(JSON.stringify(page)).not.toContain('pills');
  await expect(house.reads.revisions(ada, post.key, { limit: 20 })).rejects.toMatchObject({ code: 'not-found' });
  await house.reverseAction(mo, 1, { words: 'A mistake.' });
  expect(await card()).toEqual(before);
  await expect(house.reverseAction(mo, 1, { words: '' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a collapsed post opens with a click, and comes back by itself', async () => {
  const { house, mo, post, card } = await place();
  await using _ = house;
  const until = house.clock.now() + DAY;
  await house.takeAction(mo, house.measure('collapse', post));
  expect(await card()).toMatchObject({
    body: 'Buy my pills.',
    moderation: { state: 'collapsed', until: new Date(until).toISOString() },
  });
  house.clock.advance(DAY);
  await house.settling.ready();
  expect(await card()).not.toHaveProperty('moderation');
});

test('keep visible beats everything after hidden', async () => {
  const { house, mo, admin, post, card } = await place();
  await using _ = house;
  await house.takeAction(mo, house.measure('collapse', post));
  await house.takeAction(admin, house.measure('keep', post));
  expect(await card()).toMatchObject({ moderation: { state: 'visible', kept: true } });
  await house.takeAction(mo, house.measure('hide', post));
  expect(await card()).toMatchObject({ body: '', moderation: { state: 'hidden' } });
});

test('who is suspended says nothing, reads what visitors read, and comes back', async () => {
  const { house, mo, bo, thread } = await place();
  await using _ = house;
  const member = { kind: 'member', member: bo.publicId } as const;
  await house.takeAction(mo, house.measure('suspend', member, { scope: 'instance' }));
  const suspended = await house.now(bo);
  await expect(house.postReply(suspended, thread, { body: 'Again.' })).rejects.toMatchObject({ code: 'sanctioned' });
  const { items } = await house.decisions(suspended, { limit: 10 });
  expect(items).toMatchObject([{ number: 1, kind: 'suspend', words: 'Because.', state: 'in-force' }]);
  house.clock.advance(DAY);
  await house.postReply(await house.now(bo), thread, { body: 'Back.' });
});

test('members take no action, and moderators none on each other alone', async () => {
  const { house, ada, mo, admin, bo, post } = await place();
  await using _ = house;
  await expect(house.takeAction(ada, house.measure('hide', post))).rejects.toMatchObject({ code: 'forbidden' });
  const onAdmin = { kind: 'member', member: admin.publicId } as const;
  const ola = await house.member('ola', 'moderator');
  const { actions } = await house.takeAction(mo, house.measure('read-only', onAdmin, { scope: 'instance' }));
  expect(actions).toMatchObject([{ awaits: 'approval' }]);
  expect((await house.now(admin)).standing).toBeUndefined();
  await expect(house.approveAction(mo, 1, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(house.approveAction(admin, 1, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(house.approveAction(bo, 1, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  await house.approveAction(ola, 1, { words: 'Yes.' });
  expect((await house.now(admin)).standing).toMatchObject([{ kind: 'read-only', action: 1 }]);
  await house.reverseAction(ola, 1, { words: '' });
  expect((await house.now(admin)).standing).toBeUndefined();
  const warned = await house.takeAction(mo, house.measure('warning', onAdmin, { scope: 'instance' }));
  expect(warned.actions).toMatchObject([{ awaits: 'approval' }]);
  expect((await house.decisions(admin, { limit: 1 })).items).toMatchObject([{ kind: 'warning', state: 'pending' }]);
  await house.approveAction(ola, warned.actions[0]?.number ?? 0, { words: '' });
  expect((await house.decisions(admin, { limit: 1 })).items).toMatchObject([{ kind: 'warning', state: 'said' }]);
  const note = await house.takeAction(mo, house.measure('note', onAdmin, { scope: 'instance' }));
  expect(note.actions).toMatchObject([{ awaits: '' }]);
});

test('the log names nobody but to those who moderate', async () => {
  const { house, mo, bo, ada, post } = await place();
  await using _ = house;
  await house.takeAction(mo, house.measure('hide', post));
  await house.takeAction(mo, house.measure('warning', { kind: 'member', member: bo.publicId }));
  const open = await house.modlog.list(ada, { limit: 10 });
  expect(JSON.stringify(open)).not.toMatch(/"bo["@]|mo@|Because|b2/);
  expect(open.items[0]).toMatchObject({ kind: 'warning', host: 'greens.example', by: 'moderator 1' });
  const full = await house.modlog.list(mo, { limit: 10 });
  expect(full.items[0]).toMatchObject({ subject: 'member bo@greens.example', actor: 'mo@greens.example' });
});

test('what two have to agree on is asked for again where an undoing is undone, and of all places that it touches', async () => {
  const { house, ada, mo, bo, admin, post, thread } = await place();
  await using _ = house;
  const member = { kind: 'member', member: bo.publicId } as const;
  const first = (taken: { actions: readonly { number: number }[] }) => taken.actions[0]?.number ?? 0;
  const measure = first(await house.takeAction(mo, house.measure('suspend', member, { scope: 'instance' })));
  const undoing = first(await house.reverseAction(mo, measure, { words: '' }));
  await house.grantDuty(admin, { name: 'bo', scope: 'board:garden' });
  const again = await house.reverseAction(mo, undoing, { words: '' });
  expect(again.actions).toMatchObject([{ kind: 'reversal', awaits: 'approval' }]);
  expect((await house.now(bo)).standing).toBeUndefined();
  await expect(house.approveAction(await house.now(bo), first(again), { words: '' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await house.approveAction(admin, first(again), { words: '' });
  expect((await house.now(bo)).standing).toMatchObject([{ action: measure }]);
  await house.reverseAction(mo, measure, { words: '' });
  // What was put aside before they moderated waits for somebody else.
  const held = house.measure('hold-posts', { kind: 'member', member: ada.publicId }, { scope: 'board:garden' });
  await house.takeAction(mo, held);
  await house.postReply(await house.now(ada), thread, { body: 'Held.' });
  await house.grantDuty(admin, { name: 'ada', scope: 'board:garden' });
  const [waiting] = (await house.ownHeld(await house.now(ada), { limit: 1 })).items;
  await expect(
    house.decideHeld(await house.now(ada), waiting?.id ?? '', { release: true, words: '' }),
  ).rejects.toMatchObject({ code: 'forbidden' });

  // Of two boards: whoever acts in both undoes there, too, and nobody concerned approves.
  await house.createBoard(admin, { slug: 'shed', title: 'Shed' });
  await house.grantDuty(admin, { name: 'bo', scope: 'board:shed' });
  const other = await house.startThread(mo, 'shed', { title: 'Saws', body: 'They cut.' });
  const both = [post, { kind: 'post', key: keyOf(other.name) } as const];
  const { subject: _subject, ...hide } = house.measure('hide', post);
  const many = first(await house.takeBulk(await house.now(bo), { ...hide, subjects: both.slice(1) }));
  await house.reverseAction(await house.now(bo), many, { words: '' });
  const two = first(await house.takeBulk(admin, { ...hide, subjects: both }));
  await expect(house.reverseAction(await house.now(bo), two + 2, { words: '' })).resolves.toBeDefined();
  await house.reverseAction(await house.now(bo), two, { words: '' });
});

test('scopes are places that are there, and nobody keeps their own post or a duty of nothing', async () => {
  const { house, mo, bo, admin, thread } = await place();
  await using _ = house;
  const member = { kind: 'member', member: bo.publicId } as const;
  const suspend = (scope: string) => house.takeAction(mo, house.measure('suspend', member, { scope }));
  for (const scope of ['board:nowhere', 'plank:nowhere'])
    await expect(suspend(scope)).rejects.toMatchObject({ code: 'not-found', field: 'scope' });
  const unheard = house.measure('unheard', { kind: 'peer', origin: 'reds.example' }, { scope: 'board:garden' });
  await expect(house.takeAction(admin, unheard)).rejects.toMatchObject({ code: 'invalid', field: 'scope' });
  const { name } = await house.postReply(mo, thread, { body: 'Mine.' });
  const keep = house.measure('keep', { kind: 'post', key: keyOf(name) });
  await expect(house.takeAction(mo, keep)).rejects.toMatchObject({ code: 'forbidden', field: 'subject' });
  await house.takeAction(admin, keep);
  const none = { name: 'bo', scope: 'board:garden' } as const;
  await expect(house.grantDuty(admin, { ...none, can: [] })).rejects.toMatchObject({ code: 'invalid', field: 'can' });
  await expect(house.revokeDuty(admin, none)).rejects.toMatchObject({ code: 'not-found', field: 'scope' });
});

test('each limit on how much somebody writes counts what is within its scope', async () => {
  const { house, mo, bo, admin, thread } = await place();
  await using _ = house;
  await house.createBoard(admin, { slug: 'shed', title: 'Shed' });
  const limit = (scope: string, posts: number) =>
    house.takeAction(
      mo,
      house.measure(
        'rate-limit',
        { kind: 'member', member: bo.publicId },
        { scope, settings: { posts, seconds: 3600 } },
      ),
    );
  const write = async (slug: string) =>
    house.startThread(await house.now(bo), slug, { title: 'More', body: 'And more.' });
  await limit('instance', 4);
  await limit('board:shed', 1);
  // One in the garden stands already.
  await write('shed');
  house.clock.advance(60_000);
  await expect(write('shed')).rejects.toMatchObject({ code: 'too-many', retryAfter: 3540 });
  await write('garden');
  await house.postReply(await house.now(bo), thread, { body: 'The fourth.' });
  await expect(write('garden')).rejects.toMatchObject({ code: 'too-many', retryAfter: 3540 });
  house.clock.advance(3_540_000);
  await write('shed');
  await expect(write('shed')).rejects.toMatchObject({ code: 'too-many' });
  await write('garden');
  await expect(write('garden')).rejects.toMatchObject({ code: 'too-many' });
});

test('who restricts somebody for good does not promise them a review', async () => {
  const { house, mo, bo, thread } = await place();
  await using _ = house;
  const member = { kind: 'member', member: bo.publicId } as const;
  await house.takeAction(
    mo,
    house.measure('read-only', member, { scope: 'board:garden', lasts: { permanent: 'A machine.' } }),
  );
  await expect(house.postReply(await house.now(bo), thread, { body: 'Hello?' })).rejects.toThrow(
    'Your account is read-only in “Garden” without a set end (spam).',
  );
  // Of two that shut them out, the one that lasts longer is told.
  const suspend = (scope: string, days: number) =>
    house.takeAction(mo, house.measure('suspend', member, { scope, lasts: { until: house.clock.now() + days * DAY } }));
  await suspend('board:garden', 7);
  await suspend('instance', 30);
  await expect(house.postReply(await house.now(bo), thread, { body: 'Hello?' })).rejects.toThrow(
    'Your account is suspended on this instance until 2026-01-31',
  );
});

test('what is to be looked at again stands in the queue when its time has come, and leaves it when it is undone', async () => {
  const { house, mo, bo, admin, post } = await place();
  await using _ = house;
  const member = { kind: 'member', member: bo.publicId } as const;
  const lasts = { reviewAt: house.clock.now() + DAY };
  const { actions } = await house.takeAction(mo, house.measure('read-only', member, { scope: 'board:garden', lasts }));
  const { subject: _subject, ...collapse } = house.measure('collapse', post, { lasts });
  await house.takeBulk(mo, { ...collapse, subjects: [post] });
  await house.takeAction(admin, house.measure('unheard', { kind: 'peer', origin: 'reds.example' }, { lasts }));
  const over = await house.takeAction(mo, house.measure('hide', post, { lasts }));
  await house.reverseAction(mo, over.actions[0]?.number ?? 0, { words: '' });
  const waiting = async () => {
    await house.settling.look();
    await house.settling.ready();
    const { items } = await readCases({ ...house, origin: ORIGIN })(admin, { queue: 'waiting', limit: 10 });
    return items.map(({ subject, automatic }) => [subject, automatic]);
  };
  house.clock.advance(DAY - 1);
  expect(await waiting()).toEqual([]);
  house.clock.advance(1);
  expect((await waiting()).map(([subject]) => subject).sort()).toEqual(['member bo', 'peer reds.example', 'post b2']);
  house.clock.advance(DAY);
  expect(await waiting()).toHaveLength(3);
  await house.reverseAction(mo, actions[0]?.number ?? 0, { words: 'Long enough.' });
  expect((await waiting()).map(([subject]) => subject).sort()).toEqual(['peer reds.example', 'post b2']);
});

test('what waits is called off at once, by whoever is at the brake, too; approved before its time it has effect once', async () => {
  await using house = await openHouse();
  const mo = await house.member('mo', 'moderator');
  const bo = await house.member('bo');
  await house.createBoard(operator, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(bo, 'garden', { title: 'Pills', body: 'Buy my pills.' });
  const post = { kind: 'post', key: keyOf(name) } as const;
  const { subject: _subject, ...hide } = house.measure('hide', post, { lasts: { until: house.clock.now() + 3 * DAY } });
  const many = Array<typeof post>(101).fill(post);
  const [bulk] = (await house.takeBulk(mo, { ...hide, subjects: many })).actions;
  expect(bulk).toMatchObject({ awaits: 'wait', effectiveAt: house.clock.now() + DAY });
  expect((await house.decisions(bo, { limit: 1 })).items).toMatchObject([{ kind: 'hide', state: 'pending' }]);
  expect((await house.reverseAction(mo, bulk?.number ?? 0, { words: '' })).actions).toMatchObject([{ awaits: '' }]);
  const [off, was] = (await house.decisions(bo, { limit: 2 })).items;
  expect([off?.state, was?.state]).toEqual(['reversed', 'reversed']);
  house.clock.advance(DAY);
  await house.settling.look();
  await house.settling.ready();
  const hidden = async () => 'moderation' in JSON.parse(await house.reads.post(visitor, post.key));
  expect(await hidden()).toBe(false);

  const [again] = (await house.takeBulk(mo, { ...hide, subjects: many })).actions;
  const nia = await house.member('nia', 'moderator');
  await house.approveAction(nia, again?.number ?? 0, { words: 'Yes.' });
  expect(await hidden()).toBe(true);
  const told = async () => (await house.db.read.all(toldOf, {})).length;
  const before = await told();
  house.clock.advance(DAY);
  await house.settling.look();
  await house.settling.ready();
  expect(await told()).toBe(before);
});
