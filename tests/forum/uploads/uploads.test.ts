// Uploads and the posts on boards that show them: whose they are, who sees them, when they go.
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { doomFile } from '../../../src/forum/uploads/file-store.ts';
import { exportUploadsOfMember, forgetUploadsOfMember } from '../../../src/forum/uploads/own-data.ts';
import { noise } from '../../support/images.ts';
import { keyOf } from '../boards/house.ts';
import { openUploads } from './house.ts';

const DAY = 24 * 3600_000;

const openGarden = async () => {
  const house = await openUploads();
  await house.createBoard(operator, { slug: 'garden', title: 'Garden' });
  await house.createBoard(operator, { slug: 'cellar', title: 'Cellar', visibility: 'members' });
  return { ...house, ada: await house.member('ada'), bo: await house.member('bo') };
};
const show = (upload: string, alt = 'A bed of leeks') => ({ upload, alt });
const cardOf = async (
  house: { reads: { post: (...args: never[]) => Promise<string> } },
  actor: unknown,
  name: string,
) => JSON.parse(await house.reads.post(actor as never, keyOf(name) as never));

test('an upload is the member’s own until a post shows it; then everybody sees it who reads the post', async () => {
  await using house = await openGarden();
  const { ada, bo } = house;
  const id = await house.upload(ada);
  expect(await house.stored()).toEqual([id]);
  expect(await house.uploads(ada)).toMatchObject({
    items: [{ digest: id, width: 64, height: 48 }],
    quota: 1024 * 1024,
  });
  expect(await house.findImage(ada, id)).toEqual({ type: 'image/webp', open: false });
  for (const other of [bo, visitor])
    await expect(house.findImage(other, id)).rejects.toMatchObject({ code: 'not-found' });
  await expect(
    house.startThread(bo, 'garden', { title: 'Mine', body: 'x', attachments: [show(id)] }),
  ).rejects.toMatchObject({ code: 'invalid', field: 'attachments.0.upload' });

  const { name, card } = await house.startThread(ada, 'garden', {
    title: 'Leeks',
    body: 'Look',
    attachments: [show(id)],
  });
  const image = {
    id,
    url: `/uploads/${id}`,
    thumbnail: `/uploads/${id}/thumbnail`,
    type: 'image/webp',
    alt: 'A bed of leeks',
  };
  expect(JSON.parse(card).attachments).toEqual([{ ...image, size: expect.any(Number), width: 64, height: 48 }]);
  expect(await cardOf(house, visitor, name)).toEqual(JSON.parse(card));
  expect((await house.posts(name)).items[0]).toEqual(JSON.parse(card));
  expect(await house.findImage(visitor, id)).toEqual({ type: 'image/webp', open: true });
  // It is the post's now.
  expect((await house.uploads(ada)).items).toEqual([]);
  expect((await house.uploads(ada)).used).toBeGreaterThan(0);
  await expect(house.postReply(ada, keyOf(name), { body: 'again', attachments: [show(id)] })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('what a board for members shows is shown to members alone', async () => {
  await using house = await openGarden();
  const id = await house.upload(house.ada);
  await house.startThread(house.ada, 'cellar', { title: 'Jars', body: 'Look', attachments: [show(id)] });
  expect(await house.findImage(house.bo, id)).toEqual({ type: 'image/webp', open: false });
  await expect(house.findImage(visitor, id)).rejects.toMatchObject({ code: 'not-found' });
  // Shut at once.
  const open = await house.upload(house.ada, 80);
  await house.startThread(house.ada, 'garden', { title: 'Beds', body: 'Look', attachments: [show(open)] });
  await house.findImage(visitor, open);
  await house.editBoard(operator, 'garden', { visibility: 'members' });
  await expect(house.findImage(visitor, open)).rejects.toMatchObject({ code: 'not-found' });
});

test('an edit keeps the images, or says which there are; what it showed before stays with what it said', async () => {
  await using house = await openGarden();
  const { ada } = house;
  const [one, two] = [await house.upload(ada), await house.upload(ada, 80)];
  const { name } = await house.startThread(ada, 'garden', { title: 'Leeks', body: 'Look', attachments: [show(one)] });
  await house.editPost(ada, keyOf(name), { body: 'Look again' });
  expect((await cardOf(house, ada, name)).attachments).toMatchObject([{ id: one, alt: 'A bed of leeks' }]);
  await house.editPost(ada, keyOf(name), { attachments: [show(two, 'Two'), show(one, 'One')] });
  expect((await cardOf(house, ada, name)).attachments).toMatchObject([
    { id: two, alt: 'Two' },
    { id: one, alt: 'One' },
  ]);
  await house.editPost(ada, keyOf(name), { attachments: [] });
  expect((await cardOf(house, ada, name)).attachments).toBeUndefined();
  expect((await house.uploads(ada)).used).toBeGreaterThan(0);
  await house.findImage(visitor, one);
  expect((await house.revisions(name)).items.map(({ attachments }) => attachments)).toMatchObject([
    undefined,
    [{ id: two }, { id: one }],
    [{ id: one }],
    [{ id: one, alt: 'A bed of leeks' }],
  ]);
  await house.deletePost(ada, keyOf(name));
  expect((await house.uploads(ada)).used).toBe(0);
  await expect(house.findImage(ada, one)).rejects.toMatchObject({ code: 'not-found' });
  expect(await house.dropGone()).toBe(2);
  expect(await house.stored()).toEqual([]);
});

test('a file goes with the last post that shows it, and not before', async () => {
  await using house = await openGarden();
  const { ada, bo } = house;
  const id = await house.upload(ada);
  const first = await house.startThread(ada, 'garden', { title: 'One', body: 'x', attachments: [show(id)] });
  expect(await house.upload(bo)).toBe(id);
  const second = await house.startThread(bo, 'cellar', { title: 'Two', body: 'x', attachments: [show(id)] });
  expect(await house.upload(bo)).toBe(id);
  await house.deletePost(ada, keyOf(first.name));
  await expect(house.findImage(visitor, id)).rejects.toMatchObject({ code: 'not-found' });
  await house.dropGone();
  expect(await house.stored()).toEqual([id]);
  await house.deletePost(bo, keyOf(second.name));
  await house.dropGone();
  expect(await house.stored()).toEqual([id]);
  await house.drop(bo, id);
  await expect(house.drop(bo, id)).rejects.toMatchObject({ code: 'not-found' });
  await house.dropGone();
  expect(await house.stored()).toEqual([]);
  // And may come again.
  expect(await house.upload(bo)).toBe(id);
  expect(await house.stored()).toEqual([id]);
});

test('each member has so much room, however many send at once', async () => {
  await using house = await openGarden();
  const { ada, bo } = house;
  const big = await noise(700, 700).png().toBuffer();
  house.limits.uploadQuota = 300_000;
  const sent = [0, 1, 2, 3].map(async (turn) => {
    const bytes = await noise(700 + turn, 400)
      .jpeg()
      .toBuffer();
    return house.keep(ada, async () => bytes);
  });
  const outcomes = await Promise.allSettled(sent);
  const kept = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(4);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'too-large' });
  expect((await house.uploads(ada)).used).toBeLessThanOrEqual(300_000);
  await house.upload(bo);
  house.limits.uploadQuota = 0;
  let read = false;
  await expect(
    house.keep(bo, async () => {
      read = true;
      return big;
    }),
  ).rejects.toMatchObject({ code: 'too-large' });
  expect(read).toBe(false);
  house.limits.uploadQuota = 1e9;
  house.limits.uploadLimit = 1_000;
  await expect(house.keep(bo, async () => big)).rejects.toMatchObject({ code: 'too-large' });
});

test('what nobody named in a day goes, and what a crash left over; files of posts stay', async () => {
  await using house = await openGarden();
  const { ada } = house;
  const shown = await house.upload(ada);
  await house.startThread(ada, 'garden', { title: 'One', body: 'x', attachments: [show(shown)] });
  await house.upload(ada, 80);
  // Written, and then the process died: as if long ago, by the clock of this house.
  const left = 'L'.repeat(43);
  await house.files.keep(left, Buffer.from('whole'), Buffer.from('small'));
  const half = join(house.folder, 'LL', 'LL', `${'H'.repeat(43)}.0a.new`);
  writeFileSync(half, 'half');
  const young = 'Y'.repeat(43);
  await house.files.keep(young, Buffer.from('whole'), Buffer.from('small'));
  const now = house.clock.now();
  for (const file of [join(house.folder, 'LL', 'LL', left), half])
    utimesSync(file, (now - DAY) / 1000, (now - DAY) / 1000);
  utimesSync(join(house.folder, 'YY', 'YY', young), now / 1000, now / 1000);
  expect(await house.stored()).toHaveLength(4);
  await house.tidy();
  expect((await house.uploads(ada)).items).toHaveLength(1);
  expect(existsSync(half)).toBe(false);
  house.clock.advance(DAY + 1);
  utimesSync(join(house.folder, 'YY', 'YY', young), house.clock.now() / 1000, house.clock.now() / 1000);
  await house.tidy();
  expect((await house.uploads(ada)).items).toEqual([]);
  expect(await house.stored()).toEqual([shown, young].sort());
});

test('own data: all images with their posts; without the member nothing waits', async () => {
  await using house = await openGarden();
  const { ada, db } = house;
  const shown = await house.upload(ada);
  const { name } = await house.startThread(ada, 'garden', { title: 'One', body: 'x', attachments: [show(shown)] });
  await house.editPost(ada, keyOf(name), { body: 'y' });
  const waiting = await house.upload(ada, 80);
  expect(await exportUploadsOfMember(db.read, ada.memberId)).toMatchObject([
    { id: waiting, post: null },
    { id: shown, post: name, alt: 'A bed of leeks', type: 'image/webp' },
  ]);
  expect(await exportUploadsOfMember(db.read, house.bo.memberId)).toEqual([]);
  await db.write((tx) => forgetUploadsOfMember(tx, ada.memberId));
  expect((await house.uploads(ada)).items).toEqual([]);
  await house.dropGone();
  expect(await house.stored()).toEqual([shown]);
});

test('a file that is being taken off the disk is named again only afterwards', async () => {
  await using house = await openGarden();
  const { ada, db } = house;
  const id = await house.upload(ada);
  await house.drop(ada, id);
  // As after a crash between the two steps.
  expect(await db.write((tx) => doomFile(tx, id))).toBe(true);
  await expect(house.upload(ada)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
  expect((await house.uploads(ada)).items).toEqual([]);
  await house.dropGone();
  expect(await house.stored()).toEqual([]);
  expect(await house.upload(ada)).toBe(id);
  await house.dropGone();
  expect(await house.stored()).toEqual([id]);
});

test('while files are dropped and sent again at once, no upload is without its file', async () => {
  await using house = await openGarden();
  const { ada } = house;
  for (let round = 0; round < 10; round++) {
    const sent = house.upload(ada).then(
      (id) => id,
      () => undefined,
    );
    await Promise.all([sent, house.dropGone()]);
    const id = await sent;
    if (id === undefined) continue;
    expect(await house.files.has(id)).toBe(true);
    await house.drop(ada, id);
  }
  await house.dropGone();
  expect(await house.stored()).toEqual([]);
});
