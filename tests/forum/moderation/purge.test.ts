// Purging: two people agree, the words are gone here for good, and nothing brings them back: no undoing, no peer, no folding anew.
import { expect, test } from 'vitest';
import { buildModeration } from '../../../src/app/moderation.ts';
import { parsePostName } from '../../../src/base/names.ts';
import { query } from '../../../src/db/statement.ts';
import { reportPost } from '../../../src/forum/cases/report-post.ts';
import type { NewAction } from '../../../src/forum/moderation/take-action.ts';
import { searchPosts } from '../../../src/forum/search/search-posts.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { logRoles } from '../../support/roles.ts';
import { ALICE, openFold } from '../planks/fold.ts';
import { DAY, keyOf, openHouse } from './house.ts';

const snapshots = query()((db) => db.selectFrom('post_snapshot').select(['body']));
const contents = query()((db) =>
  db.selectFrom('entry').select(['seq', 'type', 'content', 'content_state as state']).orderBy('seq'),
);
const for_good = { permanent: 'Nobody may keep this.' };
const purge = (name: string, more: Partial<NewAction> = {}): NewAction => {
  const key = parsePostName(name);
  if (!key) throw new Error(name);
  const subject = { kind: 'post', key } as const;
  return {
    kind: 'purge',
    subject,
    reason: 'illegal',
    words: 'It is against the law.',
    basis: 'legal',
    lasts: for_good,
    ...more,
  };
};

const place = async () => {
  const house = await openHouse();
  const admin = await house.member('root', 'admin');
  const [ada, bo] = [await house.member('ada'), await house.member('bo')];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const start = await house.startThread(ada, 'garden', { title: 'Zebra', body: 'Forbidden zebra.' });
  await house.editPost(ada, keyOf(start.name), { body: 'Still a forbidden zebra.' });
  const reply = await house.postReply(bo, keyOf(start.name), { body: 'What?' });
  await reportPost(house)(bo, keyOf(start.name), { reason: 'illegal' });
  const card = async (as: Parameters<typeof house.reads.post>[0] = admin) =>
    JSON.parse(await house.reads.post(as, keyOf(start.name)));
  const kept = async () => JSON.stringify(await house.db.read.all(snapshots, {}));
  return { house, admin, ada, bo, start, reply, card, kept };
};

test('nothing happens before a second person agrees; then every trace of the words is gone', async () => {
  const { house, admin, ada, start, card, kept } = await place();
  await using _ = house;
  const [mo, olga] = [await house.member('mo', 'moderator'), await house.member('olga', 'moderator')];
  for (const wrong of [{ lasts: { until: house.clock.now() + DAY } }, { reason: 'spam' as const }])
    await expect(house.takeAction(mo, purge(start.name, wrong))).rejects.toMatchObject({ code: 'invalid' });
  const { subject, ...bulk } = purge(start.name);
  await expect(house.takeBulk(mo, { ...bulk, subjects: [subject] })).rejects.toMatchObject({ code: 'invalid' });
  const [taken] = (await house.takeAction(mo, purge(start.name))).actions;
  expect(taken).toMatchObject({ kind: 'purge', awaits: 'approval' });
  const number = taken?.number ?? 0;
  expect((await card(ada)).body).toContain('zebra');
  const found = async () => (await searchPosts(house)(admin, { q: 'zebra', sort: 'time', limit: 10 })).items.length;
  expect(await found()).toBe(1);
  await expect(house.approveAction(mo, number, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  // Called off, and asked for again.
  await house.reverseAction(mo, number, { words: 'We wait for the lawyer.' });
  await expect(house.approveAction(olga, number, { words: '' })).rejects.toMatchObject({ code: 'conflict' });
  const again = (await house.takeAction(mo, purge(start.name))).actions[0]?.number ?? 0;
  await house.approveAction(olga, again, { words: 'Yes.' });

  for (const as of [admin, ada])
    expect(await card(as)).toMatchObject({
      ...{ state: 'withheld', title: '', body: '' },
      moderation: { state: 'hidden', reason: 'illegal', action: again },
    });
  expect(String(await house.reads.revisions(admin, keyOf(start.name), { limit: 20 }))).not.toContain('zebra');
  expect(await kept()).not.toContain('zebra');
  expect(await found()).toBe(0);
  expect((await house.decisions(ada, { limit: 1 })).items[0]).toMatchObject({
    ...{ kind: 'purge', permanent: 'Nobody may keep this.', words: 'It is against the law.', basis: 'legal' },
  });
  // It cannot be undone, alone or with everything else that its moderator did.
  await expect(house.reverseAction(olga, again, { words: '' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'All.' })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(house.editPost(ada, keyOf(start.name), { body: 'Zebra again.' })).rejects.toMatchObject({
    code: 'gone',
  });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('where there is nobody else it is a day, in which it can be called off', async () => {
  const { house, admin, start, card } = await place();
  await using _ = house;
  const [one] = (await house.takeAction(admin, purge(start.name))).actions;
  expect(one).toMatchObject({ awaits: 'wait', effectiveAt: house.clock.now() + DAY });
  await house.reverseAction(admin, one?.number ?? 0, { words: '' });
  house.clock.advance(DAY);
  await house.settling.settle();
  expect((await card()).body).toContain('zebra');
  await house.takeAction(admin, purge(start.name));
  house.clock.advance(DAY - 1);
  await house.settling.settle();
  expect((await card()).body).toContain('zebra');
  house.clock.advance(1);
  await house.settling.settle();
  expect(await card()).toMatchObject({ state: 'withheld', body: '' });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('what its author has deleted stays deleted, and what was kept for the case goes', async () => {
  const { house, admin, ada, start, card, kept } = await place();
  await using _ = house;
  const mo = await house.member('mo', 'moderator');
  await house.deletePost(ada, keyOf(start.name));
  expect(await kept()).toContain('zebra');
  const [one] = (await house.takeAction(mo, purge(start.name))).actions;
  await house.approveAction(admin, one?.number ?? 0, { words: '' });
  expect(await kept()).toBe('[]');
  expect((await card()).state).toBe('deleted');
});

test('of a post on a plank the envelopes stay, its contents are withheld, and no peer brings them back', async () => {
  await using fold = await openFold();
  const { home, x } = fold;
  const moderation = buildModeration(home.planks, { boards: home, planks: home });
  const reads = createForumReads({ db: home.db, origin: home.origin });
  const [admin, mo] = [await home.member('root', 'admin'), await home.member('mo', 'moderator')];
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Ballots', 'Forbidden ballots.');
  x.edit(start.name, { body: 'More forbidden ballots.' });
  const reply = x.reply(start.name, ALICE, 'Harmless.');
  const lines = x.written.map(({ line }) => line);
  await fold.arrive(lines);
  const [one] = (await moderation.takeAction(mo, purge(start.name))).actions;
  await moderation.approveAction(admin, one?.number ?? 0, { words: '' });
  const card = async (name: string) => JSON.parse(await reads.post(admin, keyOf(name)));
  const gone = { state: 'withheld', title: '', body: '', moderation: { state: 'hidden' } };
  const states = async () => (await home.db.read.all(contents, {})).map(({ state }) => state);
  expect(await card(start.name)).toMatchObject(gone);
  expect(await states()).toEqual(['held', 'withheld', 'withheld', 'held']);
  // Sent again by a peer, folded anew, edited by its author: it stays away.
  for (const line of lines) await home.take(line);
  await fold.settled();
  const edit = x.edit(start.name, { body: 'Ballots, once more.' });
  await fold.arrive([edit.line]);
  expect(await card(start.name)).toMatchObject(gone);
  expect(await states()).toEqual(['held', 'withheld', 'withheld', 'held', 'withheld']);
  await fold.settled();
  const kept = (await home.db.read.all(contents, {})).filter(({ content }) => content !== null);
  expect(kept.some(({ content }) => Buffer.from(content ?? []).includes('allots'))).toBe(false);
  expect((await home.viewText()).join()).not.toContain('allots');
  expect(await card(reply.name)).toMatchObject({ state: 'live', body: 'Harmless.' });
  // Its author may still delete it, everywhere.
  const removal = x.remove(start.name, [[start.seq, edit.seq]]);
  await fold.arrive([removal.line]);
  expect((await card(start.name)).state).toBe('deleted');
  await fold.settled();
  await logRoles(home.planks);
  expect((await moderation.replayLog()).differences).toEqual([]);
});
