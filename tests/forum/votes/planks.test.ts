import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { reverseAction } from '../../../src/forum/moderation/reverse-action.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { exportVotesOfMember, forgetVotesOfMember } from '../../../src/forum/planks/member-votes.ts';
import { rebuildView } from '../../../src/forum/planks/rebuild-view.ts';
import { speak } from '../../../src/forum/planks/speak.ts';
import { TALLY_EVERY, tallyVotes } from '../../../src/forum/planks/tally-votes.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { haltOwnJournal } from '../../../src/journal/journal-store.ts';
import { plank } from '../../support/coalition.ts';
import { keyOf, openLeague, votingOn } from './league.ts';

const due = query()((db) => db.selectFrom('tally_due').select(['post_origin', 'post_seq']));
const events = query()((db) => db.selectFrom('event').selectAll().where('kind', '=', 'votes.changed'));

const tamper = command()((db) => db.updateTable('thread').set({ bridging: 1.25 }));
const inflate = command()((db) => db.updateTable('post').set({ up: 77 }));
const lose = [command()((db) => db.deleteFrom('vote')), command()((db) => db.deleteFrom('vote_count'))];

const none = { up: 0, down: 0, by: [] };

test('votes leave home as totals, and a post shows them by constituent, everywhere alike', async () => {
  await using league = await openLeague();
  const [a, b, c] = league.instances.map(votingOn) as [
    ReturnType<typeof votingOn>,
    ReturnType<typeof votingOn>,
    ReturnType<typeof votingOn>,
  ];
  const name = await a.start('One');
  await league.mingle();
  const [first, second, third] = await a.crowd(3);
  if (!first || !second || !third) throw new Error('nobody');
  expect(await a.vote(first, name, 1)).toEqual({ myVote: 1, votes: none });
  await a.vote(second, name, 1);
  await a.vote(third, name, -1);
  for (const member of await b.crowd(2)) await b.vote(member, name, 1);
  expect(await a.votesOf(name)).toEqual(none);
  await league.settle();
  const by = [
    { origin: 'a.example', up: 2, down: 1 },
    { origin: 'b.example', up: 2, down: 0 },
  ];
  for (const one of [a, b, c]) expect(await one.votesOf(name)).toEqual({ up: 4, down: 1, by });
  await a.vote(third, name, 0);
  await league.settle();
  for (const one of [a, b, c])
    expect(await one.votesOf(name)).toEqual({ up: 4, down: 0, by: [{ ...by[0], down: 0 }, by[1]] });
  expect(await a.told()).toEqual([[{ post: name, up: 2, down: 1 }], [{ post: name, up: 2, down: 0 }]]);
});

test('a hundred votes within half a minute are one entry, and there is never more than one', async () => {
  await using league = await openLeague({ instances: ['a.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const names = await Promise.all(['One', 'Two', 'Three', 'Four'].map(a.start));
  const crowd = await a.crowd(25);
  for (const member of crowd) await Promise.all(names.map((name) => a.vote(member, name, 1)));
  // As several processes would.
  const told = await Promise.all([a.tell(), a.tell(), a.tell()]);
  expect(told.toSorted()).toEqual([0, 0, 4]);
  expect((await a.told()).map((tallies) => tallies.map(({ up }) => up))).toEqual([[25, 25, 25, 25]]);
  const [member] = crowd;
  if (!member) throw new Error('nobody');
  let entries = 1;
  for (let seconds = 1; seconds < 120; seconds++) {
    league.clock.advance(1000);
    await a.vote(member, names[seconds % 4] ?? '', seconds % 8 < 4 ? -1 : 1);
    entries += (await a.tell()) > 0 ? 1 : 0;
    expect(entries).toBeLessThanOrEqual(1 + Math.floor((seconds * 1000) / TALLY_EVERY));
  }
  expect(entries).toBe(4);
  expect(await a.told()).toHaveLength(4);
});

test('what does not fit into one entry waits for the next; nothing is told that did not change', async () => {
  // Long names fill an entry soon.
  const origin = `${'a'.repeat(110)}.example`;
  await using league = await openLeague({ instances: [origin] });
  const a = votingOn(league.at(origin));
  const [author, voter] = [await league.at(origin).member('ada'), await league.at(origin).member('bo')];
  const start = await a.start('One');
  const names: string[] = [];
  for (let i = 0; i < 70; i++)
    names.push((await league.at(origin).postReply(author, keyOf(start), { body: `${i}` })).name);
  await Promise.all(names.map((name) => a.vote(voter, name, 1)));
  const counts: number[] = [];
  for (;;) {
    const told = await a.tell();
    if (told === 0) break;
    counts.push(told);
    league.clock.advance(30_000);
  }
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(70);
  expect((await a.told()).flat().map(({ post }) => post)).toEqual(names);
  await a.vote(voter, start, 1);
  await a.vote(voter, start, 0);
  league.clock.advance(30_000);
  expect(await a.tell()).toBe(0);
  expect(await league.at(origin).db.read.all(due, {})).toEqual([]);
});

test('a vote that was acknowledged is told after a crash', async () => {
  await using league = await openLeague({ instances: ['a.example', 'b.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  for (const member of await a.crowd(3)) await a.vote(member, name, 1);
  const db = await instance.fresh.reopen();
  expect(await tallyVotes({ ...instance.planks, db })(operator)).toBe(1);
  await db.write(async (tx) => expect(await tx.all(due, {})).toEqual([]));
});

test('one that fails tells nothing and forgets nothing', async () => {
  await using league = await openLeague({ instances: ['a.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  for (const member of await a.crowd(3)) await a.vote(member, name, 1);
  const broken = { ...instance.planks, keys: { ...instance.keys, find: () => Promise.reject(new Error('no disk')) } };
  await expect(tallyVotes(broken)(operator)).rejects.toThrow('no disk');
  expect(await instance.db.read.all(due, {})).toHaveLength(1);
  expect(await a.tell()).toBe(1);
});

test('who voted never leaves home: no id and no name of a voter is in a journal or an event', async () => {
  await using league = await openLeague();
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  const crowd = await a.crowd(20);
  await Promise.all(crowd.map((member) => a.vote(member, name, 1)));
  await league.settle();
  const envelopes = (await a.envelopes()).map((envelope) =>
    Buffer.from(envelope.split('.')[1] ?? '', 'base64url').toString(),
  );
  expect(envelopes.at(-1)).toContain('votes.tallied');
  const said = [...envelopes, JSON.stringify(await instance.db.read.all(events, {}))].join('\n');
  for (const { publicId, name } of crowd) {
    expect(said).not.toContain(publicId);
    expect(said).not.toContain(`"${name}"`);
  }
  const other = (await league.at('b.example').viewText()).join('\n');
  for (const { publicId } of crowd) expect(other).not.toContain(publicId);
});

test('refused on a plank as on a board', async () => {
  await using league = await openLeague({
    instances: ['a.example'],
    planks: [plank('open-elections'), plank('inside', { audience: 'members' })],
  });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const [ada, bo] = [await instance.member('ada'), await instance.member('bo')];
  const { name } = await instance.startThread(ada, 'inside', { title: 'Inside', body: 'Words' });
  await expect(a.vote(ada, name, 1)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(a.vote(visitor, name, 1)).rejects.toMatchObject({ code: 'not-found' });
  await expect(a.vote(bo, '99@a.example', 1)).rejects.toMatchObject({ code: 'not-found' });
  await expect(a.vote(bo, 'b1', 1)).rejects.toMatchObject({ code: 'not-found' });
  await instance.deletePost(ada, keyOf(name));
  await expect(a.vote(bo, name, 1)).rejects.toMatchObject({ code: 'gone' });
  await a.switchTo('up');
  await expect(a.vote(bo, name, -1)).rejects.toMatchObject({ code: 'invalid', field: 'value' });
  await expect(tallyVotes(instance.planks)(visitor)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('switched down or off, the journal tells so once', async () => {
  await using league = await openLeague();
  const a = votingOn(league.at('a.example'));
  const name = await a.start('One');
  const [up, down] = await a.crowd(2);
  if (!up || !down) throw new Error('nobody');
  await a.vote(up, name, 1);
  await a.vote(down, name, -1);
  await league.settle();
  for (const [votes, told] of [
    ['up', { up: 1, down: 0 }],
    ['off', { up: 0, down: 0 }],
    ['off', { up: 0, down: 0 }],
    ['both', { up: 1, down: 1 }],
  ] as const) {
    await a.switchTo(votes);
    await league.settle();
    expect(await votingOn(league.at('b.example')).votesOf(name)).toMatchObject(told);
  }
  expect((await a.told()).map(([tally]) => [tally?.up, tally?.down])).toEqual([
    [1, 1],
    [1, 0],
    [0, 0],
    [1, 1],
  ]);
});

test('where the instance cannot speak its votes wait, and are told when it can again', async () => {
  await using league = await openLeague({ instances: ['a.example', 'b.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  const [first] = await a.crowd(1);
  if (!first) throw new Error('nobody');
  await a.vote(first, name, 1);
  const halt = (why: string | null) => instance.db.write((tx) => haltOwnJournal(tx, league.id, why));
  await halt('It was restored.');
  expect(await a.tell()).toBe(0);
  await halt(null);
  const others = league.charter.constituents.filter(({ id }) => id !== 'a.example');
  await instance.amend({ constituents: others }, league.clock.now() + 1000);
  league.clock.advance(2000);
  expect(await a.tell()).toBe(0);
  expect(await instance.db.read.all(due, {})).toHaveLength(1);
  await instance.amend({ constituents: league.charter.constituents }, league.clock.now() + 1000);
  league.clock.advance(2000);
  expect(await a.tell()).toBe(1);
});

test('on a closed plank nothing is voted, told or counted', async () => {
  await using league = await openLeague({ instances: ['a.example', 'b.example'] });
  const [a, b] = [votingOn(league.at('a.example')), votingOn(league.at('b.example'))];
  const name = await a.start('One');
  const [first, second] = await a.crowd(2);
  if (!first || !second) throw new Error('nobody');
  await a.vote(first, name, 1);
  await league.settle();
  await a.vote(second, name, 1);
  const closing = league.clock.now() + 1000;
  const planks = league.charter.planks.map((one) => ({ ...one, closed: new Date(closing).toISOString() }));
  for (const one of league.instances) await one.amend({ planks }, closing);
  league.clock.advance(60_000);
  await expect(a.vote(second, name, 0)).rejects.toMatchObject({ code: 'closed' });
  expect(await a.tell()).toBe(0);
  await league.settle();
  expect(await b.votesOf(name)).toMatchObject({ up: 1, down: 0 });
  expect(await league.at('a.example').view()).toBe(await league.at('b.example').view());
});

test('totals survive a refold, a rebuild and the way through peers', async () => {
  await using league = await openLeague();
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const [one, two] = [await a.start('One'), await a.start('Two')];
  await league.mingle();
  for (const member of await a.crowd(5)) await a.vote(member, one, 1);
  const b = votingOn(league.at('b.example'));
  for (const member of await b.crowd(3)) await b.vote(member, two, member.name === 'm0' ? 1 : -1);
  await league.settle();
  const before = { one: await a.votesOf(one), two: await a.votesOf(two), list: await a.list('bridging') };
  await instance.refold();
  expect(await rebuildView(instance.planks)(operator, { check: true })).toMatchObject({ differences: [] });
  await rebuildView(instance.planks)(operator, { check: false });
  expect({ one: await a.votesOf(one), two: await a.votesOf(two), list: await a.list('bridging') }).toEqual(before);
  for (const member of [await instance.member('late')]) await a.vote(member, one, 1);
  await league.settle();
  expect(await b.votesOf(one)).toMatchObject({ up: 6 });
  const views = await Promise.all(league.instances.map((one) => one.view()));
  expect(new Set(views).size).toBe(1);
});

test('a rank that the journals do not give is found', async () => {
  await using league = await openLeague({ instances: ['a.example'] });
  const instance = league.at('a.example');
  const name = await votingOn(instance).start('One');
  for (const member of await votingOn(instance).crowd(2)) await votingOn(instance).vote(member, name, 1);
  await league.settle();
  await instance.db.write(async (tx) => tx.run(tamper, {}));
  const [found] = (await rebuildView(instance.planks)(operator, { check: false })).differences;
  expect([found?.stored.includes(',2,1.25]'), found?.folded.includes(',2,1.5]')]).toEqual([true, true]);
  expect((await rebuildView(instance.planks)(operator, { check: true })).differences).toEqual([]);
});

test('where votes of a peer do not count here, the view is still what all derive, and what is shown here is checked, too', async () => {
  await using league = await openLeague();
  const [a, b] = [league.at('a.example'), league.at('b.example')];
  const names = [await votingOn(a).start('One'), await votingOn(a).start('Two')];
  await league.mingle();
  for (const one of [a, b])
    for (const member of await votingOn(one).crowd(2))
      for (const name of names) await votingOn(one).vote(member, name, 1);
  await league.settle();
  for (const one of league.instances) await votingOn(one).rerank();
  const [hash, text] = [await a.view(), await a.viewText()];
  expect(await b.view()).toBe(hash);
  const { actions } = await takeAction(a)(operator, {
    ...{ kind: 'filter', subject: { kind: 'peer', origin: 'b.example' }, scope: 'planks', settings: { noVotes: true } },
    ...{ reason: 'spam', basis: 'own', words: '', lasts: { until: league.clock.now() + 3_600_000 } },
  });
  expect(await votingOn(a).votesOf(names[0] ?? '')).toMatchObject({ up: 2 });
  expect(await a.viewText()).toEqual(text);
  expect(await a.view()).toBe(hash);
  const check = () => rebuildView(a.planks)(operator, { check: true });
  expect(await check()).toMatchObject({ differences: [], stored: hash, folded: hash });
  // What readers here see is wrong, though the view is right.
  await a.db.write(async (tx) => tx.run(inflate, {}));
  expect((await check()).differences[0]?.stored).toContain(',77,');
  await rebuildView(a.planks)(operator, { check: false });
  expect(await votingOn(a).votesOf(names[0] ?? '')).toMatchObject({ up: 2 });
  await reverseAction(a)(operator, actions[0]?.number ?? 0, { words: '' });
  expect([await a.view(), await b.view()]).toEqual([hash, hash]);
});

test('where the journal tells of other votes than are here, after a restore, it is told again', async () => {
  await using league = await openLeague({ instances: ['a.example', 'b.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  for (const member of await a.crowd(2)) await a.vote(member, name, 1);
  await league.settle();
  // As an entry of its own that a peer brings back.
  const tallies = [{ post: name, up: 7, down: 1 }];
  await instance.db.write(async (tx) =>
    speak(tx, instance.planks, league.id, (speaker) => speaker.say('votes.tallied', { tallies }, null)),
  );
  await league.settle();
  expect(await votingOn(league.at('b.example')).votesOf(name)).toMatchObject({ up: 2, down: 0 });
  await instance.db.write(async (tx) => {
    for (const statement of lose) await tx.run(statement, {});
  });
  await league.settle();
  expect(await a.votesOf(name)).toMatchObject({ up: 2 });
  await instance.refold();
  await league.settle();
  for (const one of league.instances) expect(await votingOn(one).votesOf(name)).toEqual(none);
});

test('a member who goes takes their votes out of what is told', async () => {
  await using league = await openLeague();
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  const [first, second] = await a.crowd(2);
  if (!first || !second) throw new Error('nobody');
  await a.vote(first, name, 1);
  await a.vote(second, name, 1);
  await league.settle();
  expect(await exportVotesOfMember(instance.db.read, first.memberId)).toMatchObject([{ post: name, value: 1 }]);
  await instance.db.write((tx) => forgetVotesOfMember(tx, first.memberId));
  await league.settle();
  expect(await votingOn(league.at('c.example')).votesOf(name)).toMatchObject({ up: 1, down: 0 });
});

test('a hundred vote on a plank while what is due is told: in the end nothing is missing', async () => {
  await using league = await openLeague({ instances: ['a.example'] });
  const a = votingOn(league.at('a.example'));
  const name = await a.start('One');
  const crowd = await a.crowd(100);
  const telling = (async () => {
    for (let i = 0; i < 20; i++) {
      league.clock.advance(30_000);
      await a.tell();
    }
  })();
  await Promise.all([telling, ...crowd.map((member) => a.vote(member, name, 1))]);
  league.clock.advance(30_000);
  await a.tell();
  expect(await a.votesOf(name)).toMatchObject({ up: 100, down: 0 });
  expect(await league.at('a.example').db.read.all(due, {})).toEqual([]);
});
