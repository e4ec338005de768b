// A filter on a peer: first posts of its members wait here until somebody lets them through, and its votes do not count here. What all
// derive alike stays what it was, and all of it comes off without loss (in random histories: histories.test.ts).
import { expect, test } from 'vitest';
import { buildModeration } from '../../../src/app/moderation.ts';
import { parsePostName } from '../../../src/base/names.ts';
import type { NewAction } from '../../../src/forum/moderation/take-action.ts';
import { rerankThreads } from '../../../src/forum/planks/rerank-threads.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import type { Settings } from '../../../src/forum/policy/measures.ts';
import { bridgingFactor } from '../../../src/forum/threads/bridging.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { findThread } from '../../../src/forum/threads/thread-store.ts';
import { logRoles } from '../../support/roles.ts';
import { ALICE, BORIS, openFold } from '../planks/fold.ts';

const keyOf = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw new Error(name);
  return key;
};
const DAY = 86_400_000;

const open = async () => {
  const fold = await openFold();
  const { home, x, y } = fold;
  const moderation = buildModeration(home.planks, { boards: home, planks: home });
  const reads = createForumReads({ db: home.db, origin: home.origin });
  const admin = await home.member('root', 'admin');
  const mo = await home.member('mo', 'moderator');
  await rerankThreads(home)(operator);
  const filter = async (settings: Settings, scope = 'planks', origin = 'x.example') => {
    const action = { kind: 'filter', subject: { kind: 'peer', origin }, reason: 'spam', basis: 'own' } as const;
    const lasts = { until: home.clock.now() + 5 * DAY };
    return (await moderation.takeAction(admin, { ...action, scope, settings, lasts })).actions[0]?.number ?? 0;
  };
  const letThrough = async (name: string, days = 30) => {
    const subject = { kind: 'post', key: keyOf(name) } as const;
    const action: NewAction = {
      kind: 'keep',
      subject,
      reason: 'other',
      words: 'Fine.',
      basis: 'own',
      lasts: { until: home.clock.now() + days * DAY },
    };
    return (await moderation.takeAction(mo, action)).actions[0]?.number ?? 0;
  };
  return {
    fold,
    ...{ home, x, y, moderation, reads, admin, mo, filter, letThrough },
    card: async (name: string) => JSON.parse(await reads.post(visitor, keyOf(name))),
    waiting: async () => (await moderation.heldFromPeers(mo, { limit: 100 })).items.map(({ post }) => post),
    bridging: async (name: string) => (await findThread(home.db.read, keyOf(name)))?.bridging,
  };
};

test('whoever wrote here before is heard; who is new waits until one post is let through', async () => {
  const { fold, home, x, filter, letThrough, card, waiting, moderation, mo } = await open();
  await using _ = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Thresholds', 'Three per cent.');
  await fold.arrive(x.written.map(({ line }) => line));
  home.clock.advance(1_000);
  const number = await filter({ holdFirst: true });
  const from = x.written.length;
  const old = x.reply(start.name, ALICE, 'I was here.');
  x.describe(BORIS, 'boris');
  const [one, two] = [x.reply(start.name, BORIS, 'Buy pens.'), x.reply(start.name, BORIS, 'And ink.')];
  await fold.arrive(x.written.slice(from).map(({ line }) => line));
  expect(await card(old.name)).toMatchObject({ body: 'I was here.' });
  expect(await card(old.name)).not.toHaveProperty('moderation');
  expect(await card(one.name)).toMatchObject({
    body: '',
    moderation: { state: 'held', by: 'moderator', through: 'instance', action: number },
  });
  expect(await waiting()).toEqual([one.name, two.name]);
  expect((await moderation.heldFromPeers(mo, { limit: 1 })).items).toMatchObject([
    { author: 'boris@x.example', body: 'Buy pens.', place: { kind: 'plank', slug: 'open-elections' }, action: number },
  ]);
  // One let through, and both are there; undone, both wait again.
  const keep = await letThrough(two.name);
  expect(await card(one.name)).toMatchObject({ body: 'Buy pens.' });
  expect(await waiting()).toEqual([]);
  await moderation.reverseAction(mo, keep, { words: '' });
  expect((await waiting()).length).toBe(2);
  await home.refold();
  expect(await waiting()).toEqual([one.name, two.name]);
  await logRoles(home.planks);
  expect((await moderation.replayLog()).differences).toEqual([]);
  home.clock.advance(5 * DAY);
  await moderation.settling.ready();
  expect(await waiting()).toEqual([]);
  expect(await card(one.name)).not.toHaveProperty('moderation');
});

test('votes of a filtered peer count as if it had told of none', async () => {
  const { fold, home, x, y, filter, card, bridging, moderation, admin } = await open();
  await using _ = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Thresholds', 'Three per cent.');
  x.write('votes.tallied', { tallies: [{ post: start.name, up: 900, down: 0 }] });
  await fold.arrive(x.written.map(({ line }) => line));
  y.write('votes.tallied', { tallies: [{ post: start.name, up: 2, down: 1 }] });
  await fold.arrive(y.written.map(({ line }) => line));
  const votes = {
    up: 902,
    down: 1,
    by: [
      { origin: 'x.example', up: 900, down: 0 },
      { origin: 'y.example', up: 2, down: 1 },
    ],
  };
  const full = bridgingFactor({ up: 900, down: 0 }) * bridgingFactor({ up: 2, down: 1 });
  expect((await card(start.name)).votes).toEqual(votes);
  expect(await bridging(start.name)).toBe(full);
  const number = await filter({ noVotes: true });
  const without = { up: 2, down: 1, by: [{ origin: 'y.example', up: 2, down: 1 }] };
  expect((await card(start.name)).votes).toEqual(without);
  expect(await bridging(start.name)).toBe(bridgingFactor({ up: 2, down: 1 }));
  const from = x.written.length;
  x.write('votes.tallied', { tallies: [{ post: start.name, up: 950, down: 0 }] });
  await fold.arrive(x.written.slice(from).map(({ line }) => line));
  expect((await card(start.name)).votes).toEqual(without);
  await fold.settled();
  expect((await card(start.name)).votes).toEqual(without);
  await moderation.reverseAction(admin, number, { words: '' });
  expect((await card(start.name)).votes).toMatchObject({ up: 952, down: 1 });
  expect(await bridging(start.name)).toBe(full);
  // Elsewhere than on this plank it does not matter.
  await filter({ noVotes: true }, 'plank:another-one').catch(() => {});
  expect((await card(start.name)).votes).toMatchObject({ up: 952 });
  await logRoles(home.planks);
  expect((await moderation.replayLog()).differences).toEqual([]);
});
