// Posts while one instance is killed and started again: what was acknowledged is there, on all three, once.
import { expect, test } from 'vitest';
import { ADMIN, openCoalition } from './coalition.ts';
import { long } from './instance.ts';
import { join, listAll, type Member, signIn } from './member.ts';
import { until } from './patience.ts';
import { expectSame } from './same.ts';
import { headsOf } from './stored.ts';

const KILLS = long ? 60 : 10;
/** In each round, side by side. */
const TURNS = 4;

const keyOf = (text: string): string => text.replaceAll(/[ ,]+/g, '-');

type Told = { thread: string; name: string; body: string };

/** Says it until it is acknowledged, under one key, as a program does that has lost its connection. */
const insist = async (member: Member, path: string, body: object, key: string, onBreak: () => void) => {
  for (;;) {
    try {
      const answer = await member.call('POST', path, { ...body, acknowledged: true }, { 'idempotency-key': key });
      if (answer.status === 201) return answer.json as { name: string; thread: string };
      if (answer.status !== 503) throw new Error(`${path}: ${answer.status} ${answer.text}`, { cause: 'answer' });
    } catch (error) {
      if (error instanceof Error && error.cause === 'answer') throw error;
      onBreak();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('kill -9 during load loses and doubles nothing', { timeout: 240_000 + KILLS * 10_000 }, async () => {
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

  const say = (where: string) => ({ path: `/threads/${where}/posts`, starts: false });
  const start = (where: string) => ({ path: `/${where}/threads`, starts: true });
  const acts = [
    { member: ann, ...say(shared.name) },
    { member: ann, ...say(theirs.name) },
    { member: ann, ...say(inside.name) },
    { member: ann, ...start('planks/open-elections') },
    { member: ann, ...start('boards/lounge') },
    { member: ben, ...say(shared.name) },
    { member: cleo, ...say(theirs.name) },
  ];
  const told: Told[] = [];
  let broken = 0;
  let heard = 0;
  const perform = async (round: number, turn: number): Promise<void> => {
    for (const [index, { member, path, starts }] of acts.entries()) {
      const key = `round ${round}, turn ${turn}, act ${index}`;
      const body = `${key}: ${'so be it. '.repeat(1 + index * 20)}`.trim();
      const onBreak = () => {
        broken++;
      };
      const said = await insist(member, path, starts ? { title: key, body } : { body }, keyOf(key), onBreak);
      if (member === ann) heard++;
      told.push({ thread: said.thread, name: said.name, body });
    }
  };

  for (let round = 0; round < KILLS; round++) {
    heard = 0;
    const after = 1 + ((round * 5) % 11);
    const saying = Promise.all(Array.from({ length: TURNS }, (_, turn) => perform(round, turn)));
    await Promise.race([saying, until('posts are acknowledged', () => heard >= after)]);
    expect((await a.stop('SIGKILL')).signal).toBe('SIGKILL');
    await a.start();
    await saying;
  }
  expect(told.length).toBe(KILLS * TURNS * acts.length);
  expect(told.length).toBeGreaterThanOrEqual(200);
  // The kills met requests under way, or they proved nothing.
  expect(broken).toBeGreaterThanOrEqual(KILLS);

  const entries = await expectSame(coalition.instances);
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
  const started = await Promise.all([
    ...coalition.instances.map(({ url }) => listAll(url, '/planks/open-elections/threads')),
    listAll(a.url, '/boards/lounge/threads'),
  ]);
  for (const threads of started) expect(new Set(threads.map(({ title }) => title)).size).toBe(threads.length);
  expect(started.map((threads) => threads.length)).toEqual(Array(4).fill(KILLS * TURNS + 1));
  const onPlanks = told.filter(({ name }) => !name.startsWith('b')).map(({ name }) => name);
  expect(new Set(entries.map((entry) => entry.split(' ')[0])).size).toBe(entries.length);
  expect(entries.map((entry) => entry.split(' ')[0])).toEqual(expect.arrayContaining(onPlanks));
  expect(told.length - onPlanks.length).toBeGreaterThan(KILLS);
  expect(
    coalition.instances.map(({ errors }) => errors.split('\n').filter((line) => line.includes('"level":50'))),
  ).toEqual([[], [], []]);
});
