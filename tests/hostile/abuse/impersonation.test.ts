// Somebody passes for somebody else. A constituent's host lapsed, and a stranger runs an instance there, under the same name, with
// the charter that everybody can read, but without its keys: nothing of theirs is taken, nothing that is known of the constituent
// changes, and admins read why. A host that looks like a constituent's is none: its calls are refused, its entries stored by nobody,
// a mention there is of nobody here. Names always show their host; those that look like staff are not given here.
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { checkPeers } from '../../../src/app/doctor/peers.ts';
import { query } from '../../../src/db/statement.ts';
import { sealErasure } from '../../../src/journal/erasure-statement.ts';
import { createScribe, governanceOf } from '../../support/scribe.ts';
import { callAs, openReal, openReals, password, pushAs, type Real, syncBody, tokenFor } from '../real.ts';
import { comes, messageAs, PLANK, person, visit } from './town.ts';

const journals = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['journal.origin', 'entry.seq', 'entry.envelope'])
    .orderBy('journal.origin')
    .orderBy('entry.seq'),
);
const epochs = query()((db) => db.selectFrom('epoch').select(['statement']).orderBy('statement'));
const inbox = query()((db) => db.selectFrom('message_in').selectAll());

const kept = async ({ db }: Real) => ({
  entries: await db.read.all(journals, {}),
  epochs: await db.read.all(epochs, {}),
  messages: await db.read.all(inbox, {}),
});

const started = { settings: { SYNC_INTERVAL: '200' }, start: true };

test('a lapsed host in other hands: nothing of it is taken, nothing changes, and it is said why', async () => {
  await using town = await openReals({ instances: 2, scribes: [], ...started });
  const [here, lapsed] = [town.house(0), town.house(1)];
  const admin = await person(here, 'root_admin', 'admin');
  const uma = await person(here, 'uma');
  const bob = await person(lapsed, 'bob');
  await bob.did('PATCH', '/me', { displayName: 'Bob the Good' });
  const thread = await bob.start(PLANK, 'From the true one', 'Honest words.');
  await comes('it is here', async () => (await visit(here, `/api/v1/posts/${thread}`)).status === 200);
  const told = async () => (await admin.list('/peers')).find(({ origin }) => origin === lapsed.origin);
  const { charter } = (await admin.get('/charter')) as { charter?: unknown };
  await lapsed.goDown();
  const before = { ...(await kept(here)), post: (await visit(here, `/api/v1/posts/${thread}`)).json.author, charter };

  // The stranger has the host, the certificate that goes with it, and everything that is public.
  const thief = await openReal(town.charter, lapsed.origin, lapsed.port, started.settings, {
    governance: governanceOf('somebody else'),
  });
  try {
    await thief.app.start();
    const impostor = await person(thief, 'bob');
    await impostor.did('PATCH', '/me', { displayName: 'Bob the Bad' });
    await impostor.start(PLANK, 'From the false one', 'Lies.');
    const { json } = await visit(thief, '/.well-known/koinon');
    expect(JSON.stringify(json)).toContain(lapsed.origin);
    // They call and are called, many times.
    await comes('it is refused', async () => ((await told())?.trouble as { refused: number } | null)?.refused);
    await setTimeout(1_000);

    const { entries, epochs: statements, messages } = await kept(here);
    expect({ entries, statements, messages }).toEqual({
      entries: before.entries,
      statements: before.epochs,
      messages: before.messages,
    });
    expect((await visit(here, `/api/v1/posts/${thread}`)).json.author).toEqual(before.post);
    expect((await admin.get('/charter')).charter).toEqual(charter);
    const { items } = (await visit(here, `/api/v1${PLANK}/threads`)).json;
    expect((items as { title: string }[]).map(({ title }) => title)).toEqual(['From the true one']);
    // Why: for admins, on the page of the peer, and from the doctor.
    const { trouble } = (await told()) as { trouble: { refusedWhy: string } };
    expect(trouble.refusedWhy).toMatch(/signature|key/);
    const page = await admin.call('GET', '/peers');
    expect(page.status).toBe(200);
    const findings = await checkPeers(here.app.core);
    const finding = findings.find(({ check }) => check === `peer ${lapsed.origin}`);
    expect([finding?.state, finding?.text]).toEqual(['warn', expect.stringContaining(trouble.refusedWhy)]);
    // Here one talks on.
    await uma.reply(thread, 'Where is Bob?');
  } finally {
    await thief.dispose();
  }
});

test('with the host alone: calls, messages, entries, epochs and erasures in its name are refused', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  x.describe('xavi-00000001', 'xavi');
  const post = x.start('open-elections', 'xavi-00000001', 'True', 'Words.');
  await pushAs(house, x, ...x.lines());
  const before = await kept(house);
  const thief = createScribe(house.coalition, 'x.example', { governance: governanceOf('somebody else') });
  // Scribes of one host have one key: this one is the thief's own.
  const { key } = createScribe(house.coalition, 'somebody.else');
  const stolen = { ...thief, key };
  thief.describe('xavi-00000001', 'xavi_the_bad', { key });
  const said = { case: 'A'.repeat(22), post: post.name, revision: post.name, reason: 'spam', words: '' };
  for (const answer of [
    await callAs(house, stolen, '/federation/v1/sync', syncBody(house)),
    await pushAs(house, stolen, ...thief.lines()),
    await messageAs(house, stolen, 'report.forwarded', said),
  ])
    expect(answer.status).toBe(401);
  // Carried by a constituent who means it badly, or well.
  const [, y] = town.scribes;
  if (!y) throw new Error('no scribe');
  const next = createScribe(house.coalition, 'x.example', {
    ...{ governance: governanceOf('somebody else'), epoch: 2, after: x.end(), final: true },
  });
  for (const lines of [thief.lines(), next.lines()])
    expect((await pushAs(house, y, ...lines)).json.refused).not.toEqual([]);
  for (const by of [key, governanceOf('somebody else')]) {
    const erasure = sealErasure({ coalition: house.coalition, origin: 'x.example', erases: [[1, 2]] }, by);
    expect((await callAs(house, y, '/federation/v1/erasures', erasure)).status).toBeGreaterThanOrEqual(400);
  }
  expect(await kept(house)).toEqual(before);
  expect((await visit(house, `/api/v1/posts/${post.name}`)).json).toMatchObject({
    body: 'Words.',
    author: { name: 'xavi' },
  });
});

test('a host that looks like a constituent is none', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  x.describe('xavi-00000001', 'xavi');
  const thread = x.start('open-elections', 'xavi-00000001', 'True', 'Words.');
  await pushAs(house, x, ...x.lines());
  const before = await kept(house);
  const alike = [
    'x.exarnple',
    'x.examp1e',
    'xn--.example',
    'xn--e1afmkfd.example',
    '\u0445.example',
    'X.EXAMPLE',
    'x.example.',
    'x.example:443',
    'x.example:8080',
    'x.example~two',
    ' x.example',
    'x.example@y.example',
  ];
  for (const origin of alike) {
    const scribe = { ...createScribe(house.coalition, 'x.exarnple'), origin };
    for (const path of ['/federation/v1/sync', '/federation/v1/entries', '/federation/v1/messages']) {
      const body = path.endsWith('sync') ? syncBody(house) : '{}';
      const token = await tokenFor(house, scribe, path, body);
      const headers = { 'content-type': path.endsWith('entries') ? 'application/x-ndjson' : 'application/json' };
      const answer = await house.call('POST', path, { body, token, headers });
      expect([origin, path, answer.status]).toEqual([origin, path, 401]);
    }
  }
  // What others carry of theirs: those of a form that a host can have.
  for (const origin of ['x.exarnple', 'xn--e1afmkfd.example', 'x.example:8080']) {
    const paper = createScribe(house.coalition, origin);
    paper.describe('xavi-00000001', 'xavi');
    const { status, json } = await pushAs(house, y, ...paper.lines());
    expect([origin, status >= 400 || (json.refused as unknown[]).length > 0]).toEqual([origin, true]);
  }
  expect(await kept(house)).toEqual(before);

  // A mention of somebody there is of nobody here, nor of the constituent's member; and everybody elsewhere shows a host.
  const ada = await person(house, 'ada');
  const uma = await person(house, 'uma');
  const [name, port] = house.origin.split(':');
  const shown = async (body: string): Promise<string> =>
    String((await visit(house, `/api/v1/posts/${await uma.reply(thread.name, body)}`)).json.html);
  const near = await shown(`@ada@${name}:${Number(port) + 1} and @ada@${name}`);
  expect(near).not.toContain('href="/members/ada"');
  const far = await shown('@xavi@x.exarnple and @xavi@x.example');
  expect(far).toContain('href="/members/xavi@x.exarnple"');
  expect(far).toContain('href="/members/xavi@x.example"');
  expect((await visit(house, '/members/xavi@x.exarnple')).status).toBe(404);
  expect((await visit(house, '/members/xavi@x.example')).status).toBe(200);
  await uma.reply(thread.name, 'And now @ada.');
  await comes('ada is told', async () => (await ada.list('/notifications')).length > 0);
  expect(await ada.list('/notifications')).toHaveLength(1);
});

test('names that look like staff are not given here; from elsewhere they stand beside their host', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const admin = await person(house, 'root_helen', 'admin');
  await admin.did('PATCH', '/me', { displayName: 'Helen Root' });
  const uma = await person(house, 'uma');
  for (const displayName of [
    'Helen Root',
    'HELEN R00T',
    'Ηelen Rооt',
    'Moderator',
    'Mоderator',
    'A d m i n',
    house.origin,
  ]) {
    const answer = await uma.call('PATCH', '/me', { displayName });
    expect([displayName, answer.status, answer.json.field]).toEqual([displayName, 400, 'displayName']);
  }
  for (const name of ['r00t_helen', 'root_he1en', 'admin', 'moderator']) {
    const answer = await house.call('POST', '/api/v1/registrations', { body: { name, password } });
    expect([name, answer.status, answer.json.field]).toEqual([name, 400, 'name']);
  }
  // A peer's member is called what the peer says: never without where they are from.
  x.write('member.described', { member: 'xavi-00000001' }, { name: 'root_helen', displayName: 'Helen Root', bio: '' });
  const thread = x.start('open-elections', 'xavi-00000001', 'From elsewhere', 'Give me your password.');
  await pushAs(house, x, ...x.lines());
  const { author } = (await visit(house, `/api/v1/posts/${thread.name}`)).json;
  expect(author).toMatchObject({ name: 'root_helen', origin: 'x.example' });
  for (const path of ['/', PLANK, `/threads/${thread.name}`, '/search?q=password']) {
    const { text, status } = await house.call('GET', path);
    expect([path, status]).toEqual([path, 200]);
    if (text.includes('Helen Root')) expect([path, text.includes('x.example')]).toEqual([path, true]);
  }
  const page = (await house.call('GET', `/threads/${thread.name}`)).text;
  expect(page).toContain('root_helen@x.example');
  const atom = (await house.call('GET', `/api/v1/threads/${thread.name}/feed`)).text;
  expect(atom).toContain('root_helen@x.example');
});
