// What an instance acknowledged outlives a power loss: on a board the post, on a plank the post and its journal entry.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';
import { ADMIN, CHARTER, type Client, createOperator, freePort, signIn } from './instance.ts';
import { type Acknowledgement, losePower, unrecorded } from './lose-power.ts';
import { createRecording } from './record.ts';

const CUTS = 100;
/** Of them, how many are looked at through a started instance instead of the database alone. */
const STARTED = 4;
const SEED = 20_242;
const REPLIES = 25;
const AT_ONCE = 4;

/** `thread` is the name of the thread, `name` that of the post. */
type Told = { place: 'board' | 'plank'; thread: string; name: string; body: string };
type Acknowledged = Acknowledgement<Told>;

/** A thread and replies to it, several at once, each acknowledged by a 201. */
const talk = async (client: Client, place: Told['place'], path: string): Promise<Acknowledged[]> => {
  const opening = { title: `Power on the ${place}`, body: `Opening of ${path} at ${process.hrtime.bigint()}` };
  const { at, what } = await client.create(`${path}/threads`, opening);
  const thread = what.name;
  const told: Acknowledged[] = [{ at, what: { place, thread, name: thread, body: opening.body } }];
  const reply = async (writer: number) => {
    for (let i = 0; i < REPLIES; i++) {
      const body = `Reply ${i} of writer ${writer} in ${thread}. `.repeat(1 + ((i * 7) % 60)).trim();
      const done = await client.create(`/threads/${encodeURIComponent(thread)}/posts`, { body });
      told.push({ at: done.at, what: { place, thread, name: done.what.name, body } });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, writer) => reply(writer)));
  return told;
};

/** What is wrong with the database, and which acknowledged posts or journal entries it lacks. */
const faultsInDatabase = (file: string, acknowledged: Told[]): string[] => {
  const db = new BetterSqlite3(file);
  try {
    const faults = (db.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((found) => found !== 'ok');
    if (acknowledged.length === 0) return faults;
    const post = db.prepare('select 1 from post where seq = ? and body = ?');
    const entry = db.prepare(
      'select 1 from entry join journal on journal.id = entry.journal_id where journal.own = 1 and entry.seq = ? and content is not null',
    );
    for (const { place, name, body } of acknowledged) {
      const seq = Number.parseInt(name.replace(/^b/, ''), 10);
      if (!post.get(seq, body)) faults.push(`post ${name} is gone`);
      if (place === 'plank' && !entry.get(seq)) faults.push(`the entry of ${name} is gone`);
    }
    return faults;
  } finally {
    db.close();
  }
};

const faultsInInstance = async (port: number, dataDir: string, acknowledged: Told[]): Promise<string[]> => {
  const operator = createOperator(port, dataDir);
  const server = await operator.serve();
  try {
    if (acknowledged.length === 0) return [];
    const client = await signIn(operator.url);
    const faults: string[] = [];
    for (const thread of new Set(acknowledged.map((told) => told.thread))) {
      const found = await client.posts(thread);
      for (const { name, body } of acknowledged.filter((told) => told.thread === thread))
        if (found.get(name) !== body) faults.push(`post ${name} is not served`);
    }
    return faults;
  } finally {
    await server.stop('SIGKILL');
  }
};

it('loses nothing that it acknowledged when the power goes', { timeout: 60_000 }, async () => {
  using recording = createRecording();
  const port = await freePort();
  const operator = createOperator(port, recording.folder, recording.start);
  await operator.run(['admin', 'create', ADMIN.name, '--password-stdin'], `${ADMIN.password}\n`);

  const told: Acknowledged[] = [];
  let server = await operator.serve();
  await (await signIn(operator.url)).create('/boards', { slug: 'lounge', title: 'Lounge' });
  told.push(...(await talk(await signIn(operator.url), 'board', '/boards/lounge')));
  // The second run recovers what a killed one left, and ends cleanly.
  await server.stop('SIGKILL');
  await operator.run(['charter', 'found', CHARTER]);
  server = await operator.serve();
  told.push(...(await talk(await signIn(operator.url), 'plank', '/planks/open-elections')));
  await server.stop('SIGTERM');

  const log = recording.log();
  expect(unrecorded(log, recording.folder)).toEqual([]);

  const faults: string[] = [];
  let [looks, checked] = [0, 0];
  const folder = join(recording.scratch, 'left');
  await losePower({ log, acknowledgements: told, folder, count: CUTS, seed: SEED }, async (loss) => {
    const started = ++looks % (CUTS / STARTED) === 0;
    const found = started
      ? await faultsInInstance(port, loss.folder, loss.acknowledged)
      : faultsInDatabase(join(loss.folder, 'koinon.sqlite'), loss.acknowledged);
    checked += loss.acknowledged.length;
    faults.push(...found.map((fault) => `${loss.label}: ${fault}`));
  });
  expect(looks).toBe(CUTS);
  expect(checked).toBeGreaterThan(told.length);
  expect(faults).toEqual([]);
});
