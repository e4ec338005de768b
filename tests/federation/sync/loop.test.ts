import { expect, test } from 'vitest';
import { createSyncLoop } from '../../../src/federation/sync/loop.ts';
import type { Nudge } from '../../../src/federation/sync/request.ts';
import type { Transport } from '../../../src/federation/sync/transport.ts';
import { openCoalition } from '../../support/coalition.ts';
import { handTimers, until } from '../../support/timers.ts';
import { watchedNudge } from './watched-nudge.ts';

const INTERVAL = 30_000;

const openLoop = async () => {
  const down = new Set<string>();
  const coalition = await openCoalition({ instances: ['a.example', 'b.example', 'c.example'], down });
  const a = coalition.at('a.example');
  const timers = handTimers(coalition.clock);
  const synced: string[] = [];
  const nudges: { to: string; nudge: Nudge }[] = [];
  const after: string[] = [];
  const direct = coalition.transportOf(a.origin);
  let gate: Promise<void> | undefined;
  let nudgeGate: Promise<void> | undefined;
  const transport: Transport = {
    ...direct,
    async sync(peer, request) {
      synced.push(peer.origin);
      await gate;
      return direct.sync(peer, request);
    },
    async nudge(peer, nudge) {
      nudges.push({ to: peer.origin, nudge });
      await nudgeGate;
      return direct.nudge(peer, nudge);
    },
  };
  const loop = createSyncLoop({
    ...a.needs,
    transport,
    timers,
    chance: a.chance,
    interval: INTERVAL,
    coalition: async () => coalition.id,
    afterPull: async (_, pulled) => void after.push(pulled.ok ? 'ok' : pulled.why),
  });
  return {
    coalition,
    a,
    b: coalition.at('b.example'),
    c: coalition.at('c.example'),
    down,
    timers,
    clock: coalition.clock,
    synced,
    nudges,
    after,
    loop,
    /** Holds every answer back until it is called. */
    hold(): () => void {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = undefined;
        open();
      };
    },
    /** Holds every nudge back until it is called. */
    holdNudges(): () => void {
      let open = () => {};
      nudgeGate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    /** In how many milliseconds the next peer is drawn. A pull under way has a timer of its own, of one whole interval. */
    nextDraw: () => timers.due().findLast((ms) => ms > 1_000 && ms !== INTERVAL),
    peer: async (origin: string) => (await a.peers()).find((one) => one.origin === origin),
    async [Symbol.asyncDispose]() {
      await loop.stop();
      await coalition[Symbol.asyncDispose]();
    },
  };
};

const post = async (instance: Awaited<ReturnType<typeof openLoop>>['b'], name: string) =>
  instance.startThread(await instance.member(name), 'open-elections', { title: name, body: 'b' });

test('it pulls from each peer at start, then from a random one about every 30 seconds', async () => {
  await using town = await openLoop();
  await post(town.b, 'bo');
  town.loop.start();
  await until(() => town.after.length === 2);
  expect(new Set(town.synced)).toEqual(new Set(['b.example', 'c.example']));
  expect((await town.a.viewText()).join()).toContain('"bo"');

  const drawn = new Set<string>();
  for (let round = 0; round < 12; round++) {
    town.synced.length = 0;
    const wait = town.nextDraw() ?? 0;
    expect(wait).toBeGreaterThanOrEqual(0.8 * INTERVAL);
    expect(wait).toBeLessThanOrEqual(1.2 * INTERVAL);
    const before = town.after.length;
    town.timers.advance(wait);
    await until(() => town.after.length > before && town.nextDraw() !== undefined);
    expect(new Set(town.synced).size).toBe(1);
    drawn.add(town.synced[0] ?? '');
  }
  expect(drawn.size).toBe(2);
});

test('news are told once within 50 milliseconds to each peer, with the highest numbers', async () => {
  await using town = await openLoop();
  await post(town.a, 'ada');
  for (let times = 0; times < 10; times++) town.loop.spread();
  expect(town.timers.due()).toEqual([50]);
  town.timers.advance(49);
  expect(town.nudges).toEqual([]);
  town.timers.advance(1);
  await until(() => town.nudges.length === 2);
  expect(town.nudges.map(({ to }) => to).sort()).toEqual(['b.example', 'c.example']);
  expect(town.nudges[0]?.nudge).toEqual({
    coalition: town.coalition.id,
    heads: { 'a.example': 2, 'b.example': 0, 'c.example': 0 },
  });
});

test('own news go at once, the next ones after 50 milliseconds, and others’ news not before', async () => {
  await using town = await openLoop();
  const told = (times: number) => until(() => town.nudges.length === 2 * times);
  /** Until nobody is being told: on PostgreSQL a round has a lock, which it gives back a moment later. */
  const rest = async () => {
    await until(() => town.timers.due().length <= 1);
    await until(async () => (await town.a.db.alone('nudge', async () => true)) === true);
  };
  town.loop.spread(true);
  await told(1);
  await rest();
  for (let times = 0; times < 5; times++) town.loop.spread(true);
  town.timers.advance(49);
  expect(town.nudges).toHaveLength(2);
  town.timers.advance(1);
  await told(2);
  await rest();
  // Where there was nothing more, nothing is told, and then own news go at once again.
  town.timers.advance(50);
  expect(town.timers.due()).toEqual([]);
  expect(town.nudges).toHaveLength(4);
  town.loop.spread(true);
  await told(3);
  await rest();
  town.timers.advance(50);
  town.loop.spread();
  town.timers.advance(49);
  expect(town.nudges).toHaveLength(6);
  town.timers.advance(1);
  await told(4);
});

test('news that come while others are being told are told after them, whoever does not answer', async () => {
  await using town = await openLoop();
  const open = town.holdNudges();
  town.loop.spread(true);
  await until(() => town.nudges.length === 2);
  town.loop.spread(true);
  await until(() => {
    town.timers.advance(50);
    return town.nudges.length === 4;
  });
  open();
});

test('a nudge that tells news is followed by a pull, one that does not is not', async () => {
  await using town = await openLoop();
  await post(town.b, 'bo');
  const nudge = (seq: number): Nudge => ({ coalition: town.coalition.id, heads: { 'b.example': seq } });
  await town.loop.nudged('b.example', nudge(2));
  await until(() => town.after.length === 1);
  expect((await town.a.viewText()).join()).toContain('"bo"');
  town.synced.length = 0;
  // An echo of what is known here, news from nobody, another coalition.
  await town.loop.nudged('b.example', nudge(2));
  await town.loop.nudged('stranger.example', nudge(9));
  await town.loop.nudged('b.example', { ...nudge(9), coalition: 'another' });
  await town.loop.nudged('b.example', { coalition: town.coalition.id, heads: { 'stranger.example': 9 } });
  expect(town.synced).toEqual([]);
  // Echoes make the next true nudge no slower.
  await post(town.b, 'bea');
  await town.loop.nudged('b.example', nudge(4));
  await until(() => town.after.length === 2);
  expect((await town.a.viewText()).join()).toContain('"bea"');
});

test('nudges whose news never come make the next wait longer', async () => {
  await using town = await openLoop();
  const lie = watchedNudge(town.coalition.id, { 'b.example': 99 });
  const waits: number[] = [];
  await town.loop.nudged('b.example', lie);
  for (let round = 1; round <= 10; round++) {
    // Once when it comes, and once more when its pull is done.
    await until(() => lie.looks === 2 * round);
    await town.loop.nudged('b.example', lie);
    const [wait = 0] = town.timers.due();
    waits.push(wait);
    town.timers.advance(wait);
  }
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 12_800, 12_800]);
});

test('one pull per peer at a time; who nudges meanwhile is pulled from once more', async () => {
  await using town = await openLoop();
  const open = town.hold();
  const pulled = town.loop.pullAll();
  await until(() => town.synced.length === 2);
  await post(town.b, 'bo');
  for (let times = 0; times < 5; times++)
    await town.loop.nudged('b.example', { coalition: town.coalition.id, heads: { 'b.example': 2 } });
  expect(town.synced).toHaveLength(2);
  open();
  expect(await pulled).toHaveLength(2);
  await until(() => town.after.length === 3);
  expect(town.synced.filter((origin) => origin === 'c.example')).toHaveLength(1);
});

test('a peer that fails is tried less often, never given up, and forgiven at once', async () => {
  await using town = await openLoop();
  town.down.add('b.example');
  let last = 0;
  for (let failures = 1; failures <= 14; failures++) {
    await town.loop.pullAll();
    const peer = await town.peer('b.example');
    expect(peer).toMatchObject({ failures, error: 'it cannot be reached', error_at: town.clock.now() });
    const wait = (peer?.next_at ?? 0) - town.clock.now();
    const most = Math.min(600_000, 1_000 * 2 ** (failures - 1));
    expect(wait).toBeGreaterThanOrEqual(0.8 * most);
    expect(wait).toBeLessThanOrEqual(1.2 * most);
    last = wait;
  }
  // Not before its time: every draw is the other one.
  town.loop.start();
  await until(() => town.after.length === 30);
  town.synced.length = 0;
  for (let round = 0; round < 5; round++) {
    const before = town.after.length;
    town.timers.advance(town.nextDraw() ?? 0);
    await until(() => town.after.length > before && town.nextDraw() !== undefined);
  }
  expect(new Set(town.synced)).toEqual(new Set(['c.example']));
  // Nor is it told of news, which costs the others nothing.
  town.loop.spread();
  town.timers.advance(50);
  await until(() => town.nudges.length === 1);
  expect(town.nudges[0]?.to).toBe('c.example');

  town.down.delete('b.example');
  town.clock.advance(last);
  await town.loop.pullAll();
  expect(await town.peer('b.example')).toMatchObject({ failures: 0, next_at: 0, error: null });
});

test('stopping waits for what is under way, and nothing starts after it', async () => {
  await using town = await openLoop();
  const open = town.hold();
  town.loop.start();
  await until(() => town.synced.length === 2);
  let stopped = false;
  const stop = town.loop.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stopped).toBe(false);
  open();
  await stop;
  expect(town.after).toHaveLength(2);
  town.loop.spread();
  await town.loop.nudged('b.example', { coalition: town.coalition.id, heads: { 'b.example': 9 } });
  town.timers.advance(10 * INTERVAL);
  expect(town.synced).toHaveLength(2);
  expect(town.nudges).toEqual([]);
});
