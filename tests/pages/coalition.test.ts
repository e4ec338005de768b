// Peers and charter in a browser: what everybody sees, and what admins see of trouble, with a picture over time.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../../src/db/statement.ts';
import { findPeer, noteFailure, noteRefusal } from '../../src/federation/sync/peer-store.ts';
import { keepEvidence } from '../../src/journal/evidence.ts';
import { listJournals } from '../../src/journal/journal-store.ts';
import { createScribe } from '../support/scribe.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { adminPerson } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances({ count: 3 });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const HOUR = 3_600_000;
const SPAN = 300_000;

type Sample = { coalition: string; origin: string; at: number; reached: number; lag: number };
const sampled = command<Sample>()((db, p) =>
  db
    .insertInto('peer_history')
    .values({
      ...{ coalition: p.coalition, origin: p.origin, span: SPAN, at: p.at },
      ...{ samples: 1, reached: p.reached, lag: p.lag, missing: 0, holes: 0 },
    })
    .onConflict((oc) => oc.doNothing()),
);

const moved = command<{ origin: string; url: string }>()((db, p) =>
  db.updateTable('peer').set({ url: p.url }).where('origin', '=', p.origin),
);

/** One peer that does not answer, lagged for a while, and said two things at once. */
const trouble = async (): Promise<string> => {
  const [{ app }, , third] = instances.all as [Instances['first'], Instances['first'], Instances['first']];
  const { db, clock } = app.core;
  const coalition = (await app.core.coalition()) ?? '';
  const { origin } = third;
  const now = clock.now();
  const words = ['one', 'other'].map((title) => {
    const scribe = createScribe(coalition, origin);
    scribe.start('open-elections', 'alice-00000001', title);
    return scribe.written[0]?.envelope ?? '';
  });
  // Nobody listens there. A call under way may still succeed; the one after it fails.
  await db.write(async (tx) => tx.run(moved, { origin, url: 'http://localhost:9' }));
  await expect.poll(async () => (await findPeer(db.read, coalition, origin))?.failures).not.toBe(0);
  const journal = (await listJournals(db.read, coalition)).find((one) => one.origin === origin)?.id ?? 0;
  const why = 'connect ECONNREFUSED 192.0.2.1:443';
  await db.write(async (tx) => {
    await noteRefusal(tx, { coalition, origin, at: now, why: `7@${origin}: the signature does not hold`, count: 3 });
    const [first = '', second = ''] = words;
    await keepEvidence(tx, journal, { origin, coalition, epoch: 1, seq: 1, first, second }, now);
    for (let at = now - (now % SPAN) - 20 * HOUR; at < now; at += SPAN) {
      const hour = (now - at) / HOUR;
      if (hour > 9 && hour < 11) continue;
      const lag = hour < 5 ? Math.round((5 - hour) * 40) : 0;
      await tx.run(sampled, { coalition, origin, at, reached: hour < 4 ? 0 : 1, lag });
    }
  });
  // Not asked again for an hour: it stays as it is, unless it was just being asked.
  await expect
    .poll(async () => {
      const peer = await findPeer(db.read, coalition, origin);
      const stays = peer?.error === why && peer.next_at === now + HOUR;
      if (!stays) await db.write((tx) => noteFailure(tx, { coalition, origin, at: now, next: now + HOUR, why }));
      return stays;
    })
    .toBe(true);
  return origin;
};

test('everybody sees who is there; admins see what went wrong, and when', async () => {
  const { first } = instances;
  const origin = await trouble();
  const visitor = await openPage(await openContext({ locale: 'de' }), `${first.url}/peers`);
  expect(await visitor.getByRole('heading', { level: 1 }).textContent()).toBe('Partnerinstanzen');
  await expect.poll(() => visitor.locator('main table tbody tr').count()).toBe(2);
  await expectAccessible(visitor);
  await expectFits(visitor);
  await screenshot(visitor, 'peers');
  await led(visitor, () => visitor.locator('main table').getByRole('link', { name: origin }).click());
  await visitor.getByText('antwortet nicht').first().waitFor();
  expect(await visitor.locator('main').textContent()).not.toMatch(/ECONNREFUSED|signature|SHA-256/);
  expect(await visitor.locator('svg').count()).toBe(0);
  await expectAccessible(visitor);

  const admin = await adminPerson(first);
  const page = await admin.open(`/peers/${encodeURIComponent(origin)}`);
  await page.getByRole('img', { name: /Entries that .* lacked/ }).waitFor();
  expect(await page.locator('figcaption').textContent()).toMatch(/at most \d+ entries behind; it answered in \d\d%/);
  await expect.poll(() => page.locator('svg path.area').count()).toBe(2);
  const text = await page.locator('main').textContent();
  expect(text).toContain('connect ECONNREFUSED 192.0.2.1:443');
  expect(text).toContain('the signature does not hold');
  const hashes = await page.getByRole('table').last().locator('code').allTextContents();
  expect(hashes).toHaveLength(2);
  for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/);
  await page.getByText('As a table').click();
  await expect.poll(() => page.locator('details tbody tr').count()).toBeGreaterThan(15);
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'peer-admin');
  await follow(page, 'Month');
  await page.getByRole('heading', { name: 'Over time' }).waitFor();
  await expectAccessible(page);
});

test('the charter shows who, what, and how to check it', async () => {
  const { first } = instances;
  const page = await openPage(await openContext(), `${first.url}/charter`);
  await page.getByRole('img', { name: 'The coalition' }).waitFor();
  const others = instances.all.slice(1).map(({ origin }) => origin);
  for (const origin of others) await expect.poll(() => page.locator(`[id="${origin}"]`).count()).toBe(1);
  await expect.poll(() => page.locator('svg line.edge').count()).toBe(2);
  await expect.poll(() => page.locator('svg circle.node.self').count()).toBe(1);
  await expect.poll(() => page.locator('#constituents ~ ul code').count()).toBe(3);
  await expect.poll(() => page.locator('#signatures ~ ul li').count()).toBe(3);
  await page.getByText('Bytes', { exact: true }).click();
  const bytes = (await page.locator('details pre').first().textContent()) ?? '';
  const hash = await page.evaluate(
    `crypto.subtle.digest('SHA-256', new TextEncoder().encode(${JSON.stringify(bytes)})).then((digest) =>
      btoa(String.fromCharCode(...new Uint8Array(digest))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))`,
  );
  expect(await page.locator('#check ~ dl code').first().textContent()).toBe(hash);
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'charter');

  const spanish = await openPage(
    await openContext({ locale: 'es', width: 360, dark: true }),
    `${first.url}/charter/versions/1`,
  );
  await expect.poll(() => spanish.getByRole('heading', { name: 'Temas comunes' }).count()).toBe(1);
  await expectAccessible(spanish);
});

test.each(['en', 'fr'])('without the script they say the same (%s)', async (locale) => {
  const context = await openContext({ script: false, locale });
  for (const path of ['/charter', '/peers']) {
    const page = await openPage(context, `${instances.first.url}${path}`);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(await page.locator('main').textContent()).toContain(instances.all[1]?.origin);
  }
});
