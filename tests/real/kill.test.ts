// Posts while one instance is killed and started again: what was acknowledged is there, on all three, once.
import { expect, test } from 'vitest';
import { ADMIN, openCoalition } from './coalition.ts';
import { long } from './instance.ts';
import { join, listAll, type Member, signIn } from './member.ts';
import { until } from './patience.ts';
import { expectSame } from './same.ts';
import { headsOf } from './stored.ts';

const KILLS = long ? 60 : 10;
/** In each round, by one writer each: three to the one that is killed, one to each other. */
const ROUND = 21;

type Told = { thread: string; name: string; body: string };

/** Says it until it is acknowledged, under one key, as a program does that has lost its connection. */
const insist = async (member: Member, path: string, body: object, key: string, onBreak: () => void) => {
  for (;;) {
    try {
      const answer = await member.call('POST', path, body, { 'idempotency-key': key });
      if (answer.status === 201) return answer.json as { name: string; thread: string };
      if (answer.status !== 503) throw new Error(`${path}: ${answer.status} ${answer.text}`, { cause: 'answer' });
    } catch (error) {
      if (error instanceof Error && error.cause === 'answer') throw error;
      onBreak();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('kill -9 during load loses and doubles nothing', { timeout: 120_000 + KILLS * 5_000 }, async () => {
  await using coalition = await openCoalition();
  const [a, b, c] = coalition.instances;
  const admin = await signIn(a.url, ADMIN);
  await admin.create('/boards', { slug: 'lounge', title: 'Lounge', text: '', visibility: 'public' });
  const [ann, ben, cleo] = await Promise.all([join(a.url, 'ann'), join(b.url, 'ben'), join(c.url, 'cleo')]);
  const shared = await ann.create('/planks/open-elections/threads', { title: 'Under fire', body: 'Opening.' });
  const theirs = await ben.create('/planks/self-determination/threads', { title: 'From b', body: 'Opening.' });
  const inside = await ann.create('/boards/lounge/threads', { title: 'At home', body: 'Opening.' });
  for (const one of coalition.instances)
    for (const { name } of [shared, theirs])
      await until(`${name} is on ${one.url}`, async () => (await fetch(`${one.url}/api/v1/threads/${name}`)).ok);

  const told: Told[] = [];
  let broken = 0;
  let heard = 0;
  const say = async (round: number, writer: number): Promise<void> => {
    const [member, kind] =
      [ann, ben, cleo][writer % 7 === 5 ? 1 : writer % 7 === 6 ? 2 : 0] === ann
        ? [ann, 'a']
        : ([writer % 7 === 5 ? ben : cleo, 'other'] as const);
    const body = `Round ${round}, writer ${writer}: ${'so be it. '.repeat(1 + (writer % 5) * 20)}`.trim();
    const key = `round-${round}-writer-${writer}`;
    const onBreak = () => {
      broken++;
    };
    const starts = kind === 'a' && writer % 7 === 4;
    const path = starts
      ? `/${writer % 2 ? 'planks/open-elections' : 'boards/lounge'}/threads`
      : `/threads/${kind === 'a' && writer % 7 === 3 ? inside.name : writer % 2 ? shared.name : theirs.name}/posts`;
    const said = await insist(member, path, starts ? { title: key, body } : { body }, key, onBreak);
    if (kind === 'a') heard++;
    told.push({ thread: said.thread, name: said.name, body });
  };

  for (let round = 0; round < KILLS; round++) {
    heard = 0;
    const after = 1 + ((round * 5) % 11);
    const saying = Promise.all(Array.from({ length: ROUND }, (_, writer) => say(round, writer)));
    saying.catch(() => {});
    while (heard < after) await new Promise((resolve) => setImmediate(resolve));
    expect((await a.stop('SIGKILL')).signal).toBe('SIGKILL');
    await a.start();
    await saying;
  }
  expect(told.length).toBe(KILLS * ROUND);
  expect(told.length).toBeGreaterThanOrEqual(200);
  // The kills met requests under way, or they proved nothing.
  expect(broken).toBeGreaterThanOrEqual(KILLS);

  const entries = await expectSame(coalition.instances, 30_000);
  expect(headsOf(a)).toHaveLength(3);
  const faults: string[] = [];
  for (const { url } of coalition.instances) {
    const here = url === a.url ? told : told.filter(({ name }) => !name.startsWith('b'));
    const threads = new Map<string, Map<string, string[]>>();
    for (const thread of new Set(here.map((one) => one.thread))) {
      const byBody = new Map<string, string[]>();
      for (const { name, body } of await listAll(url, `/threads/${thread}/posts`))
        byBody.set(body, [...(byBody.get(body) ?? []), name]);
      threads.set(thread, byBody);
    }
    for (const { thread, name, body } of here) {
      const found = threads.get(thread)?.get(body) ?? [];
      if (found.length !== 1 || found[0] !== name) faults.push(`${name} on ${url}: found as ${found.join(', ')}`);
    }
  }
  expect(faults).toEqual([]);
  const onPlanks = told.filter(({ name }) => !name.startsWith('b')).map(({ name }) => name);
  expect(new Set(entries.map((entry) => entry.split(' ')[0])).size).toBe(entries.length);
  expect(entries.map((entry) => entry.split(' ')[0])).toEqual(expect.arrayContaining(onPlanks));
  expect(told.length - onPlanks.length).toBeGreaterThan(KILLS);
  expect(
    coalition.instances.map(({ errors }) => errors.split('\n').filter((line) => line.includes('"level":50'))),
  ).toEqual([[], [], []]);
});
