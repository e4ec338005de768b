// Moderation in a browser: report, claim, decide, be sanctioned, appeal, come back.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { adminPerson, type Person, person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
  const admin = await instances.first.admin();
  await admin.create('/boards', { slug: 'garden', title: 'The garden' });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const look = async (page: Page, name: string): Promise<void> => {
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, name);
};

/** The same page, wide and dark, of somebody who is signed in. */
const lookDark = async (name: string, path: string, shot: string): Promise<void> => {
  const other = name === 'ada' ? await adminPerson(instances.first, wide) : await person(instances.first, name, wide);
  const page = await other.open(path);
  await look(page, shot);
  await other.context.close();
};
const wide = { width: 1200, dark: true };
const narrow = { width: 360 };

const openCase = async (moderator: Person): Promise<Page> => {
  const page = await moderator.open('/moderation');
  const newest = page.getByRole('link', { name: /^Case: / }).first();
  await led(page, () => newest.click());
  return page;
};

test('report, claim, decide, be sanctioned, appeal, come back', async () => {
  const { first } = instances;
  const eve = await person(first, 'eve', narrow);
  const upload = await fetch(`${first.url}/api/v1/me/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${eve.member.token}`, 'content-type': 'image/png' },
    body: readFileSync(new URL('../http/files/shed.png', import.meta.url)),
  });
  const { id } = (await upload.json()) as { id: string };
  const thread = await eve.member.create('/boards/garden/threads', {
    ...{ title: 'Beans', body: 'You are all fools.', attachments: [{ upload: id, alt: 'A shed' }] },
  });
  const name = String(thread.name);
  const bo = await person(first, 'bo', narrow);
  const reading = await bo.open(`/threads/${name}`);
  await reading.locator('article summary').first().click();
  await follow(reading, 'Report');
  await reading.getByLabel('harassment').check();
  await reading.getByLabel('What the moderators should know').fill('Not the first time.');
  await look(reading, 'report');
  await submit(reading, 'Send the report');
  await reading.getByText('Your report is with the moderators').waitFor();
  await look(reading, 'own-reports');

  const mo = await person(first, 'mo', narrow);
  const admin = await first.admin();
  await admin.call('PUT', '/members/mo/role', { role: 'moderator' });
  const desk = await mo.open('/moderation');
  await look(desk, 'desk-cases');
  const work = await openCase(mo);
  await look(work, 'desk-case');
  await submit(work, 'Claim this case');
  // The keyboard goes on where one decides.
  await work.waitForURL((url) => url.hash === '#decide');
  await work.keyboard.press('Tab');
  await work.locator('select[name=post]:focus').waitFor();
  await work.getByLabel('Its author').selectOption('suspend');
  await work.getByLabel('Words about the post, to the person concerned').fill('A week of rest.');
  await look(work, 'desk-case-mine');
  const blurred = () => work.evaluate(`getComputedStyle(document.querySelector('.reveal img')).filter`);
  expect(await blurred()).toBe('blur(16px) grayscale(1)');
  await work.getByLabel('Show the images as they are').check();
  expect(await blurred()).toBe('none');
  const path = new URL(work.url()).pathname;
  await lookDark('mo', path, 'desk-case-mine');
  await submit(work, 'Act');
  await work.getByText('The case is decided.').waitFor();

  const page = await eve.open('/decisions');
  await page.getByText('A week of rest.').first().waitFor();
  await look(page, 'own-decisions');
  await lookDark('eve', '/decisions', 'own-decisions');
  const item = page.locator('li', { has: page.getByRole('heading', { name: /^suspended/ }) });
  await item.locator('summary').click();
  await item.getByLabel('Why is the decision wrong?').fill('I was quoting somebody.');
  await led(page, () => item.getByRole('button', { name: 'Send the appeal' }).click());
  await page.getByText('Your appeal is with the moderators.').waitFor();
  await look(page, 'own-appeals');
  const note = { words: 'Quote as much as is needed.', audience: 'person' };
  await mo.member.call('POST', `/moderation/cases/${path.split('/').at(-1)}/notes`, note);
  await page.goto(new URL('/decisions/notes', page.url()).href);
  await page.getByText('Quote as much').waitFor();
  await look(page, 'own-notes');

  const ada = await adminPerson(first, narrow);
  const judge = await openCase(ada);
  await judge.getByText('I was quoting somebody.').waitFor();
  await submit(judge, 'Claim this case');
  await look(judge, 'desk-appeal');
  await judge.getByLabel('Reasons, for who appealed').fill('So it was.');
  await submit(judge, 'Decide the appeal');
  await judge
    .getByText(/it was undone: So it was/)
    .first()
    .waitFor();

  // Back: nothing restricts her, and she answers.
  const again = await eve.open(`/threads/${name}`);
  expect(await again.getByText('The moderators have restricted you here').count()).toBe(0);
  await again.getByLabel(/^Your reply/).fill('Sorry for the tone.');
  await submit(again, 'Reply');
  await again.getByText('Sorry for the tone.').waitFor();

  for (const [at, shot] of [
    ['/modlog', 'desk-log'],
    ['/moderation/measures', 'desk-measures'],
    ['/moderation/held', 'desk-held'],
    ['/moderation/staff', 'desk-staff'],
  ] as const) {
    await look(await ada.open(at), shot);
    await lookDark('ada', at, shot);
  }
});
