// Three instances that talk: at once while all are there, and again after one or two were away.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Coalition, openCoalition } from './coalition.ts';
import { type Instance, long } from './instance.ts';
import { call, type Item, join, type Member } from './member.ts';
import { until, untilEqual } from './patience.ts';
import { expectSame } from './same.ts';

const MANY = long ? 20_000 : 2_000;
const AT_ONCE = 32;

let coalition: Coalition;
let [a, b, c]: Instance[] = [];
let [ann, ben, cleo]: Member[] = [];
const all = () => coalition.instances;
const here = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error('The coalition did not start.');
  return thing;
};

beforeAll(async () => {
  coalition = await openCoalition({ DAILY_ENTRIES: '1000000' });
  [a, b, c] = coalition.instances;
  [ann, ben, cleo] = await Promise.all([join(here(a).url, 'ann'), join(here(b).url, 'ben'), join(here(c).url, 'cleo')]);
});
afterAll(async () => {
  await coalition?.[Symbol.asyncDispose]();
});

const postOn = async ({ url }: Instance, name: string): Promise<Item | undefined> => {
  const answer = await call(url, 'GET', `/posts/${name}`);
  return answer.status === 200 ? (answer.json as Item) : undefined;
};
const peersOf = async ({ url }: Instance): Promise<Item[]> => (await call(url, 'GET', '/peers')).json.items as Item[];

/** So many replies by each, several at once; answers how many there are. */
const talk = async (members: readonly Member[], thread: string, count: number): Promise<string[]> => {
  const names: string[] = [];
  let left = count;
  const write = async (member: Member) => {
    while (left-- > 0)
      names.push((await member.create(`/threads/${thread}/posts`, { body: `Still ${left} to go.` })).name);
  };
  await Promise.all(members.flatMap((member) => Array.from({ length: AT_ONCE / members.length }, () => write(member))));
  return names;
};

test('a thread and its answers are read on all three within a second or two, and known to be held by all', async () => {
  const start = await here(ann).create('/planks/open-elections/threads', { title: 'Ballot access', body: 'How many?' });
  expect(start).toMatchObject({ name: `2@${here(a).origin}`, author: { name: 'ann', origin: here(a).origin } });
  await until('the thread is on b', () => postOn(here(b), start.name));
  const names = [start.name];
  const took: number[] = [];
  for (const member of [ben, cleo, ann, ben]) {
    const speaker = here(member);
    await until('the thread is here', () => postOn({ url: speaker.url } as Instance, names.at(-1) ?? ''));
    const reply = await speaker.create(`/threads/${start.name}/posts`, { body: 'Five.', parent: names.at(-1) ?? '' });
    const acknowledged = performance.now();
    for (const one of all()) {
      const post = await until(`${reply.name} is on ${one.url}`, () => postOn(one, reply.name));
      expect(post).toMatchObject({ body: 'Five.', parent: names.at(-1), thread: start.name, author: reply.author });
    }
    took.push(performance.now() - acknowledged);
    names.push(reply.name);
  }
  // Where the machine is busy now and then, others are quicker.
  expect(Math.min(...took)).toBeLessThan(3_000);
  for (const one of all()) {
    const held = await untilEqual(
      () => Promise.all(names.map(async (name) => (await postOn(one, name))?.held)),
      (seen) => seen.every((held) => JSON.stringify(held) === '{"by":3,"of":3}'),
    );
    expect(held).toEqual(names.map(() => ({ by: 3, of: 3 })));
    const peers = await peersOf(one);
    expect(peers.map(({ origin }) => origin)).toEqual(
      all()
        .filter((other) => other !== one)
        .map(({ origin }) => origin),
    );
    const well = { reachable: true, lag: 0, holes: 0, forked: null, charterVersion: 1, trouble: null };
    expect(peers).toEqual(peers.map(() => expect.objectContaining(well)));
  }
  await expectSame(all());
});

test(`an instance that was away catches up with ${MANY} entries`, async () => {
  const start = await here(ben).create('/planks/self-determination/threads', { title: 'While a sleeps', body: 'Go.' });
  await until('the thread is on c', () => postOn(here(c), start.name));
  await here(a).stop();
  const names = await talk([here(ben), here(cleo)], start.name, MANY);
  expect(names).toHaveLength(MANY);
  const last = names.at(-1) ?? '';
  await until('b and c agree', async () => (await postOn(here(b), last)) && (await postOn(here(c), last)));
  const held = (one: Instance) => async () => (await postOn(one, last))?.held;
  expect(await untilEqual(held(here(b)), (seen) => JSON.stringify(seen) === '{"by":2,"of":3}')).toEqual({
    by: 2,
    of: 3,
  });
  const seen = async () => (await peersOf(here(b))).find(({ origin }) => origin === here(a).origin);
  // What b does not hold yet does not count: it may still be taking in what c said.
  const away = await untilEqual(seen, (peer) => peer?.reachable === false && Number(peer.lag) >= MANY);
  expect(away).toMatchObject({ reachable: false });
  expect(away?.lag).toBeGreaterThanOrEqual(MANY);
  await here(a).start();
  await until('the last word is on a', () => postOn(here(a), last));
  const entries = await expectSame(all());
  expect(entries.length).toBeGreaterThan(MANY);
  for (const one of all())
    expect(await untilEqual(held(one), (seen) => JSON.stringify(seen) === '{"by":3,"of":3}')).toEqual({ by: 3, of: 3 });
});

test('two sides of a partition each go on, and agree once they meet', async () => {
  const shared = await here(cleo).create('/planks/open-elections/threads', { title: 'Two sides', body: 'Begin.' });
  for (const one of all()) await until('the thread is there', () => postOn(one, shared.name));
  await Promise.all([here(b).stop(), here(c).stop('SIGKILL')]);
  const alone = await talk([here(ann)], shared.name, 60);
  await here(a).stop();
  await Promise.all([here(b).start(), here(c).start()]);
  expect(await postOn(here(b), alone[0] ?? '')).toBeUndefined();
  const together = await talk([here(ben), here(cleo)], shared.name, 60);
  await here(a).start();
  const more = await here(ann).create(`/threads/${shared.name}/posts`, { body: 'Here again.' });
  for (const one of all())
    for (const name of [...alone, ...together, more.name])
      await until(`${name} is on ${one.url}`, () => postOn(one, name));
  await expectSame(all());
});

test('nobody logged an error', () => {
  expect(all().map(({ errors }) => errors.split('\n').filter((line) => line.includes('"level":50')))).toEqual([
    [],
    [],
    [],
  ]);
});
