// A measure on a peer, or on a member of one, with more posts than are looked at at once: the rest follows in steps, whatever happens
// in between, and at every moment the log, what comes in and what is done are right.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { replayLog } from '../../../src/forum/moderation/replay-log.ts';
import { reverseAction } from '../../../src/forum/moderation/reverse-action.ts';
import { createSettle } from '../../../src/forum/moderation/settle.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { takeStep, takeSteps } from '../../../src/forum/planks/take-steps.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { listCoverings } from '../../../src/forum/policy/covering-store.ts';
import type { MeasureKind, Subject } from '../../../src/forum/policy/measures.ts';
import { seededChance } from '../../support/time.ts';
import { ALICE, BORIS, openFold } from '../planks/fold.ts';

const HOUR = 3_600_000;
const SEEDS = process.env.KOINON_TEST_DB === 'postgres' ? 2 : 12;
const STEPS = 12;
/** More than are looked at at once. */
const POSTS = 360;
const PLANK = 'open-elections';

const layers = query()((db) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.seq', 'post.layer', 'author.public_id as author'])
    .where('post.origin', '=', 'x.example')
    .orderBy('post.seq'),
);
const told = query()((db) => db.selectFrom('event').select(['id', 'kind', 'post_id']).orderBy('id'));

const stateOf = (layer: string | null): string => JSON.parse(layer ?? 'null')?.state ?? 'visible';

/** A reader that has many posts of two members of x, and what it does. */
const open = async () => {
  const fold = await openFold();
  const { home, x } = fold;
  x.describe(ALICE, 'alice');
  x.describe(BORIS, 'boris');
  const start = x.start(PLANK, ALICE, 'Thresholds', 'Three per cent.');
  for (let index = 1; index < POSTS; index++)
    x.reply(start.name, index % 9 === 0 ? BORIS : ALICE, `Post ${index}.`, start.name, { at: home.clock.now() });
  await home.take(...x.written.map(({ line }) => line));
  const some = takeStep(home);
  return { fold, home, x, start, some, settle: createSettle(home) };
};

const remote: Subject = { kind: 'remote', origin: 'x.example', member: ALICE };
const peer: Subject = { kind: 'peer', origin: 'x.example' };

type Done = { number: number; on: 'remote' | 'peer'; kind: MeasureKind; scope: string; until: number; undone: boolean };

test('many posts: whatever happens between the steps, in the end all show what is in force', async () => {
  const { fold, home, x, start, some, settle } = await open();
  await using _ = fold;
  const { clock, db } = home;
  const done: Done[] = [];
  const expected = (author: string): string => {
    const active = done.filter(
      ({ on, scope, undone, until }) =>
        !undone &&
        until > clock.now() &&
        (on === 'peer' || author === ALICE) &&
        ['planks', `plank:${PLANK}`].includes(scope),
    );
    if (active.some(({ kind }) => kind === 'unheard')) return 'hidden';
    return active.length > 0 ? 'collapsed' : 'visible';
  };
  let begun = 0;
  let interrupted = 0;

  for (let seed = 0; seed < SEEDS; seed++) {
    const chance = seededChance(seed);
    const pick = (below: number) => Math.floor(chance.fraction() * below);
    const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
    const take = async () => {
      const on = one(['remote', 'peer'] as const);
      const kind = on === 'peer' ? one(['unheard', 'filter'] as const) : one(['unheard', 'limit'] as const);
      const scope = one(['planks', `plank:${PLANK}`, 'plank:self-determination']);
      const until = clock.now() + (1 + pick(20)) * HOUR;
      const { actions } = await takeAction(home)(operator, {
        ...{ kind, scope, subject: on === 'peer' ? peer : remote, reason: 'spam', basis: 'own', words: 'Because.' },
        ...{ lasts: { until }, settings: kind === 'filter' ? { collapse: true } : {} },
      });
      done.push({ number: actions[0]?.number ?? 0, on, kind, scope, until, undone: false });
    };
    const undo = async () => {
      const target = one(done.filter(({ undone, until }) => !undone && until > clock.now()));
      if (!target) return;
      await reverseAction(home)(operator, target.number, { words: '' });
      target.undone = true;
    };
    const comes = async () => {
      const author = one([ALICE, BORIS]);
      const reply = x.reply(start.name, author, 'News.', start.name, { at: clock.now() });
      await home.take(reply.line);
      const row = (await db.read.all(layers, {})).find(({ seq }) => seq === reply.seq);
      expect(stateOf(row?.layer ?? null), 'a post that comes meanwhile').toBe(expected(author));
    };
    const steps = [take, take, undo, comes, () => some(operator, 70), () => some(operator, 40), () => some(operator)];
    const rare = [async () => clock.advance(pick(12) * HOUR), () => home.refold()];
    for (let step = 0; step < STEPS; step++) {
      const before = await listCoverings(db.read);
      await (pick(8) === 0 ? one(rare) : one(steps))();
      await settle.settle();
      const after = await listCoverings(db.read);
      if (after.length > 0) begun++;
      if (before.length > 0 && after.length > 0) interrupted++;
      expect((await replayLog(db.read, clock.now())).differences).toEqual([]);
    }
    for (let steps = 0; await some(operator, 150); steps++) expect(steps, 'it comes to an end').toBeLessThan(20);
    for (const { seq, layer, author } of await db.read.all(layers, {}))
      expect(`${seed}: ${seq} ${stateOf(layer)}`).toBe(`${seed}: ${seq} ${expected(author)}`);
    expect(await replayLog(db.read, clock.now())).toMatchObject({ differences: [], underWay: 0 });
  }
  // Otherwise this would prove nothing of steps.
  expect(begun).toBeGreaterThan(SEEDS);
  expect(interrupted).toBeGreaterThan(SEEDS);
});

test('the newest posts at once, the others soon: each is told once, and nobody waits', async () => {
  const { fold, home, settle } = await open();
  await using _ = fold;
  const { db } = home;
  const last = (await db.read.all(told, {})).at(-1)?.id ?? 0;
  const measure = {
    kind: 'unheard',
    subject: peer,
    scope: 'planks',
    reason: 'spam',
    basis: 'own',
    words: 'x',
  } as const;
  const { actions } = await takeAction(home)(operator, { ...measure, lasts: { until: home.clock.now() + HOUR } });
  const hidden = async () => (await db.read.all(layers, {})).filter(({ layer }) => stateOf(layer) === 'hidden');
  const first = await hidden();
  expect(first.length).toBeLessThan(POSTS);
  expect(first.at(-1)?.seq).toBe((await db.read.all(layers, {})).at(-1)?.seq);
  let pauses = 0;
  await takeSteps({ ...home, pause: async () => void pauses++ })(operator);
  expect(await hidden()).toHaveLength(POSTS);
  expect(pauses).toBeGreaterThan(0);
  const events = (await db.read.all(told, {})).filter(({ id, kind }) => id > last && kind === 'post.changed');
  expect(new Set(events.map(({ post_id }) => post_id)).size).toBe(POSTS);
  expect(events).toHaveLength(POSTS);
  // Who is told to stop stops between two steps, and whoever comes next goes on.
  await reverseAction(home)(operator, actions[0]?.number ?? 0, { words: '' });
  const stopped = AbortSignal.abort();
  await takeSteps({ ...home, pause: async () => {} })(operator, stopped);
  expect((await hidden()).length).toBeGreaterThan(0);
  await takeSteps({ ...home, pause: async () => {} })(operator);
  expect(await hidden()).toEqual([]);
  await settle.settle();
  expect((await replayLog(db.read, home.clock.now())).differences).toEqual([]);
});
