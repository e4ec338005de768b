// For seven days nobody who moderates an instance signs in. Registration that was open becomes registration by application, its
// peers are told and show it; what was put aside automatically appears after its 72 hours, collapsed and "not reviewed", with its
// case still open, while what a place's own setting put aside goes on waiting. When a moderator is back it opens again, and the
// peers are told that, too.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import type { Real } from '../real.ts';
import { comes, DAY, openTown, PLANK, person, signedIn, visit } from './town.ts';

const told = query()((db) =>
  db.selectFrom('message_in').select('peer').where('kind', '=', 'registration.switched').orderBy('received_at'),
);

const registration = async (house: Real): Promise<unknown> =>
  (await visit(house, '/api/v1/instance')).json.registration;

/** How people come in at that peer, as this instance shows it. */
const shownOf = async (house: Real, peer: Real): Promise<unknown> => {
  const { items } = (await visit(house, '/api/v1/peers')).json;
  return (items as { origin: string; registration: object | null }[]).find(({ origin }) => origin === peer.origin)
    ?.registration;
};

const LINKS = 'https://a.example https://b.example https://c.example';

test('after seven days newcomers apply, peers are told, held posts end; it opens when somebody is back', async () => {
  await using town = await openTown({ instances: 3 });
  const [a, b, c] = [town.house(0), town.house(1), town.house(2)];
  const admin = await person(a, 'root_admin', 'admin');
  const mo = await person(a, 'mo', 'moderator');
  const ada = await person(a, 'ada');
  const others = [await person(b, 'bea', 'moderator'), await person(c, 'cem', 'moderator')];
  for (const slug of ['garden', 'yard']) await admin.did('POST', '/boards', { slug, title: slug });
  await admin.did('PUT', '/moderation/places/board/yard', { premoderated: true });
  const held = await ada.call('POST', `${PLANK}/threads`, { title: 'See', body: LINKS, acknowledged: true });
  const waiting = await ada.call('POST', '/boards/yard/threads', { title: 'Wait', body: 'As long as it takes.' });
  expect([held.status, waiting.status]).toEqual([202, 202]);

  // Members are here every day, on the other instances moderators, too.
  const day = async (): Promise<void> => {
    town.clock.pass(DAY);
    for (const one of [ada, ...others]) await one.get('/me');
  };
  for (let passed = 0; passed < 3; passed++) await day();
  const threads = async (house: Real, place: string) =>
    (await visit(house, `/api/v1${place}/threads`)).json.items as { title: string; name: string }[];
  await comes('the held post appears', async () => (await threads(a, PLANK)).length === 1);
  await comes('it is on the planks', async () => (await threads(b, PLANK)).length === 1);
  const [appeared] = await threads(a, PLANK);
  const post = (await visit(a, `/api/v1/posts/${appeared?.name}`)).json;
  expect(post.moderation).toMatchObject({ state: 'collapsed', rule: 'not-reviewed', by: 'automatic' });
  for (let passed = 3; passed < 6; passed++) await day();
  expect(await registration(a)).toBe('open');
  expect(await shownOf(b, a)).toBeNull();

  await day();
  await comes('newcomers apply', async () => (await registration(a)) === 'application');
  for (const house of [b, c]) {
    await comes('a peer shows it', async () => (await shownOf(house, a)) !== null);
    expect(await shownOf(house, a)).toMatchObject({ mode: 'application', why: 'no-moderator' });
    expect(await registration(house)).toBe('open');
  }
  const newcomer = { name: 'nia', password: 'correct horse battery' };
  const tried = await a.call('POST', '/api/v1/registrations', { body: newcomer });
  expect([tried.status, tried.json.code]).not.toEqual([201, undefined]);
  // What a place's own setting put aside waits.
  expect(await threads(a, '/boards/yard')).toEqual([]);

  // Nobody is told twice: not by the next looks, not after a restart.
  await a.restart();
  await a.app.start();
  await day();
  expect(await registration(a)).toBe('application');
  for (const house of [b, c]) expect(await house.db.read.all(told, {})).toEqual([{ peer: a.origin }]);
  expect(await a.db.read.all(told, {})).toEqual([]);

  // Somebody is back: the case waits for them, about the post that it is by now.
  const back = signedIn(a, mo.name);
  const cases = await back.list('/moderation/cases');
  expect(cases).toMatchObject([{ subject: expect.stringMatching(/^post /), state: 'open' }]);
  expect(await back.list('/moderation/held')).toMatchObject([{ title: 'Wait' }]);
  await comes('it is open again', async () => (await registration(a)) === 'open');
  for (const house of [b, c]) {
    await comes('a peer shows that, too', async () => JSON.stringify(await shownOf(house, a)).includes('reopened'));
    expect(await shownOf(house, a)).toMatchObject({ mode: 'open', why: 'reopened' });
  }
  expect((await a.call('POST', '/api/v1/registrations', { body: newcomer })).status).toBe(201);

  // Again; and what an admin sets on coming back stays.
  for (let passed = 0; passed < 7; passed++) await day();
  await comes('newcomers apply again', async () => (await registration(a)) === 'application');
  await signedIn(a, admin.name).did('PATCH', '/instance', { registration: 'closed' });
  for (const house of [b, c])
    await comes('a peer shows that it is closed', async () =>
      JSON.stringify(await shownOf(house, a)).includes('closed'),
    );
  expect(await registration(a)).toBe('closed');
});
