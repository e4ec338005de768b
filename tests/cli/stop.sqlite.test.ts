// SIGTERM while requests are under way: each is answered, what was acknowledged is there, and the process ends by itself.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ADMIN, createAdmin } from '../real/coalition.ts';
import { createInstance } from '../real/instance.ts';
import { type Member, signIn } from '../real/member.ts';
import { until } from '../real/patience.ts';
import { reservePorts } from '../real/ports.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-stop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { status: number; connection: string; name: string };

/** A post whose first half is sent at once; the rest, and with it the answer, when told. */
const begin = async (agent: Agent, member: Member, path: string, text: string) => {
  const body = JSON.stringify({ title: text, body: text });
  const half = Math.floor(body.length / 2);
  const sending = request(`${member.url}/api/v1${path}`, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      authorization: `Bearer ${member.token}`,
    },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    sending.once('error', reject);
    sending.once('response', (response) => {
      let said = '';
      response.setEncoding('utf8').on('data', (piece) => {
        said += piece;
      });
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          connection: response.headers.connection ?? '',
          name: JSON.parse(said).name,
        }),
      );
    });
  });
  await new Promise<void>((done) => sending.write(body.slice(0, half), () => done()));
  return { answer, finish: () => sending.end(body.slice(half)) };
};

/** By a new connection, which comes after all those that wait. */
const askAnew = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });

/** Whether nobody listens there. */
const isShut = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(true));
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });

test('requests under way are answered, and nothing acknowledged is lost', async () => {
  await using ports = await reservePorts(1);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const instance = createInstance({ port: ports.first, folder: data });
  await createAdmin(instance);
  await instance.start();
  const admin = await signIn(instance.url, ADMIN);
  await admin.create('/boards', { slug: 'house', title: 'House', text: 'Here.', visibility: 'public' });

  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const path = '/boards/house/threads';
  // Some connections are warm and idle by then, some have half a request in them, one reads a stream that never ends.
  await Promise.all(Array.from({ length: 8 }, (_, i) => admin.create(path, { title: `Early ${i}`, body: 'Early.' })));
  const asked = performance.now();
  await admin.list(path);
  const answered = performance.now() - asked;
  const live = (await fetch(`${instance.url}/api/v1/live`)).text();
  const under = await Promise.all(Array.from({ length: 32 }, (_, i) => begin(agent, admin, path, `Under way ${i}`)));
  // Who comes later, by a connection of their own, is answered: so all those were let in, and their halves have been read.
  for (let turn = 0; turn < 4; turn++) await askAnew(`${instance.url}/readyz`);
  const ended = instance.stop('SIGTERM');
  // Nobody new is let in, and those inside are.
  await until('nobody is let in any more', () => isShut(instance.port));
  for (const { finish } of under) finish();
  const answers = await Promise.all(under.map(({ answer }) => answer));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  const last = performance.now();
  expect(await live).toContain('event: ready');
  const { code, signal } = await ended;
  expect([code, signal]).toEqual([0, null]);
  // Node would keep idle connections for 5 s. Where the machine is busy, as much longer as a single answer takes.
  expect(performance.now() - last).toBeLessThan(Math.max(4_500, 100 * answered));
  agent.destroy();
  // The log is folded into the one file.
  expect(readdirSync(data).sort()).toEqual(['governance.jwk', 'koinon.sqlite']);

  await instance.start();
  const there = (await admin.list(path)).map(({ name }) => name);
  for (const { name } of answers) expect(there).toContain(name);
  expect(there).toHaveLength(40);
  await instance.stop();
  expect(instance.errors).toBe('');
});
