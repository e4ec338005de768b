// What was put aside and the case about it are decided together, the one with the other; where nobody looked in three days it is a
// post, collapsed, and the same case goes on about that.
import { expect, test } from 'vitest';
import { because, comes, DAY, decide, HOUR, MINUTE, openTown, PLANK, person, visit } from './town.ts';

type HeldView = { id: string; state: string; post: string | null; body: string };
type CaseView = { id: string; subject: string; state: string };

test('a case about a held post shows it, decides it, and goes on with it', async () => {
  await using town = await openTown();
  const house = town.house();
  const root = await person(house, 'root_admin', 'admin');
  const mo = await person(house, 'mo', 'moderator');
  const [ada, hazel] = [await person(house, 'ada'), await person(house, 'hazel')];
  const thread = await ada.start(PLANK, 'A talk', 'Let us talk.');
  const filter = { kind: 'words', pattern: 'cheap', effect: 'hold', reason: 'spam', words: 'Looked at first.' };
  const { id } = await root.did('POST', '/moderation/filters', filter);
  await root.did('PATCH', `/moderation/filters/${id}`, { state: 'on' });
  const write = async (body: string) => (await ada.did('POST', `/threads/${thread}/posts`, { body })).held as string;
  const held = async (which: string) =>
    (await ada.list('/me/held')).find((one) => one.id === which) as unknown as HeldView;
  const caseOf = async (which: string) =>
    (await mo.list('/moderation/cases?limit=100')).find(({ subject }) => subject === which) as unknown as CaseView;

  const one = await write('cheap one');
  const first = await caseOf(`held ${one}`);
  expect(await mo.get(`/moderation/cases/${first.id}`)).toMatchObject({ held: { body: 'cheap one', state: 'held' } });
  await expect(decide(mo, first.id, { outcome: 'dismissed' })).rejects.toThrow('409');
  await mo.did('POST', `/moderation/held/${one}/decision`, { release: true });
  await comes('it is a post', async () => (await held(one)).state === 'released');
  expect((await visit(house, `/api/v1/posts/${(await held(one)).post}`)).json.moderation).toBeUndefined();

  const two = await write('cheap two');
  const second = await caseOf(`held ${two}`);
  const warning = { kind: 'warning', on: 'author', ...because(house, HOUR), basis: 'own' };
  await decide(mo, second.id, { outcome: 'actioned', actions: [warning] });
  expect((await held(two)).state).toBe('refused');
  expect(await ada.list('/me/decisions')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'warning' }),
      expect.objectContaining({ kind: 'rejection' }),
    ]),
  );
  expect((await mo.call('POST', `/moderation/held/${one}/decision`, { release: true })).status).toBe(409);

  const three = await write('cheap three');
  const third = await caseOf(`held ${three}`);
  town.clock.pass(3 * DAY + MINUTE);
  await comes('it appears', async () => (await held(three)).state === 'released');
  const post = String((await held(three)).post);
  const shown = async () => (await visit(house, `/api/v1/posts/${post}`)).json.moderation;
  expect(await shown()).toMatchObject({ state: 'collapsed', rule: 'not-reviewed', by: 'automatic' });
  const whole = await mo.get(`/moderation/cases/${third.id}`);
  expect(whole).toMatchObject({ subject: `post ${post}`, state: 'open', automatic: true, held: null });
  expect(whole).toMatchObject({
    post: { name: post, body: 'cheap three' },
    actions: [expect.any(Number), expect.any(Number)],
  });
  await decide(mo, third.id, {
    outcome: 'actioned',
    actions: [{ kind: 'hide', ...because(house, HOUR), basis: 'own' }],
  });
  expect(await shown()).toMatchObject({ state: 'hidden' });

  // Dismissed: it stands as any other, and is not called "not reviewed" any more. Who may act there may do all of this.
  await root.did('PUT', '/moderation/staff/hazel/planks', { can: ['see-cases', 'act'] });
  const four = await write('cheap four');
  const fourth = await caseOf(`held ${four}`);
  town.clock.pass(3 * DAY + MINUTE);
  await comes('it appears', async () => (await held(four)).state === 'released');
  await decide(hazel, fourth.id, { outcome: 'dismissed' });
  expect((await visit(house, `/api/v1/posts/${(await held(four)).post}`)).json.moderation).toBeUndefined();
  const five = await write('cheap five');
  await hazel.did('POST', `/moderation/held/${five}/decision`, { release: true });
  expect((await held(five)).state).toBe('released');
});
