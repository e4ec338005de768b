// Somebody's address stands in a post on a plank, on six instances. On one of them a moderator hides it: at once its words are
// nowhere there any more, but for moderators: not on a page, in the API, search, feeds, notifications, mails that wait, history, answers
// kept for visitors or known to browsers, live streams or archives. Urgent advice, which does not repeat the words, reaches the
// other five, and does there what each has chosen. When its author, a member elsewhere, erases it, no byte of it is left on any of the six.
import { strFromU8, unzipSync } from 'fflate';
import { fetch } from 'undici';
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { listenTo } from '../../http/live-client.ts';
import { closedPost, type Real } from '../real.ts';
import { hasBytes } from '../traces.ts';
import { askedAgain, everythingShown, pathsOf, type Shown } from './everything-shown.ts';
import { because, comes, DAY, decide, iso, openTown, type Person, PLANK, person, visit } from './town.ts';

/** Of all that is said here, only the address begins so. */
const MARKER = 'zwqx';
const ADDRESS = 'Zwqxweg 17, 12345 Zwqxstadt';
const tells = (text: string): boolean => text.toLowerCase().includes(MARKER);

/** Who searches for a word reads that word in the box: that is no sign. */
const shows = ({ path, text }: Shown): boolean => tells(text.replaceAll(/[?&]q=(\w+)/.exec(path)?.[1] ?? '\n\n', ''));

const mails = query()((db) => db.selectFrom('outbox').selectAll());
const messages = query()((db) => db.selectFrom('message_out').selectAll());
const received = query()((db) => db.selectFrom('message_in').selectAll());
const events = query()((db) => db.selectFrom('event').select('data'));
const notifications = query()((db) => db.selectFrom('notification').selectAll());
const entries = query()((db) => db.selectFrom('entry').select(['type', 'envelope', 'content']));

/** What the database keeps that is sent, or tells what happened. */
const told = async ({ db: { read } }: Real): Promise<string> =>
  JSON.stringify([
    await read.all(mails, {}),
    await read.all(messages, {}),
    await read.all(received, {}),
    await read.all(events, {}),
    await read.all(notifications, {}),
  ]);

const archiveOf = async ({ house, token: tokenOf, did, list }: Person): Promise<string> => {
  await did('POST', '/me/exports');
  await comes('the archive is ready', async () => (await list('/me/exports'))[0]?.state === 'ready');
  const token = await tokenOf();
  const answer = await fetch(`http://127.0.0.1:${house.port}/api/v1/me/export`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return Object.values(files)
    .map((bytes) => strFromU8(bytes))
    .join('\n');
};

test('hidden here at once, advised elsewhere without its words, erased by its author everywhere', async () => {
  await using town = await openTown({ instances: 6, settings: closedPost });
  const [here, home, labels, quorum, wary, deaf] = town.houses as [Real, Real, Real, Real, Real, Real];
  const admin = await person(here, 'root_admin', 'admin');
  const mo = await person(here, 'mo', 'moderator');
  const uma = await person(here, 'uma');
  const dora = await person(home, 'dora');
  const staff = await Promise.all([home, labels, quorum, wary, deaf].map((one) => person(one, 'max', 'admin')));

  const thread = await dora.start(PLANK, `Visit her: ${ADDRESS}`, `She lives at ${ADDRESS}. @uma@${here.origin}, go.`);
  await dora.did('PATCH', `/posts/${thread}`, { title: `Do visit her: ${ADDRESS}`, body: `Go to ${ADDRESS}, now.` });
  const harmless = await dora.start(PLANK, 'The weather', 'It rains.');
  await comes('the weather is here', async () => (await visit(here, `/api/v1/posts/${harmless}`)).status === 200);
  const parent = await uma.reply(harmless, 'Not here.');
  await comes('the answer is there', async () => (await visit(home, `/api/v1/posts/${parent}`)).status === 200);
  const body = `And by the way: ${ADDRESS}. @uma@${here.origin}`;
  const said = await dora.did('POST', `/threads/${harmless}/posts`, { body, parent });
  const reply = String(said.name);
  const posts = [thread, reply];
  for (const house of town.houses)
    for (const post of posts)
      await comes(`${post} is there`, async () => tells((await visit(house, `/api/v1/posts/${post}`)).text));
  await comes('it is edited here', async () => (await visit(here, `/api/v1/posts/${thread}`)).json.revisions === 2);

  // It is kept and told of here wherever it can be.
  await admin.did('POST', '/boards', { slug: 'garden', title: 'Garden' });
  await uma.did('POST', '/boards/garden/threads', { title: 'About that', body: 'Seen it?', about: thread });
  for (const post of posts) await uma.did('PUT', `/posts/${post}/bookmark`, {});
  for (const one of [thread, harmless]) await uma.did('PUT', `/threads/${one}/follow`, { level: 'every' });
  // Of the answer; of being named by a stranger in the list for that.
  await comes('uma is told', async () => (await uma.list('/notifications')).length >= 1);
  const values = {
    name: [thread, harmless, reply],
    slug: ['open-elections', 'garden'],
    member: [`dora@${home.origin}`, 'uma'],
    origin: [home.origin],
  };
  const more = [
    ...[MARKER, 'Zwqxweg', 'visit', 'rains'].flatMap((q) => [`/search?q=${q}`, `/api/v1/search?q=${q}`]),
    ...['new', 'active', 'top', 'bridging'].flatMap((sort) => [
      `/api/v1${PLANK}/threads?sort=${sort}`,
      `${PLANK}?sort=${sort}`,
    ]),
    ...[thread, harmless].flatMap((name) => [
      `/api/v1/threads/${name}/posts?show=hidden`,
      `/threads/${name}?order=tree`,
      `/threads/${name}?show=hidden`,
    ]),
    ...posts.flatMap((name) => [`/posts/${name}`, `/posts/${name}/revisions`, `/posts/${name}/fragment`]),
    ...posts.map((name) => `/threads/${harmless}?from=${name}`),
    ...[1, 2].map((number) => `/api/v1/posts/${thread}/diff?from=${number}&to=${number + 1}`),
  ];
  const paths = await pathsOf(here, values, more);
  const token = await uma.token();
  const live = [
    await listenTo(`http://${here.origin}/api/v1/live`),
    await listenTo(`http://${here.origin}/api/v1/live`, { authorization: `Bearer ${token}` }),
  ];
  const readers = [undefined, token];
  const before = await Promise.all(readers.map((reader) => everythingShown(here, paths, reader)));
  const telling = before.map((all) => all.filter(shows));
  for (const all of telling) expect(all.length).toBeGreaterThan(25);

  // Reported, decided, hidden.
  for (const post of posts) await uma.did('POST', `/posts/${post}/reports`, { reason: 'doxxing', words: 'Her home.' });
  const cases = await mo.list('/moderation/cases');
  expect(cases).toHaveLength(2);
  for (const { id } of cases)
    await decide(mo, id, {
      outcome: 'actioned',
      actions: [{ kind: 'hide', ...because(here, DAY), reason: 'doxxing' }],
    });

  // At once, on every way that led to it, also for who has the answer of before.
  for (const [index, reader] of readers.entries()) {
    for (const one of telling[index] ?? []) {
      const again = await askedAgain(here, one, reader);
      expect([one.path, again.status !== 304, shows(again)]).toEqual([one.path, true, false]);
    }
    const after = await everythingShown(here, paths, reader);
    expect(after.filter(shows).map(({ path }) => path)).toEqual([]);
  }
  for (const one of live) {
    expect(tells(one.text())).toBe(false);
    one.hangUp();
  }
  expect(tells(await told(here))).toBe(false);
  expect(tells(await archiveOf(uma))).toBe(false);
  // Moderators read it, and its author at home.
  for (const post of posts) {
    expect(tells((await mo.call('GET', `/posts/${post}`)).text)).toBe(true);
    expect(tells((await dora.call('GET', `/posts/${post}`)).text)).toBe(true);
  }

  // Advice: what repeats the words is refused; what goes is urgent, and does not.
  const [inHome, inLabels, inQuorum, inWary, inDeaf] = staff;
  if (!inHome || !inLabels || !inQuorum || !inWary || !inDeaf) throw new Error('nobody');
  await inDeaf.did('PATCH', '/advisories/settings', { peers: { [here.origin]: 'ignore', [labels.origin]: 'ignore' } });
  for (const one of [inQuorum, inWary])
    await one.did('PATCH', '/advisories/settings', { quorum: true, peers: { [here.origin]: 'count' } });
  await inQuorum.did('PATCH', '/advisories/settings', { peers: { [labels.origin]: 'count' } });
  const advice = {
    ...{ subject: { post: thread }, effect: 'collapse', reason: 'doxxing', urgent: true },
    until: iso(here.clock.now() + 30 * DAY),
  };
  const repeated = await mo.call('POST', '/advisories', { ...advice, note: `It says ${ADDRESS}.` });
  expect([repeated.status, repeated.json.field]).toEqual([400, 'note']);
  const note = 'Where a private person lives. Please look at once.';
  const { name: issued } = await mo.did('POST', '/advisories', { ...advice, note });
  for (const one of staff) {
    const standing = async () => (await one.list('/advisories')).find(({ name }) => name === issued);
    await comes('the advice is there', standing);
    expect(await standing()).toMatchObject({ urgent: true, human: true, note, reason: 'doxxing', subject: thread });
  }
  await inLabels.did('POST', '/advisories', { ...advice, note: 'We think so, too.' });
  const stateAt = async (house: Real) =>
    (await visit(house, `/api/v1/posts/${thread}`)).json.moderation as
      | { state: string; by?: string; advice?: { counted: number } }
      | undefined;
  // Two of those who count for it: collapsed. One: shown, with what is advised. Labels by default; ignored: nothing.
  await comes('it is collapsed by the quorum', async () => (await stateAt(quorum))?.state === 'collapsed');
  expect(await stateAt(quorum)).toMatchObject({ by: 'advice', advice: { counted: 2 } });
  await comes('labels are shown', async () => (await stateAt(home)) !== undefined);
  expect(await stateAt(wary)).toMatchObject({ state: 'visible', advice: { counted: 1 } });
  for (const house of [home, labels]) expect(await stateAt(house)).toMatchObject({ state: 'visible' });
  expect(await stateAt(deaf)).toBeUndefined();
  for (const house of town.houses) {
    expect(tells(await told(house))).toBe(false);
    for (const { type, envelope, content } of await house.db.read.all(entries, {})) {
      const said = `${Buffer.from(envelope.split('.')[1] ?? '', 'base64url')} ${content === null ? '' : Buffer.from(content)}`;
      if (tells(said)) expect(['thread.started', 'reply.posted', 'post.edited']).toContain(type);
    }
  }

  // Its author takes it away: from all six, every byte.
  for (const house of town.houses) expect(await hasBytes(house, MARKER)).toBe(true);
  for (const post of posts) await dora.did('DELETE', `/posts/${post}`);
  for (const house of town.houses) {
    for (const post of posts)
      await comes('it is gone', async () => (await visit(house, `/api/v1/posts/${post}`)).json.state === 'deleted');
    await comes('no byte is left', async () => !(await hasBytes(house, MARKER)));
  }
});
