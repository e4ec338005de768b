// What is put aside before it appears: let through, refused, taken back, and what becomes of it when nobody looks.
import { expect, test } from 'vitest';
import { forgetModerationOfMember } from '../../../src/forum/moderation/member-data.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { dropOldUploads, putUpload } from '../../../src/forum/uploads/upload-store.ts';
import { DAY, keyOf, openHouse } from './house.ts';

const place = async () => {
  const house = await openHouse();
  const [ada, mo, admin] = [
    await house.member('ada'),
    await house.member('mo', 'moderator'),
    await house.member('root', 'admin'),
  ];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(ada, 'garden', { title: 'Tomatoes', body: 'They grow.' });
  const thread = keyOf(name);
  const subject = { kind: 'member', member: ada.publicId } as const;
  await house.takeAction(mo, house.measure('hold-posts', subject, { scope: 'board:garden' }));
  const posts = async (as: Parameters<typeof house.reads.posts>[0] = visitor) =>
    JSON.parse(await house.reads.posts(as, thread, { limit: 20 })).items as { body: string; moderation?: object }[];
  const write = async (body: string) => house.postReply(await house.now(ada), thread, { body });
  return { house, ada, mo, thread, posts, write };
};

test('what is put aside is no post until a moderator lets it through', async () => {
  const { house, ada, mo, posts, write } = await place();
  await using _ = house;
  const put = await write('More tomatoes.');
  expect(put).toMatchObject({ held: true });
  expect(JSON.parse(put.card)).toEqual({ held: put.name, why: 'spam: hold-posts', until: expect.any(String) });
  expect((await posts(mo)).length).toBe(1);
  const { items } = await house.ownHeld(ada, { limit: 10 });
  expect(items).toMatchObject([{ id: put.name, body: 'More tomatoes.', state: 'held', kind: 'reply' }]);
  expect((await house.waitingHeld(mo, { limit: 10 })).items).toMatchObject([{ author: 'ada' }]);
  await house.releaseAll(operator);
  expect((await posts()).length).toBe(1);
  const { state, post } = await house.decideHeld(mo, put.name, { release: true, words: '' });
  expect({ state, post }).toEqual({ state: 'released', post: 'b2' });
  expect(await posts()).toMatchObject([{}, { body: 'More tomatoes.' }]);
  expect((await posts())[1]).not.toHaveProperty('moderation');
  expect((await house.ownHeld(ada, { limit: 10 })).items).toMatchObject([{ state: 'released', post: 'b2', body: '' }]);
  await expect(house.decideHeld(mo, put.name, { release: true, words: '' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('undoing what held an author lets everything through', async () => {
  const { house, mo, posts, write } = await place();
  await using _ = house;
  await write('One.');
  await write('Two.');
  await house.reverseAction(mo, 1, { words: 'A mistake.' });
  await house.releaseAll(operator);
  expect((await posts()).map(({ body }) => body)).toEqual(['They grow.', 'One.', 'Two.']);
});

test('what nobody looked at appears collapsed, and undoing what held it opens it', async () => {
  const { house, mo, posts, write } = await place();
  await using _ = house;
  await write('One.');
  house.clock.advance(3 * DAY);
  await house.settling.ready();
  await house.releaseAll(operator);
  expect(await posts()).toMatchObject([
    {},
    { body: 'One.', moderation: { state: 'collapsed', by: 'automatic', rule: 'not-reviewed' } },
  ]);
  await house.reverseAction(mo, 1, { words: '' });
  expect((await posts())[1]).not.toHaveProperty('moderation');
});

test('what is refused never appears, what is taken back neither', async () => {
  const { house, ada, mo, posts, write } = await place();
  await using _ = house;
  const [one, two] = [await write('One.'), await write('Two.')];
  await house.decideHeld(mo, one.name, { release: false, words: 'No.', reason: 'off-topic' });
  await house.withdrawHeld(ada, two.name);
  house.clock.advance(5 * DAY);
  await house.settling.ready();
  await house.releaseAll(operator);
  expect((await posts()).length).toBe(1);
  expect((await house.ownHeld(ada, { limit: 10 })).items.map(({ state }) => state)).toEqual(['withdrawn', 'refused']);
  expect((await house.decisions(ada, { limit: 10 })).items[0]).toMatchObject({ kind: 'rejection', words: 'No.' });
});

test('images of what waits, or may yet be let through on appeal, wait with it', async () => {
  const { house, ada, mo, thread, posts } = await place();
  await using _ = house;
  const shown = async (digest: string, body: string) => {
    const image = { member: ada.memberId, digest, type: 'image/webp', size: 10, width: 4, height: 3 };
    await house.db.write((tx) => putUpload(tx, { ...image, at: house.clock.now() }));
    return house.postReply(await house.now(ada), thread, { body, attachments: [{ upload: digest, alt: 'A bed.' }] });
  };
  const tidy = () => house.db.write((tx) => dropOldUploads(tx, house.clock.now() - DAY));
  const [kept, refused, taken] = [await shown('aa', 'One.'), await shown('bb', 'Two.'), await shown('cc', 'Three.')];
  const lasts = { until: house.clock.now() + 90 * DAY };
  for (const { number, kind } of (await house.modlog.inForce(mo, { limit: 10 })).items)
    if (kind === 'hold') await house.confirmAction(mo, number, { lasts, words: '' });
  await house.decideHeld(mo, refused.name, { release: false, words: 'No.' });
  await house.withdrawHeld(ada, taken.name);
  house.clock.advance(30 * DAY);
  expect(await tidy()).toBe(1);
  await house.decideHeld(mo, kept.name, { release: true, words: '' });
  await house.decideHeld(mo, refused.name, { release: true, words: 'Or yes.' });
  const images = (await posts()).map((one) => (one as { attachments?: { digest: string }[] }).attachments?.length ?? 0);
  expect(images).toEqual([0, 1, 1]);
});

test('nobody is asked about what somebody wrote who is gone', async () => {
  const { house, ada, mo, write } = await place();
  await using _ = house;
  await write('One.');
  const waiting = async () => (await house.modlog.inForce(mo, { limit: 10, automatic: true })).items.length;
  expect(await waiting()).toBe(1);
  await house.db.write((tx) => forgetModerationOfMember(tx, ada.memberId));
  expect(await waiting()).toBe(0);
  expect((await house.replayLog()).differences).toEqual([]);
});

test('a limited member writes so many, and then later', async () => {
  const { house, ada, mo, thread } = await place();
  await using _ = house;
  await house.reverseAction(mo, 1, { words: '' });
  const subject = { kind: 'member', member: ada.publicId } as const;
  const settings = { posts: 2, seconds: 3600 };
  house.clock.advance(2 * 3_600_000);
  await house.takeAction(mo, house.measure('rate-limit', subject, { scope: 'instance', settings }));
  const write = async () => house.postReply(await house.now(ada), thread, { body: 'Again.' });
  await write();
  await write();
  await expect(write()).rejects.toMatchObject({
    ...{ code: 'too-many', retryAfter: 3600 },
    message: expect.stringMatching(/wait 3600 seconds.*how to appeal/),
  });
  house.clock.advance(3_600_001);
  await write();
});

test('a thread in slow mode takes one post of each in a while, a closed one none', async () => {
  const { house, ada, mo, thread } = await place();
  await using _ = house;
  await house.reverseAction(mo, 1, { words: '' });
  const on = { kind: 'thread', key: thread } as const;
  await house.takeAction(mo, house.measure('slow', on, { settings: { seconds: 60 } }));
  house.clock.advance(60_001);
  await house.postReply(ada, thread, { body: 'One.' });
  await expect(house.postReply(ada, thread, { body: 'Two.' })).rejects.toMatchObject({ code: 'too-many' });
  await house.postReply(mo, thread, { body: 'Moderators are not slowed down.' });
  house.clock.advance(60_001);
  await house.postReply(ada, thread, { body: 'Two.' });
  await house.takeAction(mo, house.measure('close', on));
  house.clock.advance(60_001);
  await expect(house.postReply(ada, thread, { body: 'Three.' })).rejects.toMatchObject({ code: 'closed' });
  expect(JSON.parse(await house.reads.thread(visitor, thread))).toMatchObject({
    state: 'closed',
    moderation: { closed: { reason: 'spam' }, slow: { seconds: 60 } },
  });
  house.clock.advance(DAY);
  await house.settling.ready();
  await house.postReply(ada, thread, { body: 'Three.' });
});

test('a moderator of one board acts there alone', async () => {
  const { house, ada, mo, thread } = await place();
  await using _ = house;
  const admin = await house.member('boss', 'admin');
  const bo = await house.member('bo');
  await house.createBoard(admin, { slug: 'kitchen', title: 'Kitchen' });
  const other = await house.startThread(mo, 'kitchen', { title: 'Knives', body: 'Sharp.' });
  await house.grantDuty(admin, { name: 'bo', scope: 'board:garden' });
  const now = await house.now(bo);
  await house.takeAction(now, house.measure('collapse', { kind: 'post', key: thread }));
  const there = { kind: 'post', key: keyOf(other.name) } as const;
  await expect(house.takeAction(now, house.measure('collapse', there))).rejects.toMatchObject({ code: 'forbidden' });
  const member = { kind: 'member', member: ada.publicId } as const;
  const suspend = (scope: string) => house.takeAction(now, house.measure('suspend', member, { scope }));
  await expect(suspend('instance')).rejects.toMatchObject({ code: 'forbidden' });
  await suspend('board:garden');
  await house.revokeDuty(operator, { name: 'bo', scope: 'board:garden' });
  expect((await house.now(bo)).duties).toBeUndefined();
});
