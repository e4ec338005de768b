// Plays the demo through the same doors as members use: signs them up, makes boards, and lets them talk across instances.
import { createHash } from 'node:crypto';
import { realWait } from '../src/base/time.ts';
import { type DemoKey, type DemoThread, fillIn } from './demo/script.ts';
import { demo } from './demo-data.ts';

export type Account = { name: string; password: string };
export type DemoInstance = { key: DemoKey; url: string; origin: string; admin: Account; members: Account[] };

type Answer = { status: number; body: Record<string, unknown> };

/** Long enough for an instance that has just started to catch up. */
const PATIENCE = 60_000;
const STEP = 50;

const call = async (
  url: string,
  method: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(url, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
};

const expectDone = (answer: Answer, what: string, ...also: number[]): Answer => {
  if ((answer.status >= 200 && answer.status < 300) || also.includes(answer.status)) return answer;
  throw new Error(`The demo could not ${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
};

/** A key that is the same each time the demo is played on the same data: nothing is said twice. */
const keyOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 32);

type Speaker = { instance: DemoInstance; token: string };

/** Calls as one member: what they create twice is there once. */
const speakAs =
  (speaker: Speaker) =>
  async (path: string, body: object, key: string): Promise<string> => {
    const headers = { authorization: `Bearer ${speaker.token}`, 'idempotency-key': key };
    const answer = await call(`${speaker.instance.url}/api/v1${path}`, 'POST', body, headers);
    return String(expectDone(answer, `post to ${path}`).body.name ?? '');
  };

const waitFor = async (instance: DemoInstance, path: string): Promise<void> => {
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    const answer = await call(`${instance.url}/api/v1${path}`, 'GET');
    if (answer.status === 200) return;
    await realWait(STEP);
  }
  throw new Error(`The demo waited in vain for ${path} on ${instance.url}`);
};

const signIn = async (instance: DemoInstance, { name, password }: Account): Promise<Speaker> => {
  const answer = await call(`${instance.url}/api/v1/sessions`, 'POST', { name, password });
  return { instance, token: String(expectDone(answer, `sign in ${name}`).body.accessToken) };
};

export type Players = {
  speakers: Map<string, Speaker>;
  instances: readonly DemoInstance[];
  origins: Record<DemoKey, string>;
};

/** Accounts of one instance, with passwords made by `password`. The admin is made by the operator, not here. */
export const demoAccounts = (key: DemoKey, password: () => string): { admin: Account; members: Account[] } => {
  const script = demo.constituents.find((one) => one.key === key);
  if (!script) throw new Error(`The demo has no instance ${key}`);
  const account = (name: string): Account => ({ name, password: password() });
  return { admin: account(script.admin.name), members: script.members.map((member) => account(member.name)) };
};

export const demoKeys: readonly DemoKey[] = demo.constituents.map((one) => one.key);
export const demoConstituent = (key: DemoKey) => {
  const found = demo.constituents.find((one) => one.key === key);
  if (!found) throw new Error(`The demo has no instance ${key}`);
  return found;
};

const enter = async (instances: readonly DemoInstance[]): Promise<Players> => {
  const speakers = new Map<string, Speaker>();
  const origins = Object.fromEntries(instances.map((one) => [one.key, one.origin])) as Record<DemoKey, string>;
  for (const instance of instances) {
    const script = demoConstituent(instance.key);
    for (const account of instance.members) {
      const member = script.members.find((one) => one.name === account.name);
      const displayName = member?.displayName ?? account.name;
      const answer = await call(`${instance.url}/api/v1/registrations`, 'POST', { ...account, displayName });
      expectDone(answer, `register ${account.name}`, 409);
    }
    for (const account of [instance.admin, ...instance.members]) {
      const speaker = await signIn(instance, account);
      speakers.set(`${instance.key}/${account.name}`, speaker);
      const member = [script.admin, ...script.members].find((one) => one.name === account.name);
      const headers = { authorization: `Bearer ${speaker.token}` };
      const profile = { bio: fillIn(member?.bio ?? '', origins), displayName: member?.displayName ?? account.name };
      expectDone(await call(`${instance.url}/api/v1/me`, 'PATCH', profile, headers), `describe ${account.name}`);
      // All of them know what a plank is, also those who have said nothing on one.
      const known = await call(`${instance.url}/api/v1/me/acknowledgement`, 'PUT', { acknowledged: true }, headers);
      expectDone(known, `acknowledge for ${account.name}`);
    }
  }
  return { speakers, instances, origins };
};

const speakerOf = ({ speakers }: Players, name: string): Speaker => {
  const speaker = speakers.get(name);
  if (!speaker) throw new Error(`The demo has no member ${name}`);
  return speaker;
};

/** Plays one thread, each reply once its instance has what it answers. */
const play = async (
  players: Players,
  path: string,
  thread: DemoThread<string>,
  home: string | null,
): Promise<string> => {
  const fill = (text: string) => fillIn(text, players.origins);
  const full = (by: string) => (home === null ? by : `${home}/${by}`);
  const start = { title: fill(thread.title), body: fill(thread.body) };
  const name = await speakAs(speakerOf(players, full(thread.by)))(path, start, keyOf(path, thread.title));
  const said = [name];
  for (const [index, reply] of thread.replies.entries()) {
    const speaker = speakerOf(players, full(reply.by));
    const parent = reply.replyTo === undefined ? name : (said[reply.replyTo + 1] ?? name);
    await waitFor(speaker.instance, `/posts/${parent}`);
    // What was said just before is what a person would have read.
    await waitFor(speaker.instance, `/posts/${said.at(-1)}`);
    const body = { body: fill(reply.body), parent };
    said.push(await speakAs(speaker)(`/threads/${name}/posts`, body, keyOf(name, index)));
  }
  return said.at(-1) ?? name;
};

const playBoards = async (players: Players): Promise<void> => {
  for (const instance of players.instances) {
    const admin = speakerOf(players, `${instance.key}/${instance.admin.name}`);
    for (const board of demoConstituent(instance.key).boards) {
      const { threads, ...place } = board;
      const headers = { authorization: `Bearer ${admin.token}` };
      const answer = await call(`${instance.url}/api/v1/boards`, 'POST', place, headers);
      expectDone(answer, `make the board ${board.slug}`, 409);
      for (const thread of threads) {
        if (board.visibility === 'members') {
          await playInside(players, instance, board.slug, thread);
          continue;
        }
        await play(players, `/boards/${board.slug}/threads`, thread, instance.key);
      }
    }
  }
};

/** On a board for members nothing can be waited for as a visitor; nothing needs to be: all speak on one instance. */
const playInside = async (
  players: Players,
  instance: DemoInstance,
  slug: string,
  thread: DemoThread<string>,
): Promise<void> => {
  const as = (by: string) => speakAs(speakerOf(players, `${instance.key}/${by}`));
  const fill = (text: string) => fillIn(text, players.origins);
  const start = { title: fill(thread.title), body: fill(thread.body) };
  const name = await as(thread.by)(`/boards/${slug}/threads`, start, keyOf(slug, thread.title));
  const said = [name];
  for (const [index, reply] of thread.replies.entries()) {
    const parent = reply.replyTo === undefined ? name : (said[reply.replyTo + 1] ?? name);
    const body = { body: fill(reply.body), parent };
    said.push(await as(reply.by)(`/threads/${name}/posts`, body, keyOf(name, index)));
  }
};

/** Plays everything, and waits until the last words stand on every instance. Played again, it adds nothing. */
export const playDemo = async (instances: readonly DemoInstance[]): Promise<void> => {
  const players = await enter(instances);
  await playBoards(players);
  for (const thread of demo.plankThreads) {
    const last = await play(players, `/planks/${thread.plank}/threads`, thread, null);
    for (const instance of instances) await waitFor(instance, `/posts/${last}`);
  }
};
