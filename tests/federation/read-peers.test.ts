// What an instance tells of its peers: since when they answer, how far they are behind, what is missing, what they did wrong.
import { expect, test } from 'vitest';
import { readOwnJournal, readPeers } from '../../src/federation/read-peers.ts';
import { noteFailure, notePeerHave } from '../../src/federation/sync/peer-store.ts';
import { operator, visitor } from '../../src/forum/policy/actor.ts';
import { readHave } from '../../src/journal/heads.ts';
import { haltOwnJournal } from '../../src/journal/journal-store.ts';
import { evidenceLine } from '../../src/journal/lines.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';
import { createScribe } from '../support/scribe.ts';

const open = async () => {
  const coalition = await openCoalition({ instances: ['a.example', 'b.example'], scribes: ['x.example'] });
  const [a, b] = coalition.instances as [Instance, Instance];
  const needs = { db: a.db, clock: coalition.clock, facts: a.facts };
  const peer = async (origin: string, actor: Parameters<ReturnType<typeof readPeers>>[0] = operator) => {
    const found = (await readPeers(needs)(actor)).find((one) => one.origin === origin);
    if (!found) throw new Error(`no peer ${origin}`);
    return found;
  };
  return { coalition, a, b, needs, peer };
};

const iso = (at: number) => new Date(at).toISOString();

test('since when a peer answers, or does not', async () => {
  const { coalition, a, peer } = await open();
  await using _ = coalition;
  const { clock } = coalition;
  expect(await peer('b.example')).toMatchObject({ reachable: false, since: null, seenAt: null });

  const first = clock.now();
  await a.pull('b.example');
  clock.advance(60_000);
  await a.pull('b.example');
  expect(await peer('b.example')).toMatchObject({ reachable: true, since: iso(first), seenAt: iso(first + 60_000) });

  clock.advance(60_000);
  const failed = clock.now();
  const fail = (at: number) =>
    a.db.write((tx) =>
      noteFailure(tx, { coalition: a.coalition, origin: 'b.example', at, next: at, why: 'it cannot be reached' }),
    );
  await fail(failed);
  await fail(failed + 30_000);
  expect(await peer('b.example')).toMatchObject({
    reachable: false,
    since: iso(failed),
    trouble: { failures: 2, error: 'it cannot be reached', errorAt: iso(failed + 30_000), evidence: [] },
  });
  clock.advance(90_000);
  await a.pull('b.example');
  expect(await peer('b.example')).toMatchObject({ reachable: true, since: iso(clock.now()), trouble: { failures: 0 } });
  expect((await peer('b.example', visitor)).trouble).toBeNull();
});

test('how many entries a peer is behind, and since when', async () => {
  const { coalition, a, peer } = await open();
  await using _ = coalition;
  expect(await peer('b.example')).toMatchObject({ lag: null, lagSince: null });
  await a.pull('b.example');
  expect(await peer('b.example')).toMatchObject({ lag: 0, lagSince: null, missing: 0 });

  const ada = await a.member('ada');
  const said = coalition.clock.now();
  await a.startThread(ada, 'open-elections', { title: 'Thresholds', body: 'Three per cent?' });
  coalition.clock.advance(60_000);
  await a.startThread(ada, 'open-elections', { title: 'Lists', body: 'Open or closed?' });
  expect(await peer('b.example')).toMatchObject({
    lag: 3,
    lagSince: iso(said),
    memberSince: '2025-12-01T00:00:00.000Z',
  });
  await coalition.mingle(2);
  expect(await peer('b.example')).toMatchObject({ lag: 0, lagSince: null });
});

test('what a peer says that it holds, and we lack', async () => {
  const { coalition, a, b, peer } = await open();
  await using _ = coalition;
  const bo = await b.member('bo');
  await b.startThread(bo, 'open-elections', { title: 'Thresholds', body: 'Three per cent?' });
  const have = await readHave(b.db.read, a.coalition);
  await a.db.write((tx) => notePeerHave(tx, a.coalition, 'b.example', have, coalition.clock.now()));
  expect(await peer('b.example')).toMatchObject({ missing: 2, entries: 0 });
  await a.pull('b.example');
  expect(await peer('b.example')).toMatchObject({ missing: 0, entries: 2 });
});

test('a fork is shown with both words, to admins alone, and leaves no lag behind', async () => {
  const { coalition, a, b, peer } = await open();
  await using _ = coalition;
  const [one, other] = [createScribe(coalition.id, 'x.example'), createScribe(coalition.id, 'x.example')];
  for (const scribe of [one, other]) scribe.start('open-elections', 'alice-00000001', 'common');
  one.start('open-elections', 'alice-00000001', 'one');
  one.start('open-elections', 'alice-00000001', 'one more');
  other.start('open-elections', 'alice-00000001', 'other');
  const [, mine] = one.written;
  const [, theirs] = other.written;
  await a.take(...one.lines());
  await a.take(evidenceLine(mine?.envelope ?? '', theirs?.envelope ?? ''));
  const x = await peer('x.example');
  expect(x).toMatchObject({ forked: '2@x.example', entries: 3 });
  expect(x.trouble?.evidence).toMatchObject([
    {
      epoch: 1,
      name: '2@x.example',
      first: { name: '2@x.example', type: 'thread.started', hash: mine?.hash },
      second: { name: '2@x.example', type: 'thread.started', hash: theirs?.hash },
    },
  ]);
  expect((await peer('x.example', visitor)).trouble).toBeNull();

  await b.pull('a.example');
  await a.pull('b.example');
  expect(await peer('b.example')).toMatchObject({ lag: 0 });
});

test('the own journal: what is held, and why it is halted', async () => {
  const { coalition, a, needs } = await open();
  await using _ = coalition;
  const ada = await a.member('ada');
  await a.startThread(ada, 'open-elections', { title: 'Thresholds', body: 'Three per cent?' });
  expect(await readOwnJournal(needs)(visitor)).toEqual({
    origin: 'a.example',
    name: 'a.example',
    entries: 2,
    holes: 0,
    forked: null,
    halted: null,
    evidence: null,
  });
  await a.db.write((tx) => haltOwnJournal(tx, a.coalition, 'It comes from a backup.'));
  expect(await readOwnJournal(needs)(operator)).toMatchObject({ halted: 'It comes from a backup.', evidence: [] });
});
