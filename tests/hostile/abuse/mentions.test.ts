// Somebody mentions one member again and again, from accounts that change: new ones elsewhere, new ones here. Who is not known
// from elsewhere waits in a list of its own; posts that name many are looked at first; what is hidden for oneself, limited or not
// heard here, account or whole instance, tells nobody anything. All the while the member's notifications are what they read,
// and the count is the number of them.
import { expect, test } from 'vitest';
import type { Real } from '../real.ts';
import { because, comes, DAY, openTown, type Person, PLANK, person, visit } from './town.ts';

/** Elsewhere, each new. */
const STRANGERS = 6;

type Told = { from: string[]; filtered: string[]; unread: number; filteredCount: number };

const namesIn = (items: readonly Record<string, unknown>[]): string[] =>
  items.map(({ post, kind }) => String(post ?? kind));

/** What the member reads, and what the badge says. @throws where the two differ */
const toldTo = async (member: Person): Promise<Told> => {
  const count = async () => (await member.get('/notifications/count')) as { unread: number; filtered: number };
  const before = await count();
  const unread = await member.list('/notifications?unread=true&limit=100');
  const filtered = await member.list('/notifications?filtered=true&limit=100');
  const counts = await count();
  // Something came meanwhile.
  if (JSON.stringify(before) !== JSON.stringify(counts)) return toldTo(member);
  expect([counts.unread, counts.filtered]).toEqual([unread.length, filtered.length]);
  return {
    ...{ from: namesIn(unread), filtered: namesIn(filtered) },
    ...{ unread: counts.unread, filteredCount: counts.filtered },
  };
};

/** Until all that was said so far was looked at: the notifier takes it in order. */
const afterAll = async (friend: Person, member: Person, thread: string): Promise<void> => {
  const last = await friend.reply(thread, `@${member.name}, still there?`);
  await comes('the last one is told', async () => (await toldTo(member)).from.includes(last));
};

const arrives = (house: Real, post: string) =>
  comes(`${post} is here`, async () => (await visit(house, `/api/v1/posts/${post}`)).status === 200);

test('mentions from accounts that change: filtered, held, hidden, limited, not heard; and the count is right', async () => {
  await using town = await openTown({ instances: 2 });
  const [here, far] = [town.house(0), town.house(1)];
  const mo = await person(here, 'mo', 'moderator');
  const admin = await person(here, 'root_admin', 'admin');
  const [vera, wanda, fay] = [await person(here, 'vera'), await person(here, 'wanda'), await person(here, 'fay')];
  await admin.did('POST', '/boards', { slug: 'garden', title: 'The garden' });
  const thread = await fay.start(PLANK, 'A talk', 'Let us talk.');
  await comes('it is there', async () => (await visit(far, `/api/v1/posts/${thread}`)).status === 200);
  const both = `@vera@${here.origin} @wanda@${here.origin}`;

  // Strangers from elsewhere: a list of its own, and no number at the bell.
  const strangers: Person[] = [];
  for (let number = 0; number < STRANGERS; number++) strangers.push(await person(far, `stranger${number}`));
  const posts: string[] = [];
  for (const one of strangers) posts.push(await one.reply(thread, `${both} you again.`), await one.reply(thread, both));
  for (const post of posts) await arrives(here, post);
  await afterAll(fay, vera, thread);
  await afterAll(fay, wanda, thread);
  const first = await toldTo(vera);
  expect(first.from).toHaveLength(1);
  expect(first.filtered.toSorted()).toEqual(posts.toSorted());

  // New accounts here: who names many is looked at first, and on probation who names more than two.
  const locals: Person[] = [];
  for (let number = 0; number < 3; number++) locals.push(await person(here, `local${number}`));
  const [one, two, three] = locals as [Person, Person, Person];
  const many = await one.call('POST', `/threads/${thread}/posts`, {
    ...{ acknowledged: true, body: '@vera @wanda @mo @fay @local1 @local2' },
  });
  const few = await two.call('POST', `/threads/${thread}/posts`, { acknowledged: true, body: '@vera @wanda @fay' });
  expect([many.status, few.status]).toEqual([202, 202]);
  const passed = await three.reply(thread, '@vera, you again.');
  await afterAll(fay, vera, thread);
  expect((await toldTo(vera)).from).toHaveLength(3);
  expect((await toldTo(vera)).from).toContain(passed);
  // She hides that one: what was told stays told, nothing more comes.
  await vera.did('PUT', '/me/hidden/local2', {});
  const again = await three.reply(thread, '@vera, and again.');
  await afterAll(fay, vera, thread);
  expect((await toldTo(vera)).from).not.toContain(again);

  // Nor does anybody get round that by an edit, or reach more people from elsewhere than the filtered list.
  const crowd = ['vera', 'wanda', 'mo', 'fay', 'local1', 'local2'].map((name) => `@${name}@${here.origin}`).join(' ');
  const bare = await one.reply(thread, 'Nobody.');
  await one.did('PATCH', `/posts/${bare}`, { body: crowd });
  const boss = await person(far, 'boss', 'admin');
  await boss.did('PATCH', '/instance', { mentionLimit: 0, probation: 'off' });
  const shouted = await (strangers[5] as Person).reply(thread, crowd);
  await arrives(here, shouted);
  for (const post of [bare, shouted])
    await comes('it is collapsed', async () => {
      const { moderation } = (await visit(here, `/api/v1/posts/${post}`)).json;
      return (moderation as { rule?: string } | undefined)?.rule === 'mentions';
    });
  await afterAll(fay, wanda, thread);
  for (const who of [vera, wanda]) expect((await toldTo(who)).from).not.toContain(bare);
  expect((await toldTo(wanda)).from).not.toContain(shouted);

  // A moderator: one account limited, one not heard; then the whole instance, and back.
  const act = (kind: string, subject: object) =>
    mo.did('POST', '/moderation/actions', { kind, subject, ...because(here, DAY), scope: 'planks' });
  await act('limit', { member: `stranger0@${far.origin}` });
  await act('unheard', { member: `stranger1@${far.origin}` });
  const { filtered: left } = await toldTo(wanda);
  for (const post of posts.slice(2, 4)) expect(left).not.toContain(post);
  for (const stranger of strangers.slice(0, 2)) posts.push(await stranger.reply(thread, `${both} still.`));
  for (const post of posts.slice(-2)) await arrives(here, post);
  await afterAll(fay, wanda, thread);
  const some = await toldTo(wanda);
  expect(some.filtered).not.toContain(posts.at(-1));
  const { moderation } = (await visit(here, `/api/v1/posts/${posts.at(-2)}`)).json;
  expect(moderation).toMatchObject({ state: 'collapsed', through: 'member' });

  const blind = await admin.did('POST', '/moderation/actions', {
    ...{ kind: 'unheard', subject: { peer: far.origin }, scope: 'planks', ...because(here, DAY) },
  });
  // At once none of them names a post any more; then they go.
  for (const post of posts) expect((await toldTo(wanda)).filtered).not.toContain(post);
  await comes('none is left', async () => (await toldTo(wanda)).filtered.length === 0);
  const unheard = await (strangers[5] as Person).reply(thread, `${both} and now?`);
  await arrives(here, unheard);
  await afterAll(fay, wanda, thread);
  expect((await toldTo(wanda)).filtered).toEqual([]);
  const [action] = blind.actions as { number: number }[];
  await admin.did('POST', `/moderation/actions/${action?.number}/reversal`, { words: 'Enough.' });
  // Lifted without loss: what was there is there again.
  await comes('they are there again', async () => {
    const { filtered } = await toldTo(wanda);
    return some.filtered.every((post) => filtered.includes(post));
  });
  expect((await visit(here, `/api/v1/posts/${unheard}`)).json.body).toContain('and now?');

  // For herself alone: the whole instance.
  await vera.did('PUT', `/me/hidden/@${far.origin}`, {});
  const { filteredCount } = await toldTo(vera);
  const fresh = await (await person(far, 'stranger_new')).reply(thread, `${both} a new one.`);
  await arrives(here, fresh);
  await afterAll(fay, vera, thread);
  await afterAll(fay, wanda, thread);
  expect((await toldTo(vera)).filteredCount).toBe(filteredCount);
  expect((await toldTo(wanda)).filtered).toContain(fresh);
  const shown = await vera.get(`/posts/${fresh}`);
  expect([shown.hidden, shown.body]).toEqual([true, '']);

  // All read: nothing is left at the bell.
  await vera.did('POST', '/notifications/read', { all: true });
  expect((await toldTo(vera)).unread).toBe(0);
});
