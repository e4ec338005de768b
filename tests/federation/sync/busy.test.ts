// A peer whose pull does not end, because it is slow or because there is always more, keeps nobody from pulling from others.
import { expect, test } from 'vitest';
import { createSyncLoop } from '../../../src/federation/sync/loop.ts';
import { seededChance } from '../../support/time.ts';
import { openFounded } from './founded.ts';

const [a, b, c] = ['a.example', 'b.example', 'c.example'];
const INTERVAL = 30_000;

test('a pull that does not end does not hold up the next ones', async () => {
  await using town = await openFounded([a, b, c]);
  const asked: string[] = [];
  let timers: { ms: number; call: () => void }[] = [];
  let letGo = (): void => {};
  const hung = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const loop = createSyncLoop({
    ...town.needsOf(b),
    transport: {
      async sync({ origin }) {
        asked.push(origin);
        if (origin === c) await hung;
        const greeting = { have: {}, head: { v: 1, hash: town.coalition } };
        return { ok: true, value: [JSON.stringify(greeting), JSON.stringify({ more: false })] };
      },
      nudge: async () => ({ ok: true, value: null }),
      push: async () => ({ ok: true, value: null }),
    },
    chance: seededChance(1),
    timers: {
      after(ms, call) {
        const timer = { ms, call };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
    interval: INTERVAL,
    head: async () => ({ v: 1, hash: town.coalition }),
    coalition: async () => town.coalition,
    afterPull: async () => {},
  });
  loop.start();
  const askedOf = (one: string) => asked.filter((origin) => origin === one).length;
  while (askedOf(a) <= 15) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const due = timers;
    timers = [];
    for (const { call } of due) call();
  }
  expect(asked.filter((origin) => origin === c)).toEqual([c]);
  letGo();
  await loop.stop();
});
