// Who says "there is news" is believed, as long as there was some: nudges that tell what is known here already cost nothing.
import { expect, test } from 'vitest';
import { createSyncLoop } from '../../../src/federation/sync/loop.ts';
import { takeIn } from '../../../src/federation/sync/take-in.ts';
import type { Peer, Transport } from '../../../src/federation/sync/transport.ts';
import { seededChance } from '../../support/time.ts';
import { until } from '../../support/timers.ts';
import { openFounded } from './founded.ts';
import { watchedNudge } from './watched-nudge.ts';

const [a, b, c] = ['a.example', 'b.example', 'c.example'];

/** The loop of b, a transport that fails and counts, and timers that wait to be told. */
const openLoop = async (
  town: Awaited<ReturnType<typeof openFounded>>,
  meanwhile: () => Promise<unknown> = async () => {},
) => {
  const asked: string[] = [];
  const waits: number[] = [];
  const transport: Transport = {
    async sync(peer: Peer) {
      asked.push(peer.origin);
      await meanwhile();
      return { ok: false, why: 'nobody listens there' };
    },
    nudge: async () => ({ ok: true, value: null }),
    push: async () => ({ ok: true, value: null }),
  };
  const loop = createSyncLoop({
    ...town.needsOf(b),
    transport,
    chance: seededChance(1),
    timers: {
      after(ms) {
        waits.push(ms);
        return () => {};
      },
    },
    interval: 30_000,
    head: async () => ({ v: 1, hash: town.coalition }),
    coalition: async () => town.coalition,
    afterPull: async () => {},
  });
  return { loop, asked, waits };
};

test('nudges that are no news do not make the next one wait', async () => {
  await using town = await openFounded([a, b, c]);
  const { loop, asked, waits } = await openLoop(town);
  for (let i = 0; i < 8; i++) await loop.nudged(c, { coalition: town.coalition, heads: { [a]: 0 } });
  expect([asked, waits]).toEqual([[], []]);
  await loop.nudged(c, { coalition: town.coalition, heads: { [c]: 1 } });
  await loop.stop();
  expect([asked, waits]).toEqual([[c], []]);
});

test('somebody whose news never comes waits longer each time, and one timer at a time', async () => {
  await using town = await openFounded([a, b, c]);
  const { loop, asked, waits } = await openLoop(town);
  const nudge = { coalition: town.coalition, heads: { [c]: 1 } };
  await loop.nudged(c, nudge);
  while (asked.length === 0 || waits.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    await loop.nudged(c, nudge);
  }
  for (let i = 0; i < 5; i++) await loop.nudged(c, nudge);
  expect(waits).toHaveLength(1);
  await loop.stop();
});

test('whose news another brought meanwhile has told the truth', async () => {
  await using town = await openFounded([a, b, c]);
  await town.say(a, 1);
  const lines = await town.lines(a, b);
  const { loop, asked, waits } = await openLoop(town, () => takeIn(town.needsOf(b), town.coalition, lines));
  const nudge = watchedNudge(town.coalition, { [a]: 1 });
  await loop.nudged(c, nudge);
  // Once when it comes, and once more when its pull is done.
  await until(() => nudge.looks === 2);
  expect(asked).toEqual([c]);
  await loop.nudged(c, { coalition: town.coalition, heads: { [c]: 1 } });
  await loop.stop();
  expect([asked, waits]).toEqual([[c, c], []]);
});
