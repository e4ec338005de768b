// A member whose post is being looked at erases their account. Where a case is open, at home or on another instance, what was
// reported stays for its moderators alone: until the case is decided, thirty days at the most. Everything else is gone at once, on
// both: account, name, words, what was said to them in decisions; and the log of moderation still checks.
import { expect, test } from 'vitest';
import { buildForum } from '../../../src/app/forum.ts';
import { password, type Real } from '../real.ts';
import { hasBytes, tablesTelling } from '../traces.ts';
import { because, comes, DAY, decide, openTown, type Person, PLANK, person, signedIn, visit } from './town.ts';

const MARKER = 'zwqx';

const caseOf = async (by: Person, post: string): Promise<Record<string, unknown>> => {
  const found = (await by.list('/moderation/cases?limit=100')).find(({ subject }) => subject === `post ${post}`);
  if (!found) throw new Error(`no case of ${post}`);
  return by.get(`/moderation/cases/${found.id}`);
};

test('the snapshot of an open case outlives its author until the case is decided, thirty days at the most', async () => {
  await using town = await openTown({ instances: 2 });
  const [home, other] = [town.house(0), town.house(1)];
  const admin = await person(home, 'root_admin', 'admin');
  const mo = await person(home, 'mo', 'moderator');
  const uma = await person(home, 'uma');
  const ada = await person(home, `${MARKER}ada`);
  const mira = await person(other, 'mira', 'moderator');
  const bea = await person(other, 'bea');
  await ada.did('PATCH', '/me', { displayName: 'Zwqx A.', bio: 'All about zwqx.' });
  await admin.did('POST', '/boards', { slug: 'garden', title: 'The garden' });

  const board = await ada.start('/boards/garden', 'zwqx here', 'zwqx on the board');
  const thread = await ada.start(PLANK, 'zwqx for all', 'zwqx at first');
  const [reply, decided] = [await ada.reply(thread, 'zwqx again'), await ada.reply(thread, 'zwqx decided')];
  const all = [thread, reply, decided];
  for (const post of all)
    await comes('it is there', async () => (await visit(other, `/api/v1/posts/${post}`)).status === 200);

  // Reported at home and elsewhere; two of these are decided, the others open when she goes.
  for (const post of [board, thread, decided]) await uma.did('POST', `/posts/${post}/reports`, { reason: 'spam' });
  for (const post of [thread, reply, decided]) await bea.did('POST', `/posts/${post}/reports`, { reason: 'threat' });
  const because1 = (house: Real) => ({ ...because(house, DAY), words: 'Dear zwqx, not so.' });
  for (const [by, house] of [
    [mo, home],
    [mira, other],
  ] as const)
    await decide(by, (await caseOf(by, decided)).id, {
      outcome: 'actioned',
      actions: [{ kind: 'collapse', ...because1(house) }],
    });
  await mo.did('POST', '/moderation/actions', { kind: 'warning', subject: { member: ada.name }, ...because1(home) });
  const far = { member: `${ada.name}@${home.origin}` };
  await mira.did('POST', '/moderation/actions', { kind: 'limit', scope: 'planks', subject: far, ...because1(other) });
  // The words that were reported are not those of now.
  await ada.did('PATCH', `/posts/${thread}`, { title: 'zwqx for all', body: 'zwqx, edited' });
  await comes('she is told from there, too', async () => (await ada.list('/me/notices')).length > 0);

  const left = await ada.call('DELETE', '/me', { password, posts: 'erase' });
  expect(left.status).toBe(204);
  for (const house of [home, other])
    for (const post of all)
      await comes('it is erased', async () => (await visit(house, `/api/v1/posts/${post}`)).json.state === 'erased');

  // Only for moderators, only what was reported, only where it is open.
  for (const [by, post, bodies] of [
    [mo, board, ['zwqx on the board']],
    [mo, thread, ['zwqx at first']],
    [mira, thread, ['zwqx at first']],
    [mira, reply, ['zwqx again']],
  ] as const) {
    const { snapshots, state } = await caseOf(by, post);
    expect([post, state, (snapshots as { body: string }[]).map(({ body }) => body)]).toEqual([post, 'open', bodies]);
  }
  for (const house of [home, other])
    await comes(
      'nothing else is left',
      async () => (await tablesTelling(house.fresh.location, MARKER)).join() === 'post_snapshot',
    );
  for (const reader of [uma, bea]) {
    const reports = await reader.call('GET', '/me/reports');
    const decisions = await reader.call('GET', '/modlog');
    expect(`${reports.text}${decisions.text}`.toLowerCase()).not.toContain(MARKER);
  }
  for (const house of [home, other])
    expect(await buildForum(house.app.core, () => {}).moderation.verifyLog()).toMatchObject({ faults: [] });

  // Decided at home: gone there with the decision.
  for (const post of [board, thread]) await decide(mo, (await caseOf(mo, post)).id, { outcome: 'dismissed' });
  await comes('no byte is left at home', async () => !(await hasBytes(home, MARKER)));
  expect(await tablesTelling(other.fresh.location, MARKER)).toEqual(['post_snapshot']);
  // Left open elsewhere: thirty days.
  await decide(mira, (await caseOf(mira, thread)).id, { outcome: 'dismissed' });
  // The instance does so every half minute: the days count from when it first finds the author's words gone.
  const tidied = () => buildForum(other.app.core, () => {}).cases.tidy();
  await tidied();
  town.clock.pass(29 * DAY);
  const again = signedIn(other, mira.name);
  expect((await caseOf(again, thread).catch(() => ({ snapshots: [] }))).snapshots).toEqual([]);
  expect((await caseOf(again, reply)).snapshots).toHaveLength(1);
  expect(await tablesTelling(other.fresh.location, MARKER)).toEqual(['post_snapshot']);
  town.clock.pass(DAY);
  await tidied();
  await comes('no byte is left elsewhere', async () => !(await hasBytes(other, MARKER)));
  expect(await caseOf(again, reply)).toMatchObject({ state: 'open', snapshots: [] });
});
