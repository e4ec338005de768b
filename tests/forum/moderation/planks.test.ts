// Moderation on planks: everything is laid over what all derive alike, here alone, and comes off without loss; what is held is no
// entry; nothing that a peer sends changes anybody's standing.
import { expect, test } from 'vitest';
import { buildModeration } from '../../../src/app/moderation.ts';
import { parsePostName } from '../../../src/base/names.ts';
import { query } from '../../../src/db/statement.ts';
import { createScreen } from '../../../src/forum/moderation/screen.ts';
import type { NewAction } from '../../../src/forum/moderation/take-action.ts';
import { postReply } from '../../../src/forum/planks/post-reply.ts';
import { startThread } from '../../../src/forum/planks/start-thread.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { parseStanding, type Subject } from '../../../src/forum/policy/measures.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { houseFiles, importsOf } from '../../house/source.ts';
import { logRoles } from '../../support/roles.ts';
import { ALICE, openFold } from '../planks/fold.ts';

const keyOf = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw new Error(name);
  return key;
};

const people = query()((db) =>
  db.selectFrom('member').select(['id', 'name', 'role', 'standing', 'duties']).orderBy('id'),
);
const entries = query()((db) => db.selectFrom('entry').select((eb) => eb.fn.countAll<number>().as('count')));

const open = async () => {
  const fold = await openFold();
  const { home, x } = fold;
  const posting = { boards: home, planks: home };
  const moderation = buildModeration(home.planks, posting);
  const reads = createForumReads({ db: home.db, origin: home.origin });
  const [admin, mo, ada] = [
    await home.member('root', 'admin'),
    await home.member('mo', 'moderator'),
    await home.member('ada'),
  ];
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Thresholds', 'Three per cent.');
  const reply = x.reply(start.name, ALICE, 'Or five.');
  await fold.arrive(x.written.map(({ line }) => line));
  const card = async (name: string, as: Parameters<typeof reads.post>[0] = visitor) =>
    JSON.parse(await reads.post(as, keyOf(name)));
  const act = (kind: NewAction['kind'], subject: Subject, more: Partial<NewAction> = {}): NewAction => ({
    ...{
      kind,
      subject,
      reason: 'harassment',
      basis: 'own',
      words: 'Enough.',
      lasts: { until: home.clock.now() + 86_400_000 },
    },
    ...more,
  });
  const titles = async () =>
    (
      JSON.parse(await reads.threads(visitor, 'plank', 'open-elections', { sort: 'active', limit: 10 })).items as {
        title: string;
      }[]
    ).map(({ title }) => title);
  return { fold, home, x, moderation, reads, admin, mo, ada, start, reply, card, act, titles };
};

const remote: Subject = { kind: 'remote', origin: 'x.example', member: ALICE };
const peer: Subject = { kind: 'peer', origin: 'x.example' };

test('a remote member is limited or not heard here, past and to come, also when all is folded anew', async () => {
  const { fold, home, x, moderation, mo, start, reply, card, act, titles } = await open();
  await using _ = fold;
  const before = [await card(start.name), await card(reply.name)];
  const view = await home.viewText();
  await moderation.takeAction(mo, act('limit', remote, { scope: 'planks' }));
  expect((await card(reply.name)).moderation).toMatchObject({ state: 'collapsed', through: 'member' });
  await moderation.takeAction(mo, act('unheard', remote, { scope: 'plank:open-elections' }));
  expect(await card(reply.name)).toMatchObject({ body: '', moderation: { state: 'hidden', through: 'member' } });
  expect(await titles()).toEqual([]);

  const later = x.reply(start.name, ALICE, 'Still here.');
  await fold.arrive([later.line]);
  expect(await card(later.name)).toMatchObject({ body: '', moderation: { state: 'hidden' } });
  expect(await card(later.name, mo)).toMatchObject({ body: 'Still here.' });
  await home.refold();
  expect(await card(reply.name)).toMatchObject({ body: '', moderation: { state: 'hidden' } });
  expect(await titles()).toEqual([]);
  // What all derive alike is what it was: entries are stored, passed on, and folded.
  expect((await home.viewText()).length).toBe(view.length + 1);
  await logRoles(home.planks);
  expect((await moderation.replayLog()).differences).toEqual([]);

  await moderation.reverseAction(mo, 2, { words: '' });
  expect((await card(reply.name)).moderation).toMatchObject({ state: 'collapsed' });
  await moderation.reverseAction(mo, 1, { words: '' });
  expect([await card(start.name), await card(reply.name)]).toEqual(
    before.map((one) => ({ ...one, arrivedAt: expect.any(String) })),
  );
  expect((await card(later.name)).body).toBe('Still here.');
});

test('a peer is filtered or not heard by who handles peers, and comes back by itself', async () => {
  const { fold, home, moderation, mo, admin, start, card, act } = await open();
  await using _ = fold;
  const filter = act('filter', peer, { scope: 'planks', settings: { collapse: true } });
  await expect(moderation.takeAction(mo, filter)).rejects.toMatchObject({ code: 'forbidden' });
  await moderation.takeAction(admin, filter);
  expect((await card(start.name)).moderation).toMatchObject({ state: 'collapsed', through: 'instance' });
  await moderation.takeAction(admin, act('unheard', peer, { scope: 'planks' }));
  expect((await card(start.name)).body).toBe('');
  // A post that is kept stays hidden while its instance is not heard, and stands out of the filter afterwards.
  await moderation.takeAction(mo, act('keep', { kind: 'post', key: keyOf(start.name) }));
  expect((await card(start.name)).moderation).toMatchObject({ state: 'hidden' });
  await moderation.reverseAction(admin, 2, { words: '' });
  expect((await card(start.name)).moderation).toMatchObject({ state: 'visible', kept: true });
  home.clock.advance(86_400_000);
  await moderation.settling.ready();
  expect(await card(start.name)).not.toHaveProperty('moderation');
  const own: Subject = { kind: 'peer', origin: home.origin };
  await expect(moderation.takeAction(admin, act('unheard', own))).rejects.toMatchObject({ code: 'invalid' });
});

test('what is held on a plank is no entry until it is let through', async () => {
  const { fold, home, moderation, mo, ada, start, act, card } = await open();
  await using _ = fold;
  const needs = { ...home.planks, screen: createScreen(home.planks) };
  await moderation.takeAction(mo, act('hold-posts', { kind: 'member', member: ada.publicId }, { scope: 'planks' }));
  const row = (await home.db.read.all(people, {})).find(({ name }) => name === 'ada');
  const now = { ...ada, standing: parseStanding(row?.standing ?? null, home.clock.now()) };
  const said = Number((await home.db.read.get(entries, {}))?.count);
  const body = { body: 'I disagree.' };
  await expect(postReply(needs)(now, keyOf(start.name), body)).rejects.toMatchObject({ code: 'unacknowledged' });
  const put = await postReply(needs)(now, keyOf(start.name), { ...body, acknowledged: true });
  const thread = await startThread(needs)(now, 'open-elections', { title: 'New', ...body, acknowledged: true });
  expect([put.held, thread.held]).toEqual([true, true]);
  expect(Number((await home.db.read.get(entries, {}))?.count)).toBe(said);
  const { post } = await moderation.decideHeld(mo, put.name, { release: true, words: '' });
  expect(post).toBe('2@home.example');
  expect(await card(post ?? '')).toMatchObject({ body: 'I disagree.', author: { name: 'ada' } });
  // Nobody looks at the other: it is said at the end, collapsed here alone.
  home.clock.advance(3 * 86_400_000);
  await moderation.settling.ready();
  await moderation.releaseAll(operator);
  expect(await card('3@home.example')).toMatchObject({
    title: 'New',
    moderation: { state: 'collapsed', rule: 'not-reviewed' },
  });
  await logRoles(home.planks);
  expect((await moderation.replayLog()).differences).toEqual([]);
});

test('nothing that a peer sends changes the standing of anybody here', async () => {
  const { fold, home, x, start, ada } = await open();
  await using _ = fold;
  const before = await home.db.read.all(people, {});
  const at = new Date(x.written.at(-1)?.at ?? 0).toISOString();
  const own = await home.startThread(ada, 'open-elections', { title: 'Mine', body: 'Own.' });
  const advice = { effect: 'collapse', reason: 'spam', until: at, human: true, urgent: true };
  for (const [type, ref] of [
    ['post.withdrawn', { post: own.name, reason: 'spam' }],
    ['post.deleted', { post: own.name, erases: [] }],
    ['member.erased', { member: ada.publicId, erases: [] }],
    ['advisory.issued', { subject: { member: ada.publicId, origin: home.origin }, ...advice }],
    ['advisory.issued', { subject: { post: own.name }, ...advice }],
    ['steward.closed', { thread: own.name }],
    ['post.withdrawn', { post: start.name, reason: 'spam' }],
  ] as const)
    await fold.arrive([x.write(type, ref).line]);
  const after = await home.db.read.all(people, {});
  expect(after).toEqual(before);
  expect(await fold.post(own.name)).toMatchObject({ state: 'live', veiled: 0, layer: null, withdrawn_reason: null });
});

test('no way leads from what takes entries in to the acts of moderation', () => {
  const files = houseFiles().filter((file) => /^src\/(forum\/planks|federation\/sync|journal)\//.test(file));
  const acts = files.filter((file) => importsOf(file).some((name) => name.startsWith('src/forum/moderation/')));
  expect(files.length).toBeGreaterThan(40);
  expect(acts).toEqual([]);
});
