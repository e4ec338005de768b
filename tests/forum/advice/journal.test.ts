// Advice as it comes out of journals: in any order, by whom it may, on what it is about, and as long as it holds.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { changeAdviceSettings } from '../../../src/forum/advice/change-advice-settings.ts';
import { issueAdvisory } from '../../../src/forum/advice/issue-advisory.ts';
import { readAdvisories } from '../../../src/forum/advice/read-advisories.ts';
import { withdrawAdvisory } from '../../../src/forum/advice/withdraw-advisory.ts';
import { reinstateEnded, reinstatePost, withdrawPost } from '../../../src/forum/advice/withdraw-post.ts';
import { createSettle } from '../../../src/forum/moderation/settle.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import type { Scribe } from '../../support/scribe.ts';
import { newYear } from '../../support/time.ts';
import { ALICE, inAnyOrder, linesOf, openFold, type TestFold } from '../planks/fold.ts';

const DAY = 86_400_000;
const BASE = newYear;
const until = (days = 30) => new Date(BASE + days * DAY).toISOString();
const advised = query()((db) =>
  db.selectFrom('post_advice').select(['origin', 'seq', 'effect', 'data']).orderBy('origin').orderBy('seq'),
);
const standings = query()((db) => db.selectFrom('member').select(['public_id', 'standing', 'role']).orderBy('id'));

const advise = (scribe: Scribe, post: string, more: object = {}) =>
  scribe.write('advisory.issued', {
    subject: { post },
    revision: post,
    effect: 'collapse',
    reason: 'spam',
    until: until(),
    human: true,
    urgent: false,
    ...more,
  });

const counting = async (fold: TestFold, peers = ['x.example', 'y.example', 'z.example']) =>
  changeAdviceSettings(fold.home)(operator, {
    quorum: true,
    peers: Object.fromEntries(peers.map((origin) => [origin, 'count' as const])),
  });

const layerOf = async (fold: TestFold, name: string) => JSON.parse((await fold.post(name))?.layer ?? 'null');
const stateOf = async (fold: TestFold, name: string): Promise<string> =>
  (await layerOf(fold, name))?.state ?? 'visible';
const settle = (fold: TestFold) => createSettle(fold.home).settle();

const opened = async () => {
  const fold = await openFold();
  fold.x.describe(ALICE, 'alice');
  const thread = fold.x.start('self-determination', ALICE, 'Hello', 'Buy my gold now, dear friends');
  await fold.arrive(linesOf(fold.x));
  return { fold, thread: thread.name };
};

test('a quorum collapses, and lets go when advice is withdrawn, ends, or the post is edited', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const first = advise(fold.y, thread);
  await fold.arrive([first.line]);
  await counting(fold);
  expect(await layerOf(fold, thread)).toMatchObject({ state: 'visible', advice: { counted: 1, needed: 2 } });
  // The author's home counts.
  const second = advise(fold.x, thread, { until: until(3) });
  await fold.arrive([second.line]);
  const layer = await layerOf(fold, thread);
  expect(layer).toMatchObject({ state: 'collapsed', by: 'advice' });
  expect(layer.advice.from.map(({ origin, reason }: Record<string, string>) => `${origin} ${reason}`)).toEqual([
    'x.example spam',
    'y.example spam',
  ]);
  // Folded anew it is the same.
  await fold.settled();
  expect(await layerOf(fold, thread)).toEqual(layer);
  // Withdrawn by another than who issued it: nothing.
  const foreign = fold.z.write('advisory.withdrawn', { advisory: first.name });
  await fold.arrive([foreign.line]);
  expect((await fold.entry(foreign.name))?.effect).toBe('void');
  expect(await stateOf(fold, thread)).toBe('collapsed');
  const back = fold.y.write('advisory.withdrawn', { advisory: first.name });
  await fold.arrive([back.line]);
  expect(await stateOf(fold, thread)).toBe('visible');
  await fold.arrive([advise(fold.z, thread).line]);
  expect(await stateOf(fold, thread)).toBe('collapsed');
  // It runs out.
  fold.home.clock.advance(BASE + 3 * DAY - fold.home.clock.now() + 1);
  await settle(fold);
  expect(await stateOf(fold, thread)).toBe('visible');
  await fold.arrive([advise(fold.y, thread, {}).line]);
  expect(await stateOf(fold, thread)).toBe('collapsed');
  const edit = fold.x.edit(thread, { body: 'Something kind.' }, { at: fold.home.clock.now() });
  await fold.arrive([edit.line]);
  expect(await stateOf(fold, thread)).toBe('collapsed');
  fold.home.clock.advance(DAY);
  await settle(fold);
  expect(await stateOf(fold, thread)).toBe('visible');
  await fold.settled();
  expect(await stateOf(fold, thread)).toBe('visible');
});

test('in whatever order it comes, everybody derives the same', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const issued = advise(fold.y, thread);
  fold.y.write('advisory.withdrawn', { advisory: issued.name });
  advise(fold.y, thread, { reason: 'doxxing' });
  advise(fold.z, thread);
  advise(fold.z, thread, { until: until(120) });
  const view = await inAnyOrder(fold, [linesOf(fold.x), linesOf(fold.y), linesOf(fold.z)]);
  expect(view.filter((line) => line.startsWith('["advisory"'))).toHaveLength(3);
  await counting(fold);
  expect(await stateOf(fold, thread)).toBe('collapsed');
  // The same again changes nothing.
  await fold.arrive(linesOf(fold.z)).catch(() => {});
  expect((await fold.home.db.read.all(advised, {})).length).toBe(1);
});

test('what is no one’s to say has no effect, and a cascade does not start', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  await counting(fold);
  const mo = await fold.home.member('mo', 'moderator');
  const before = await fold.home.db.read.all(standings, {});
  const entries = [
    // Unknown effects and reasons are shown; machines and unnamed revisions do not count.
    advise(fold.y, thread, { effect: 'erase' }),
    advise(fold.y, thread, { reason: 'heresy' }),
    advise(fold.y, thread, { human: false }),
    advise(fold.y, thread, { revision: undefined }),
    fold.y.write('post.withdrawn', { post: thread, reason: 'spam' }),
    fold.y.write('post.edited', { post: thread }, { body: 'Taken over' }),
    fold.y.write('post.deleted', { post: thread, erases: [[1, 9]] }),
    fold.y.write('member.erased', { member: mo.publicId, erases: [[1, 9]] }),
    fold.y.write('advisory.issued', {
      ...{ subject: { member: mo.publicId, origin: 'home.example' }, effect: 'collapse', reason: 'spam' },
      ...{ until: until(), human: true, urgent: true },
    }),
    fold.y.write('advisory.issued', {
      ...{ subject: { instance: 'home.example' }, effect: 'collapse', reason: 'spam' },
      ...{ until: until(), human: true, urgent: true },
    }),
  ];
  await fold.arrive(entries.map(({ line }) => line));
  await fold.arrive([advise(fold.z, thread).line]);
  // One that counts, and much that does not.
  expect(await stateOf(fold, thread)).toBe('visible');
  expect((await fold.post(thread))?.body).toBe('Buy my gold now, dear friends');
  expect((await fold.post(thread))?.withdrawn_reason).toBeNull();
  expect(await fold.home.db.read.all(standings, {})).toEqual(before);
  await fold.arrive([advise(fold.y, thread).line]);
  expect(await stateOf(fold, thread)).toBe('collapsed');
  // Two have started it; the collapse here advises nobody, and time does not either.
  fold.home.clock.advance(DAY);
  await settle(fold);
  const said = await fold.home.viewText();
  expect(said.filter((line) => line.startsWith('["advisory","home.example"'))).toEqual([]);
  // A local "keep visible" wins.
  await takeAction(fold.home)(operator, {
    ...{ kind: 'keep', subject: { kind: 'post', key: { origin: 'x.example', seq: Number.parseInt(thread, 10) } } },
    ...{ reason: 'other', basis: 'own', words: 'It is satire.', lasts: { until: BASE + 60 * DAY } },
  });
  expect(await layerOf(fold, thread)).toMatchObject({ state: 'visible', kept: true });
});

test('at most fifty a day count from one instance, also after some were withdrawn', async () => {
  const { fold } = await opened();
  await using _ = fold;
  await counting(fold);
  const posts = Array.from({ length: 52 }, (_, index) => fold.x.start('self-determination', ALICE, `T${index}`));
  await fold.arrive(posts.map(({ line }) => line));
  const issued = posts.map(({ name }) => advise(fold.y, name));
  for (const { name } of posts) advise(fold.z, name, {});
  await fold.arrive(linesOf(fold.y));
  await fold.arrive(linesOf(fold.z));
  const states = () => Promise.all(posts.map(({ name }) => stateOf(fold, name)));
  expect((await states()).filter((state) => state === 'collapsed')).toHaveLength(50);
  await fold.arrive([fold.y.write('advisory.withdrawn', { advisory: issued[0]?.name ?? '' }).line]);
  const after = await states();
  expect(after[0]).toBe('visible');
  expect(after.slice(50)).toEqual(['visible', 'visible']);
  // Beyond its fifty nothing that it says weighs, and readers are not sent all of it.
  const [, one] = posts;
  for (let count = 0; count < 60; count++) advise(fold.y, one?.name ?? '', { reason: `of-its-own-${count}` });
  for (let count = 0; count < 60; count++) advise(fold.y, posts[51]?.name ?? '');
  await fold.arrive(linesOf(fold.y));
  const { state, advice } = await layerOf(fold, one?.name ?? '');
  expect(state).toBe('collapsed');
  expect(advice.from.filter(({ origin }: { origin: string }) => origin === 'y.example')).toHaveLength(5);
  expect(await stateOf(fold, posts[51]?.name ?? '')).toBe('visible');
});

test('what is dated over many days and comes in one burst counts as of one day; what comes the next day as of the next', async () => {
  const { fold } = await opened();
  await using _ = fold;
  await counting(fold);
  fold.home.clock.advance(6 * DAY);
  const posts = Array.from({ length: 54 }, (_, index) => fold.x.start('self-determination', ALICE, `T${index}`));
  await fold.arrive(linesOf(fold.x).slice(2));
  const burst = (scribe: Scribe, names: readonly string[], from: number) =>
    names.map((name, index) => {
      const ref = { subject: { post: name }, revision: name, effect: 'collapse', reason: 'spam', until: until() };
      const at = BASE + (from + index) * 3 * 3_600_000;
      return scribe.write('advisory.issued', { ...ref, human: true, urgent: false }, null, { at }).line;
    });
  const names = posts.map(({ name }) => name);
  for (const scribe of [fold.y, fold.z]) await fold.home.take(...burst(scribe, names.slice(0, 52), 0));
  const collapsed = async () => {
    const states = await Promise.all(names.map((name) => stateOf(fold, name)));
    return states.filter((state) => state === 'collapsed').length;
  };
  expect(await collapsed()).toBe(50);
  await fold.settled();
  expect(await collapsed()).toBe(50);
  fold.home.clock.advance(DAY);
  for (const scribe of [fold.y, fold.z]) await fold.home.take(...burst(scribe, names.slice(52), 52));
  expect(await collapsed()).toBe(52);
});

test('moderators advise and take it back; nobody else, and never the words themselves', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const { home } = fold;
  const mo = await home.member('mo', 'moderator');
  const ada = await home.member('ada');
  const input = {
    ...{ subject: { post: thread }, effect: 'collapse' as const, reason: 'spam' as const },
    ...{ until: new Date(home.clock.now() + 30 * DAY).toISOString(), urgent: true, note: 'Advertising.' },
  };
  const issue = issueAdvisory(home.planks);
  await expect(issue(ada, input)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(issue(operator, input)).rejects.toMatchObject({ code: 'unauthenticated' });
  const say = (more: object) => issue(mo, { ...input, ...more });
  await expect(say({ note: 'It says: buy my gold now' })).rejects.toMatchObject({ code: 'invalid', field: 'note' });
  const far = new Date(home.clock.now() + 91 * DAY).toISOString();
  await expect(say({ until: far })).rejects.toMatchObject({ code: 'invalid', field: 'until' });
  await expect(say({ subject: { post: thread, revision: 77 } })).rejects.toMatchObject({ code: 'invalid' });
  await expect(say({ subject: { peer: 'x.example' } })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(say({ reason: 'other', note: '' })).rejects.toMatchObject({ code: 'invalid', field: 'note' });
  const { name } = await issue(mo, input);
  await expect(issue(mo, input)).rejects.toMatchObject({ code: 'conflict' });
  const list = async () => (await readAdvisories(home)(mo, { limit: 10 })).items;
  expect(await list()).toMatchObject([{ name, own: true, subject: thread, note: 'Advertising.', state: 'standing' }]);
  // The own instance does not count, nor is it shown to itself.
  expect(await layerOf(fold, thread)).toBeNull();
  const foreign = advise(fold.y, thread);
  await fold.arrive([foreign.line]);
  const withdraw = withdrawAdvisory(home.planks);
  await expect(withdraw(mo, foreign.name)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(withdraw(ada, name)).rejects.toMatchObject({ code: 'forbidden' });
  await withdraw(mo, name);
  await expect(withdraw(mo, name)).rejects.toMatchObject({ code: 'conflict' });
  expect((await list()).find((one) => one.name === name)).toMatchObject({ state: 'withdrawn' });
  await fold.settled();
});

test('a post that its home took back: collapsed, or shown by choice; and let stand again when the measure ends', async () => {
  const { fold } = await opened();
  await using _ = fold;
  const { home } = fold;
  const mo = await home.member('mo', 'moderator');
  const reply = fold.x.start('self-determination', ALICE, 'Another');
  await fold.arrive([reply.line]);
  await fold.arrive([fold.x.write('post.withdrawn', { post: reply.name, reason: 'spam' }).line]);
  expect(await layerOf(fold, reply.name)).toBeNull();
  const change = changeAdviceSettings(home);
  await change(operator, { withdrawn: 'show' });
  expect(await layerOf(fold, reply.name)).toEqual({ state: 'visible', stands: true });
  const later = fold.x.start('self-determination', ALICE, 'A third');
  await fold.arrive([later.line, fold.x.write('post.withdrawn', { post: later.name, reason: 'spam' }).line]);
  expect(await layerOf(fold, later.name)).toEqual({ state: 'visible', stands: true });
  await change(operator, { withdrawn: 'collapse' });
  expect(await layerOf(fold, reply.name)).toBeNull();

  const ada = await home.member('ada');
  const { name } = await home.startThread(ada, 'self-determination', { title: 'Mine', body: 'x', acknowledged: true });
  const key = { origin: 'home.example', seq: Number.parseInt(name, 10) };
  const input = { reason: 'spam' as const, rule: '', words: 'No.', lasts: { until: home.clock.now() + DAY } };
  const withdraw = withdrawPost(home.planks);
  await expect(withdraw(ada, key, input)).rejects.toMatchObject({ code: 'forbidden' });
  const other = { origin: 'x.example', seq: reply.seq };
  await expect(withdraw(mo, other, input)).rejects.toMatchObject({ code: 'forbidden' });
  await withdraw(mo, key, input);
  expect(await fold.post(name)).toMatchObject({ withdrawn_reason: 'spam' });
  // Whoever wrote it, a moderator by now, does not let it stand again.
  const promoted = { ...ada, role: 'moderator' as const };
  await expect(reinstatePost(home.planks)(promoted, key, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  await reinstatePost(home.planks)(mo, key, { words: '' });
  expect(await fold.post(name)).toMatchObject({ withdrawn_reason: null, layer: null });
  await withdraw(mo, key, { ...input, lasts: { until: home.clock.now() + DAY } });
  expect(await reinstateEnded(home.planks)(operator)).toBe(0);
  home.clock.advance(DAY);
  await settle(fold);
  expect(await reinstateEnded(home.planks)(operator)).toBe(1);
  expect(await fold.post(name)).toMatchObject({ withdrawn_reason: null, layer: null });
});
