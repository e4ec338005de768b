// Somebody keeps many accounts on three instances. All of them vote one thread down and another up, and report the one again and
// again, to their own moderators, who pass it on. Each instance moves the order by one factor, however many accounts it has; all
// reports on one thing are one case, each revision counts once for each reporter and each peer, within budgets; and nothing of it
// restricts whom it is about.
import { expect, test } from 'vitest';
import { realChance } from '../../../src/base/time.ts';
import { newMessageId } from '../../../src/forum/messages/message-store.ts';
import { bridgingFactor, bridgingOf } from '../../../src/forum/threads/bridging.ts';
import { openReals, type Real } from '../real.ts';
import { comes, MINUTE, messageAs, openTown, type Person, PLANK, person, visit } from './town.ts';

/** On each of three instances. */
const PUPPETS = 10;

type Tally = { origin: string; up: number; down: number };
type Post = { votes: { up: number; down: number; by: Tally[] } };

const talliesOf = async (house: Real, name: string): Promise<Map<string, Tally>> => {
  const { votes } = (await visit(house, `/api/v1/posts/${name}`)).json as Post;
  return new Map(votes.by.map((one) => [one.origin, one]));
};

const order = async (house: Real): Promise<string[]> => {
  const { items } = (await visit(house, `/api/v1${PLANK}/threads?sort=bridging`)).json;
  return (items as { name: string }[]).map(({ name }) => name);
};

/** What its log tells of, but for who was given which role. */
const measuresTold = async (house: Real): Promise<unknown[]> => {
  const { items } = (await visit(house, '/api/v1/modlog')).json;
  return (items as { kind: string }[]).filter(({ kind }) => kind !== 'appoint');
};

test('votes and reports of many accounts on three instances', async () => {
  await using town = await openTown({ instances: 4 });
  const [home, ...strange] = town.houses as [Real, Real, Real, Real];
  const tara = await person(home, 'tara');
  const mo = await person(home, 'mo', 'moderator');
  const honest: Person[] = [];
  for (let number = 0; number < 4; number++) honest.push(await person(home, `honest${number}`));
  const target = await tara.start(PLANK, 'A proposal', 'Let us talk.');
  const control = await tara.start(PLANK, 'Another one', 'Of this, too.');
  const quiet = await tara.start(PLANK, 'A third', 'Nobody minds.');
  const theirs = await mo.start(PLANK, 'What they like', 'Cheap.');
  const all = [target, control, quiet, theirs];
  for (const house of strange)
    for (const name of all)
      await comes('it is there', async () => (await visit(house, `/api/v1/posts/${name}`)).status === 200);
  for (const one of honest)
    for (const name of [target, control]) await one.did('PUT', `/posts/${name}/vote`, { value: 1 });

  const puppets: Person[] = [];
  for (const [index, house] of strange.entries())
    for (let number = 0; number < PUPPETS; number++) puppets.push(await person(house, `puppet${index}_${number}`));
  for (const [index, puppet] of puppets.entries()) {
    await puppet.did('PUT', `/posts/${target}/vote`, { value: -1 });
    await puppet.did('PUT', `/posts/${theirs}/vote`, { value: 1 });
    // Again and again it is one vote.
    if (index % PUPPETS === 0) await puppet.did('PUT', `/posts/${target}/vote`, { value: -1 });
    // Two people of each instance do not like the other one either.
    if (index % PUPPETS < 2) await puppet.did('PUT', `/posts/${control}/vote`, { value: -1 });
  }
  town.clock.pass(MINUTE);
  const counted = async (house: Real) => {
    const tallies = await talliesOf(house, target);
    return [...tallies.values()].reduce((sum, { down }) => sum + down, 0) === puppets.length && tallies.size === 4;
  };
  for (const house of town.houses) await comes('all votes are told', () => counted(house));
  const voters = town.houses.map(({ origin }) => origin).toSorted();
  const tallies = await talliesOf(home, target);
  for (const { origin } of strange) {
    expect(tallies.get(origin)).toMatchObject({ up: 0, down: PUPPETS });
    // One factor, of 1/2 to 3/2 of what nobody's vote is.
    expect(bridgingFactor(tallies.get(origin) ?? { up: 0, down: 0 })).toBe(0.5);
  }
  // Ten accounts of an instance weigh what two people of it weigh; three instances half it thrice, and no more.
  const [ofTarget, ofControl] = [bridgingOf(tallies, voters), bridgingOf(await talliesOf(home, control), voters)];
  expect(ofTarget).toBe(1.5 * 0.5 ** 3);
  expect(ofTarget).toBe(ofControl);
  expect(bridgingOf(await talliesOf(home, theirs), voters)).toBe(1.5 ** 3);
  for (const house of town.houses) {
    const names = await order(house);
    expect(names.slice(0, 2)).toEqual([theirs, quiet]);
    expect(names.slice(2).toSorted()).toEqual([target, control].toSorted());
  }

  // They report it, each as often as they may; their moderators, who are in it, pass it on.
  for (const puppet of puppets) {
    await puppet.did('POST', `/posts/${target}/reports`, { reason: 'spam', words: 'Away with it.' });
    expect((await puppet.call('POST', `/posts/${target}/reports`, { reason: 'threat' })).status).toBe(409);
  }
  await honest[0]?.did('POST', `/posts/${target}/reports`, { reason: 'off-topic' });
  for (const [index, house] of strange.entries()) {
    const max = await person(house, 'max', 'moderator');
    const cases = await max.list('/moderation/cases');
    expect(cases).toMatchObject([{ subject: `post ${target}`, reports: PUPPETS }]);
    await max.did('POST', `/moderation/cases/${cases[0]?.id}/forward`, { words: `All of us, ${index}.` });
    // Once is enough: a second time is refused, or counts no more.
    await max.call('POST', `/moderation/cases/${cases[0]?.id}/forward`, { words: 'Again.' });
  }
  const atHome = async () =>
    (await mo.list('/moderation/cases')) as { id: string; reports: number; priority: number }[];
  await comes('it is passed on', async () => (await atHome())[0]?.reports === 4);
  const cases = await atHome();
  expect(cases).toHaveLength(1);
  const whole = await mo.get(`/moderation/cases/${cases[0]?.id}`);
  const peers = (whole.reportList as { peer: string | null }[]).map(({ peer }) => peer).filter((peer) => peer);
  expect(peers.toSorted()).toEqual(strange.map(({ origin }) => origin).toSorted());
  // Spam, by four: a little above what one would be, and far below what is grave.
  const other = await tara.start('/planks/open-elections', 'Where she lives', 'An address.');
  await honest[1]?.did('POST', `/posts/${other}/reports`, { reason: 'doxxing' });
  const queue = (await mo.list('/moderation/cases')) as { subject: string; priority: number }[];
  expect(queue.map(({ subject }) => subject)).toEqual([`post ${other}`, `post ${target}`]);

  // Nobody is restricted by any of it.
  for (const house of town.houses) {
    expect((await visit(house, `/api/v1/posts/${target}`)).json.moderation).toBeUndefined();
    expect(await measuresTold(house)).toEqual([]);
  }
  expect(await tara.list('/me/decisions')).toEqual([]);
  await tara.reply(target, 'I go on.');
});

test('a reporter may report 20 times a day, a peer 60 times an hour, and others lose nothing by it', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  const tara = await person(house, 'tara');
  const mo = await person(house, 'mo', 'moderator');
  const [puppet, uma] = [await person(house, 'puppet'), await person(house, 'uma')];
  const thread = await tara.start(PLANK, 'A proposal', 'Let us talk.');
  const posts = [thread];
  for (let number = 0; number < 21; number++) posts.push(await tara.reply(thread, `Point ${number}.`));
  const statuses: number[] = [];
  for (const post of posts)
    statuses.push((await puppet.call('POST', `/posts/${post}/reports`, { reason: 'spam' })).status);
  expect(statuses).toEqual([...Array(20).fill(201), 429, 429]);
  await uma.did('POST', `/posts/${posts.at(-1)}/reports`, { reason: 'spam' });
  const passOn = async (scribe: typeof x, post: string) => {
    const content = { case: newMessageId(realChance), post, revision: post, reason: 'spam', words: 'Look.' };
    return (await messageAs(house, scribe, 'report.forwarded', content)).status;
  };
  const taken = [];
  for (let number = 0; number < 64; number++) taken.push(await passOn(x, posts[number % posts.length] ?? ''));
  expect(taken).toEqual([...Array(60).fill(200), 429, 429, 429, 429]);
  expect(await passOn(y, thread)).toBe(200);
  const cases = (await mo.list('/moderation/cases?limit=100')) as { reports: number; subject: string }[];
  expect(cases).toHaveLength(posts.length);
  for (const { reports, subject } of cases) expect([subject, reports <= 3]).toEqual([subject, true]);
  expect(await tara.list('/me/decisions')).toEqual([]);
  expect(await measuresTold(house)).toEqual([]);
});
