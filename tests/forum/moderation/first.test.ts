// The first walk: hide and collapse a post, restrict a member, undo both.
import { expect, test } from 'vitest';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { DAY, keyOf, openHouse } from './house.ts';

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
