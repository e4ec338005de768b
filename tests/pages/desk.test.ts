// The desk in a browser: a filter is tried and made, advice of two instances collapses a post and says so to
// readers, lists are handed on, and what was done by itself is confirmed.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, query } from '../../src/db/statement.ts';
import { RAID_AUTHORS } from '../../src/forum/automation/brake.ts';
import { register } from '../../src/forum/identity/register.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import type { Member } from '../real/member.ts';
import { until } from '../real/patience.ts';
import { quickHasher } from '../support/hasher.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { led, openContext, openPage, submit } from './support/browser.ts';
import { type Instance, type Instances, openInstances } from './support/instances.ts';
import { press } from './support/keyboard.ts';
import { adminPerson, type Person } from './support/people.ts';
import { few, screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances({ count: 3 });
  await (await instances.first.admin()).create('/boards', { slug: 'garden', title: 'The garden' });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const enter = (): Promise<Person> => adminPerson(instances.first, { width: 320 });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const look = async (page: Page, name: string): Promise<void> => {
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, name, few);
};

const garden = query()((db) => db.selectFrom('place').select('id').where('slug', '=', 'garden'));
const newcomers = query()((db) => db.selectFrom('member').select('id').where('name', 'like', 'new%'));
const firstHere = command<{ place: number; member: number; at: number }>()((db, p) =>
  db.insertInto('place_author').values({ place_id: p.place, member_id: p.member, at: p.at }),
);

const uploadShed = async ({ url }: Instance, { token }: Member): Promise<string> => {
  const upload = await fetch(`${url}/api/v1/me/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
    body: readFileSync(new URL('../http/files/shed.png', import.meta.url)),
  });
  return ((await upload.json()) as { id: string }).id;
};

/** As many as do not start the brake wrote in the garden for the first time, just now. */
const raid = async ({ app: { core } }: Instance): Promise<void> => {
  const hasher = quickHasher();
  for (let each = 0; each < RAID_AUTHORS - 1; each++)
    await register({ ...core, hasher, registration: 'open' })(operator, {
      name: `new${each}`,
      password: 'a heron in reeds',
    });
  const { id: place = 0 } = (await core.db.read.get(garden, {})) ?? {};
  const members = await core.db.read.all(newcomers, {});
  const at = core.clock.now();
  await core.db.write(async (tx) => {
    for (const { id: member } of members) await tx.run(firstHere, { place, member, at });
  });
};

test('advice of others collapses a post, and readers see whose it is and why', async () => {
  const { first, all } = instances;
  const admin = await enter();
  const mira = await first.join('mira');
  const { name } = await mira.create('/planks/open-elections/threads', {
    title: 'Gold',
    body: 'Buy my gold.',
    acknowledged: true,
  });
  const post = String(name);
  for (const [index, { admin: adminOf }] of all.slice(1).entries()) {
    const other = await adminOf();
    const path = `/posts/${encodeURIComponent(post)}`;
    await until(`the post is there`, async () => (await other.call('GET', path)).status === 200);
    await other.create('/advisories', {
      ...{ subject: { post }, effect: 'collapse', reason: index === 0 ? 'spam' : 'flooding', until: inDays(20) },
      note: 'Advertising, again and again.',
    });
  }
  const thread = `${first.url}/threads/${encodeURIComponent(post)}`;
  const visitor = await openPage(await openContext({ width: 320 }), thread);
  await until('its note is there', async () => {
    await visitor.reload();
    return (await visitor.locator('details.advice').count()) === 1;
  });
  await visitor.locator('details.advice summary').click();
  await look(visitor, 'advised-note');

  const settings = await admin.open('/moderation/advice/settings');
  for (const { origin } of all.slice(1)) await settings.getByLabel(origin).selectOption('count');
  await settings.getByLabel('Collapse a post that enough').check();
  await look(settings, 'desk-advice-settings');
  await submit(settings, 'Save');
  await settings.getByText('Done.').waitFor();

  await until('it is collapsed', async () => {
    await visitor.reload();
    return (await visitor.locator('details.folded').count()) === 1;
  });
  await visitor.getByText(/Collapsed here because 2 instances advise it: .*\(spam\).*\(flooding\)/).waitFor();
  await look(visitor, 'advised-post');

  await look(await admin.open('/moderation/advice'), 'desk-advice');
  const posts = await admin.open('/moderation/advice/posts');
  await posts.getByText('collapsed by advice').waitFor();
  await look(posts, 'desk-advice-posts');
  await look(await admin.open(`/posts/${encodeURIComponent(post)}/withdrawal`), 'desk-withdrawal');
  const advise = await admin.open(`/moderation/advice/new?post=${encodeURIComponent(post)}`);
  await look(advise, 'desk-advise');
  await press(advise, 'Send the advice');
  await advise.getByText('(this instance)').waitFor();
});

test('a list of measures is taken from one desk to another', async () => {
  const { first, all } = instances;
  const admin = await enter();
  const [, second, third] = all;
  const their = await second?.admin();
  await their?.create('/moderation/actions', {
    ...{ kind: 'filter', subject: { peer: third?.origin }, scope: 'planks', settings: { collapse: true } },
    ...{ reason: 'spam', words: 'Floods.', until: inDays(30) },
  });
  const { text } = (await their?.call('GET', '/moderation/measure-list')) ?? { text: '' };
  const lists = await admin.open('/moderation/advice/lists');
  await lists.getByLabel('A file from another instance').setInputFiles({
    ...{ name: 'theirs.json', mimeType: 'application/json' },
    buffer: Buffer.from(text),
  });
  await submit(lists, 'Show what it would change');
  await lists.getByText('1 measure would be new').waitFor();
  await look(lists, 'desk-list-preview');
  await submit(lists, 'Take over what is marked');
  await lists.getByText(`decided by ${second?.origin}`).waitFor();
  expect(first.origin).not.toBe(second?.origin);
});

test('what waits is looked at without its images, held longer by keyboard, and let through', async () => {
  const { first, all } = instances;
  const [, , third] = all;
  const admin = await enter();
  await admin.member.create('/moderation/actions', {
    ...{ kind: 'filter', subject: { peer: third?.origin }, scope: 'planks', settings: { holdFirst: true } },
    ...{ reason: 'spam', words: 'New ones sell.', until: inDays(30) },
  });
  const far = await third?.join('farah');
  await far?.create('/planks/open-elections/threads', { title: 'From afar', body: 'Hello.', acknowledged: true });
  const peers = await admin.open('/moderation/held/peers');
  await until('it waits', async () => {
    await peers.reload();
    return (await peers.getByText('From afar').count()) === 1;
  });
  await look(peers, 'desk-held-peers');
  await look(await admin.open(`/moderation/peers/${encodeURIComponent(third?.origin ?? '')}`), 'desk-peer');
  await press(peers, /^Let it through: /);
  await peers.getByText('Done.').waitFor();
  expect(await peers.getByText('From afar').count()).toBe(0);

  const olga = await first.join('olga');
  const attachments = [{ upload: await uploadShed(first, olga), alt: 'A shed' }];
  const links = { title: 'Links', body: 'https://a.example https://b.example https://c.example', attachments };
  expect((await olga.call('POST', '/boards/garden/threads', links)).status).toBe(202);
  await look(await admin.open('/moderation/held'), 'desk-held');
  const page = await admin.open('/moderation');
  const item = page.getByRole('listitem').filter({ hasText: 'Links' });
  await led(page, () => item.getByRole('link', { name: /^Case: / }).click());
  const blurred = () => page.evaluate(`getComputedStyle(document.querySelector('.reveal img')).filter`);
  expect(await blurred()).toBe('blur(16px) grayscale(1)');
  await page.getByLabel('Show the images as they are').check();
  expect(await blurred()).toBe('none');
  await look(page, 'desk-held-case');
  await press(page, 'Confirm the hold');
  await page.getByText('Done.').waitFor();
  expect(await page.getByRole('button', { name: 'Confirm the hold' }).count()).toBe(0);
  await press(page, 'Let it through');
  // It is a post now: the case is about that.
  await page.getByText('As it is now').waitFor();
});

test('a filter is tried, made in shadow and switched on; what it does is confirmed', async () => {
  const { first } = instances;
  const admin = await enter();
  const bo = await first.join('bo');
  await bo.create('/boards/garden/threads', { title: 'Sale', body: 'I have cheap watches.' });
  const made = await admin.open('/moderation/filters/new');
  await made.getByLabel('The words or the link').fill('cheap watches');
  await made.getByLabel('Collapse it: one click opens it').check();
  await made.getByLabel('Words to its author').fill('What sells is looked at.');
  await submit(made, 'Try it on the last posts');
  await made.getByText('it would have collapsed one:').waitFor();
  await look(made, 'desk-filter-trial');
  await submit(made, 'Make this filter');
  await made.getByText('in shadow').waitFor();
  await submit(made, 'Switch on: cheap watches');
  await bo.create('/boards/garden/threads', { title: 'Sale', body: 'More cheap watches.' });
  await raid(first);
  expect((await bo.call('POST', '/boards/garden/threads', { title: 'Hello', body: 'Known here.' })).status).toBe(201);
  const uma = await first.join('uma');
  const attachments = [{ upload: await uploadShed(first, uma), alt: 'A shed' }];
  const hello = { title: 'Hello', body: 'New here.', attachments };
  expect((await uma.call('POST', '/boards/garden/threads', hello)).status).toBe(202);
  const automation = await admin.open('/moderation/automation');
  await automation.getByText('1 post is held').waitFor();
  await until('it is collapsed', async () => {
    await automation.reload();
    return (await automation.getByRole('button', { name: /^Confirm: / }).count()) === 1;
  });
  await look(automation, 'desk-automation');
  await look(await admin.open('/moderation/filters'), 'desk-filters');
  await made.reload();
  await look(made, 'desk-filter');
  await submit(automation, /^Confirm: /);
  await automation.getByText('Done.').waitFor();
  expect(await automation.getByRole('button', { name: /^Confirm: / }).count()).toBe(0);
});
