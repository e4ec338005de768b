import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDue } from '../../../src/forum/planks/apply-due.ts';
import { sealErasure } from '../../../src/journal/erasure-statement.ts';
import { erasureLine } from '../../../src/journal/lines.ts';
import { plank } from '../../support/coalition.ts';
import { testDialect } from '../../support/database.ts';
import { createScribe, type Scribe } from '../../support/scribe.ts';
import { newYear } from '../../support/time.ts';
import { openFold, type TestFold } from './fold.ts';

const ORIGINS = ['x.example', 'y.example', 'z.example'] as const;
const MEMBERS = ['member-00001', 'member-00002'] as const;
const LENGTH = 7;
const HOUR = 3_600_000;
const CLOSED_AT = newYear + 2 * HOUR;

type Act = {
  kind: 'start' | 'reply' | 'edit' | 'remove' | 'describe' | 'forget' | 'withdraw' | 'reinstate' | 'tally';
  /** Numbers from 0 on, into whatever list the act picks from. */
  pick: number;
  other: number;
  flag: boolean;
  /** Its content does not read. */
  bad: boolean;
  /** Milliseconds after the entry before it. */
  later: number;
  /** Arrives without its content at first. */
  hole: boolean;
};

const anyAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    'start',
    'start',
    'reply',
    'reply',
    'reply',
    'edit',
    'edit',
    'remove',
    'describe',
    'forget',
    'withdraw',
    'reinstate',
    'tally',
  ),
  pick: fc.nat(1_000),
  other: fc.nat(1_000),
  flag: fc.boolean(),
  bad: fc.integer({ min: 0, max: 11 }).map((number) => number === 0),
  later: fc.oneof({ weight: 9, arbitrary: fc.nat(5_000) }, { weight: 1, arbitrary: fc.constant(HOUR) }),
  hole: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
});

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Most acts name what may well be there: few numbers, three journals. */
const nameAt = (index: number): string => `${1 + (index % LENGTH)}@${at(ORIGINS, Math.floor(index / LENGTH))}`;

const write = (scribe: Scribe, act: Act, when: number) => {
  const more = { at: when };
  const own = `${1 + (act.pick % LENGTH)}@${scribe.origin}`;
  const words = (fields: object) => (act.bad ? '{"salt":1,"salt":2}' : fields);
  const range = [1 + (act.other % LENGTH), 1 + (act.other % LENGTH) + (act.pick % 3)];
  switch (act.kind) {
    case 'start': {
      const slug = at(['open-elections', 'open-elections', 'self-determination', 'unknown', 'closing'], act.pick);
      return scribe.write('thread.started', { plank: slug, author: at(MEMBERS, act.other) }, words(texts(act)), more);
    }
    case 'reply': {
      const thread = act.pick % 3 === 0 ? nameAt(act.pick) : `1@${at(ORIGINS, act.pick)}`;
      const ref = { thread, parent: act.flag ? thread : nameAt(act.other), author: at(MEMBERS, act.other) };
      return scribe.write('reply.posted', ref, words({ body: `reply ${act.pick}` }), more);
    }
    case 'edit':
      return scribe.write(
        'post.edited',
        { post: act.flag ? own : nameAt(act.pick) },
        words(act.other % 2 ? texts(act) : { body: `edit ${act.pick}` }),
        more,
      );
    case 'remove':
      return scribe.write('post.deleted', { post: own, erases: act.flag ? [range] : [] }, null, more);
    case 'describe':
      return scribe.describe(at(MEMBERS, act.pick), `name_${act.other}`, more);
    case 'forget':
      return scribe.write(
        'member.erased',
        { member: at(MEMBERS, act.pick), erases: act.flag ? [range] : [] },
        null,
        more,
      );
    case 'withdraw':
      return scribe.write('post.withdrawn', { post: own, reason: 'off-topic' }, null, more);
    case 'reinstate':
      return scribe.write('post.reinstated', { post: own, reason: 'appeal' }, null, more);
    case 'tally': {
      const tallies = [act.pick, act.other].map((index) => ({ post: nameAt(index), up: index, down: act.pick % 5 }));
      return scribe.write('votes.tallied', { tallies }, null, more);
    }
  }
};
const texts = (act: Act) => ({ title: `title ${act.other}`, body: `body ${act.pick}` });

type Item = { journal: number; line: string };

/** Lines in an order that follows from the picks: each journal in its own order, a filling after its hole. */
const shuffle = (journals: Item[][], picks: readonly number[]): Item[] => {
  const queues = journals.map((items) => [...items]);
  const order: Item[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const open = queues.filter((queue) => queue.length > 0);
    const item = at(open, at(picks, turn)).shift();
    if (item) order.push(item);
  }
  return order;
};

const finish = async (fold: TestFold): Promise<string[]> => {
  const { clock, id } = fold.coalition;
  clock.set(newYear + 1_000 * HOUR);
  await applyDue(fold.home.planks)(id);
  return fold.settled();
};

const RUNS = testDialect() === 'sqlite' ? 120 : 20;

test('the view is the same in whatever order entries, fillings of holes and erasures arrive', async () => {
  await using fold = await openFold({
    planks: [
      plank('open-elections'),
      plank('self-determination'),
      plank('closing', { closed: new Date(CLOSED_AT).toISOString() }),
    ],
  });
  const { coalition, home } = fold;
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...ORIGINS.map(() => fc.array(anyAct, { minLength: 4, maxLength: LENGTH, size: 'max' }))),
      fc.array(fc.nat(100), { minLength: 40, maxLength: 40 }),
      fc.boolean(),
      async (acts, picks, statement) => {
        const scribes = ORIGINS.map((origin) => createScribe(coalition.id, origin));
        const whole: Item[][] = [];
        const pieces: Item[][] = [];
        const fillings: Item[] = [];
        for (const [journal, scribe] of scribes.entries()) {
          let when = newYear;
          const items: Item[] = [];
          for (const [index, any] of (acts[journal] ?? []).entries()) {
            // Two of three journals begin with a thread.
            const act: Act = index === 0 && journal < 2 ? { ...any, kind: 'start', pick: 0 } : any;
            when += act.later;
            const entry = write(scribe, act, when);
            const hole = act.hole && entry.bytes !== null;
            items.push({ journal, line: hole ? entry.bare('missing') : entry.line });
            if (hole) fillings.push({ journal: -1, line: entry.line });
          }
          pieces.push(items);
          whole.push(scribe.written.map(({ line }) => ({ journal, line })));
        }
        const erasure = erasureLine(
          sealErasure(
            { coalition: coalition.id, origin: 'x.example', erases: [[2, 3]] },
            scribes[0]?.governance as Scribe['governance'],
          ),
        );
        const statements = statement ? [[{ journal: -2, line: erasure }]] : [];

        // All at once, one journal after the other, when the time of all of it has come.
        await fold.forget();
        coalition.clock.set(newYear + 1_000 * HOUR);
        await fold.arrive([...whole, ...statements].flat().map(({ line }) => line));
        const plain = await finish(fold);

        await fold.forget();
        coalition.clock.set(newYear);
        const order = shuffle([...pieces, ...statements], picks);
        for (let from = 0, turn = 0; from < order.length; turn++) {
          const count = 1 + (at(picks, turn) % 4);
          await home.take(...order.slice(from, from + count).map(({ line }) => line));
          from += count;
          if (at(picks, turn) % 7 === 0) {
            const filling = fillings.splice(at(picks, turn + 1) % (fillings.length + 1), 1)[0];
            if (filling) await home.take(filling.line);
            // Not there yet: it comes again at the end.
            if (filling) fillings.unshift(filling);
          }
        }
        for (const filling of fillings.reverse()) await home.take(filling.line);
        expect(await finish(fold)).toEqual(plain);
        shown += plain.filter((line) => line.startsWith('["post"')).length;
      },
    ),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  );
  // The acts did not all come to nothing.
  expect(shown).toBeGreaterThan(RUNS * 3);
});
