// What an instance told outlives a power loss: accounts, the charter, on a board the post, on a plank the post and its entry.
import { expect, test } from 'vitest';
import { ADMIN, createAdmin, found } from '../real/coalition.ts';
import { createInstance, type Instance, long } from '../real/instance.ts';
import { listAll, type Member, signIn } from '../real/member.ts';
import { reservePorts } from '../real/ports.ts';
import { viewsOf } from '../real/stored.ts';
import { faultsInFolder, type Told } from './left.ts';
import { type Acknowledgement, losePower, unrecorded } from './lose-power.ts';
import { createRecording } from './record.ts';

const CUTS = long ? 2_000 : 100;
/** Of them, how many are looked at through a started instance too. */
const STARTED = long ? 40 : 4;
const SEED = 20_242;
const REPLIES = long ? 100 : 25;
const AT_ONCE = 4;

type Heard = Acknowledgement<Told>;
// The clock that the shim stamps with.
const hear = (what: Told): Heard => ({ at: process.hrtime.bigint(), what });

/** A thread and replies to it, several at once; each is heard of by its 201 or by somebody who reads along, whoever is first. */
const talk = async (member: Member, path: string): Promise<Heard[]> => {
  const said = new Map<string, Heard>();
  const note = (thread: string, { name, body }: { name: string; body: string }) => {
    if (!said.has(name)) said.set(name, hear({ kind: 'post', thread, name, body }));
  };
  const opening = await member.create(`${path}/threads`, { title: 'Power', body: `Opening of ${path}.` });
  const thread = opening.name;
  note(thread, opening);
  let over = false;
  const readAlong = async () => {
    while (!over) for (const post of await listAll(member.url, `/threads/${thread}/posts`)) note(thread, post);
  };
  const reply = async (writer: number) => {
    for (let i = 0; i < REPLIES; i++) {
      const body = `Reply ${i} of writer ${writer} in ${thread}. `.repeat(1 + ((i * 7) % 60)).trim();
      note(thread, await member.create(`/threads/${thread}/posts`, { body }));
    }
  };
  const reading = readAlong();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, writer) => reply(writer)));
  over = true;
  await reading;
  return [...said.values()];
};

const threadsIn = (told: readonly Told[]): string[] => [
  ...new Set(told.flatMap((one) => (one.kind === 'post' ? [one.thread] : []))),
];

/** Starts what is left: everything is served, and the journal goes on where it ended. */
const faultsInInstance = async (instance: Instance, told: readonly Told[]): Promise<string[]> => {
  const faults: string[] = [];
  await instance.start();
  if (told.some(({ kind }) => kind === 'account')) {
    const member = await signIn(instance.url, ADMIN);
    for (const thread of threadsIn(told)) {
      const posts = await member.list(`/threads/${thread}/posts`);
      const bodies = new Map(posts.map(({ name, body }) => [name, body]));
      for (const one of told)
        if (one.kind === 'post' && one.thread === thread && bodies.get(one.name) !== one.body)
          faults.push(`post ${one.name} is not served`);
      const more = await member.create(`/threads/${thread}/posts`, { body: 'The light is back.' });
      if (bodies.has(more.name)) faults.push(`${more.name} is given out twice`);
      told = [...told, { kind: 'post', thread, name: more.name, body: more.body }];
    }
  }
  const { code, err } = await instance.stop();
  if (code !== 0 || err !== '') faults.push(`it ended with ${code}: ${err}`);
  if (told.some(({ kind }) => kind === 'charter')) {
    const { stored, rebuilt } = await viewsOf(instance);
    if (stored !== rebuilt) faults.push('the view is not what the journal says');
  }
  return [...faults, ...faultsInFolder(instance.folder, told)];
};

test('an instance loses nothing that it told when the power goes', { timeout: 900_000 }, async () => {
  using recording = createRecording();
  await using ports = await reservePorts(1);
  const port = ports.first;
  const instance = createInstance({ port, folder: recording.folder, launch: recording.start });
  const heard: Heard[] = [];
  await createAdmin(instance);
  heard.push(hear({ kind: 'account' }));
  await instance.start();
  const admin = await signIn(instance.url, ADMIN);
  await admin.create('/boards', { slug: 'lounge', title: 'Lounge', text: '', visibility: 'public' });
  heard.push(...(await talk(admin, '/boards/lounge')));
  // The second run recovers what a killed one left, and ends cleanly.
  await instance.stop('SIGKILL');
  await instance.start();
  await found([instance]);
  heard.push(hear({ kind: 'charter' }));
  heard.push(...(await talk(admin, '/planks/open-elections')));
  await instance.stop();

  const log = recording.log();
  expect(unrecorded(log, recording.folder)).toEqual([]);

  const faults: string[] = [];
  let [looks, checked] = [0, 0];
  const folder = `${recording.scratch}/left`;
  const restored = createInstance({ port, folder });
  await losePower({ log, acknowledgements: heard, folder, count: CUTS, seed: SEED }, async (loss) => {
    const found = faultsInFolder(folder, loss.acknowledged);
    const start = ++looks % (CUTS / STARTED) === 0 && found.length === 0;
    if (start) found.push(...(await faultsInInstance(restored, loss.acknowledged)));
    checked += loss.acknowledged.length;
    faults.push(...found.map((fault) => `${loss.label}: ${fault}`));
  });
  expect(looks).toBe(CUTS);
  expect(heard.length).toBe(2 * (1 + AT_ONCE * REPLIES) + 2);
  expect(checked).toBeGreaterThan(CUTS * 10);
  expect(faults).toEqual([]);
});
