// Boards stay home: with everything on, what is said on them stands in no journal, no answer to peers and no log line, and what
// is for members stands in nothing that a visitor gets.
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { syncRequestSchema } from '../../src/federation/sync/request.ts';
import { callAs, openReals, type Real, syncBody } from './real.ts';

/** Words that stand nowhere else; names of boards are slugs. */
const OPEN = { slug: 'openmarkerslug', title: 'OPENMARKERTITLE', text: 'OPENMARKERTEXT' };
const INSIDE = { slug: 'innermarkerslug', title: 'INNERMARKERTITLE', text: 'INNERMARKERTEXT' };
const words = (mark: string) => ({ title: `${mark}THREAD`, body: `${mark}BODY **${mark}BOLD**` });
const ofBoards = /(OPEN|INNER)MARKER|(open|inner)markerslug/;
const ofMembers = /INNERMARKER|innermarkerslug/;

const entries = query()((db) => db.selectFrom('entry').select(['envelope', 'content', 'type']).orderBy('id'));

/** Everything that an instance's journals hold, in the clear. */
const journalText = async (house: Real): Promise<string> => {
  const rows = await house.db.read.all(entries, {});
  expect(rows.length).toBeGreaterThanOrEqual(2);
  return rows
    .map(({ envelope, content }) => {
      const [, payload] = envelope.split('.');
      return `${Buffer.from(payload ?? '', 'base64url')} ${content === null ? '' : Buffer.from(content)}`;
    })
    .join('\n');
};

const untilHeld = async (house: Real, name: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if ((await house.call('GET', `/api/v1/posts/${name}`)).status === 200) return;
    await wait(50);
  }
  throw new Error(`${name} did not arrive`);
};

const speak = async (house: Real) => {
  const [admin, bram] = [await house.admin(), await house.join('bram')];
  await house.create('/api/v1/boards', { ...OPEN, visibility: 'public' }, admin);
  await house.create('/api/v1/boards', { ...INSIDE, visibility: 'members' }, admin);
  const names: string[] = [];
  for (const [board, mark] of [
    [OPEN.slug, 'OPENMARKER'],
    [INSIDE.slug, 'INNERMARKER'],
  ] as const) {
    const thread = String((await house.create(`/api/v1/boards/${board}/threads`, words(mark), bram)).name);
    const reply = await house.create(`/api/v1/threads/${thread}/posts`, { body: `${mark}REPLY @bram` }, bram);
    names.push(thread, String(reply.name));
    const edited = await house.call('PATCH', `/api/v1/posts/${reply.name}`, {
      body: { body: `${mark}EDITED` },
      token: bram,
    });
    expect(edited.status).toBe(200);
    const second = await house.create(`/api/v1/threads/${thread}/posts`, { body: `${mark}SECOND` }, bram);
    expect((await house.call('DELETE', `/api/v1/posts/${second.name}`, { token: bram })).status).toBe(204);
    // Refused input may be logged too, and must not be.
    await house.call('POST', `/api/v1/threads/${thread}/posts`, {
      body: { body: 7, title: `${mark}WRONG` },
      token: bram,
    });
  }
  const plank = await house.create(
    '/api/v1/planks/open-elections/threads',
    { title: 'Shared', body: 'Said to all.' },
    bram,
  );
  return { bram, names, plank: String(plank.name) };
};

/** Every door that a visitor may knock at for what is inside. */
const doorsOf = (names: readonly string[]): string[] => [
  ...['/', '/api', '/api/v1/openapi.json', '/api/v1/instance', '/api/v1/boards', '/api/v1/planks', '/api/v1/peers'],
  ...['/api/v1/members/bram', '/healthz', '/readyz', '/.well-known/koinon', '/federation/v1/charter'],
  ...[INSIDE.slug].flatMap((slug) => [
    `/boards/${slug}`,
    `/api/v1/boards/${slug}`,
    `/api/v1/boards/${slug}/threads`,
    `/api/v1/planks/${slug}`,
    `/api/v1/planks/${slug}/threads`,
  ]),
  ...names.flatMap((name) => [
    `/threads/${name}`,
    `/api/v1/threads/${name}`,
    `/api/v1/threads/${name}/posts`,
    `/api/v1/posts/${name}`,
    `/api/v1/posts/${name}/revisions`,
  ]),
];

test('boards are in no journal, no answer to a peer, no log line; a members-only board in nothing for visitors', async () => {
  await using town = await openReals({ instances: 2 });
  const [a, b] = [town.house(0), town.house(1)];
  for (const house of [a, b]) await house.app.start();
  const { bram, names, plank } = await speak(a);
  await untilHeld(b, plank);
  // The test would prove nothing if the markers were nowhere.
  expect((await a.call('GET', `/api/v1/boards/${OPEN.slug}/threads`)).text).toMatch(ofBoards);
  expect((await a.call('GET', `/api/v1/boards/${INSIDE.slug}/threads`, { token: bram })).text).toMatch(ofMembers);

  for (const house of [a, b]) expect(await journalText(house)).not.toMatch(ofBoards);
  const scribe = town.scribes[0];
  if (!scribe) throw new Error('no scribe');
  // All that a constituent can ask for, wanted entries included.
  const request = syncBody(a, { want: { [a.origin]: [[1, 1_000]] } });
  expect(syncRequestSchema.safeParse(JSON.parse(request)).success).toBe(true);
  const answered = await callAs(a, scribe, '/federation/v1/sync', request);
  expect(answered.status).toBe(200);
  expect(answered.text).toContain('Said to all.');
  expect(answered.text).not.toMatch(ofBoards);

  for (const path of doorsOf(names.slice(2))) {
    const answer = await a.call('GET', path);
    expect(answer.text, path).not.toMatch(ofMembers);
    expect([...answer.headers].join('\n'), path).not.toMatch(ofMembers);
  }
  for (const house of [a, b]) for (const line of house.log.lines) expect(JSON.stringify(line)).not.toMatch(ofBoards);
});

test('another instance finds no board by any of its doors', async () => {
  await using town = await openReals({ instances: 2 });
  const [a, b] = [town.house(0), town.house(1)];
  for (const house of [a, b]) await house.app.start();
  const { names, plank } = await speak(a);
  await untilHeld(b, plank);
  const reader = await b.join('ben');
  for (const name of names)
    for (const path of [`/api/v1/posts/${name}`, `/api/v1/threads/${name}/posts`, `/threads/${name}`])
      expect((await b.call('GET', path, { token: reader })).status, path).toBe(404);
  for (const name of names) {
    const [, number] = /^b(\d+)$/.exec(name) ?? [];
    // Named as if it were an entry of the journal.
    for (const house of [a, b]) {
      const answer = await house.call('GET', `/api/v1/posts/${Number(number) + 1_000}@${a.origin}`);
      expect(answer.status).toBe(404);
    }
  }
  const places = await b.call('GET', '/api/v1/boards', { token: reader });
  expect(places.text).not.toMatch(ofBoards);
});
