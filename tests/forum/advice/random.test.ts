// Random histories of advice, withdrawals, edits, local measures and time, against a model that knows nothing of how it is done. After
// each step: the post is shown as the model says, so nothing changes but by a rule (4); advice more never shows more, advice less
// never less (7); and nobody's standing here has changed (8).
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { changeAdviceSettings } from '../../../src/forum/advice/change-advice-settings.ts';
import { reverseAction } from '../../../src/forum/moderation/reverse-action.ts';
import { createSettle } from '../../../src/forum/moderation/settle.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import type { Scribe, Written } from '../../support/scribe.ts';
import { ALICE, linesOf, openFold } from '../planks/fold.ts';

const HOUR = 3_600_000;
const SEEDS = process.env.KOINON_TEST_DB === 'postgres' && !process.env.KOINON_TEST_LONG ? 40 : 500;
const STEPS = 8;

/** mulberry32 */
const random = (seed: number) => {
  let a = seed + 0x6d2b79f5;
  return (below: number): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

type Said = { by: Scribe; entry: Written; weighty: boolean; revision: number; until: number; withdrawn: boolean };
type Done = { number: number; kind: 'keep' | 'collapse' | 'hide'; until: number; undone: boolean };
const RANK: Record<string, number> = { hidden: 0, collapsed: 1, visible: 2 };
const standings = query()((db) => db.selectFrom('member').select(['public_id', 'standing', 'role', 'state']));

test('what advice does to a post follows from the rules alone', { timeout: 600_000 }, async () => {
  await using fold = await openFold();
  const { home, x, y, z } = fold;
  const { clock } = home;
  await home.member('mo', 'moderator');
  await home.member('ada');
  const before = JSON.stringify(await home.db.read.all(standings, {}));
  x.describe(ALICE, 'alice', { at: clock.now() });
  await fold.arrive(linesOf(x));
  const settle = createSettle(home);
  const change = changeAdviceSettings(home);
  await change(operator, { peers: { 'x.example': 'count', 'y.example': 'count', 'z.example': 'count' } });
  let quorum = false;

  for (let seed = 0; seed < SEEDS; seed++) {
    const pick = random(seed);
    const one = <T>(some: readonly T[]): T => some[pick(some.length)] as T;
    // So that nobody's fifty a day are used up.
    clock.advance(24 * HOUR);
    if (quorum !== pick(5) > 0) {
      quorum = !quorum;
      await change(operator, { quorum });
    }
    const at = () => ({ at: clock.now() });
    const start = x.start('self-determination', ALICE, `T${seed}`, 'Words', at());
    await fold.arrive([start.line]);
    const said: Said[] = [];
    const done: Done[] = [];
    const revisions = [{ seq: start.seq, at: clock.now() }];

    const replacedAt = (seq: number) => revisions.find((other) => other.seq > seq)?.at ?? Number.POSITIVE_INFINITY;
    const expected = (): string => {
      const now = clock.now();
      const active = done.filter(({ undone, until }) => !undone && until > now).map(({ kind }) => kind);
      if (active.includes('hide')) return 'hidden';
      if (active.includes('keep')) return 'visible';
      if (active.includes('collapse')) return 'collapsed';
      const counted = said.filter(
        (each) => each.weighty && !each.withdrawn && each.until > now && now < replacedAt(each.revision) + 24 * HOUR,
      );
      return quorum && new Set(counted.map(({ by }) => by)).size >= 2 ? 'collapsed' : 'visible';
    };
    const shown = async (): Promise<string> => {
      await settle.settle();
      return JSON.parse((await fold.post(start.name))?.layer ?? 'null')?.state ?? 'visible';
    };

    const advise = async () => {
      const by = one([x, y, z]);
      const effect = one(['collapse', 'collapse', 'collapse', 'label', 'burn']);
      const human = pick(6) > 0;
      const revision = one(revisions).seq;
      const until = clock.now() + (1 + pick(72)) * HOUR;
      const ref = { subject: { post: start.name }, revision: `${revision}@x.example`, effect, reason: 'spam', human };
      const more = { until: new Date(until).toISOString(), urgent: false };
      const entry = by.write('advisory.issued', { ...ref, ...more }, null, at());
      await fold.arrive([entry.line]);
      said.push({ by, entry, weighty: effect === 'collapse' && human, revision, until, withdrawn: false });
      return -1;
    };
    const withdraw = async () => {
      const target = one(said);
      if (!target) return 0;
      const by = one([target.by, target.by, x, y, z]);
      const entry = by.write('advisory.withdrawn', { advisory: target.entry.name }, null, at());
      await fold.arrive([entry.line]);
      if (by === target.by) target.withdrawn = true;
      return 1;
    };
    const edit = async () => {
      const entry = x.edit(start.name, { body: `Again ${pick(99)}` }, at());
      await fold.arrive([entry.line]);
      revisions.push({ seq: entry.seq, at: clock.now() });
    };
    const act = async () => {
      const kind = one(['keep', 'collapse', 'hide'] as const);
      const until = clock.now() + (1 + pick(48)) * HOUR;
      const subject = { kind: 'post' as const, key: { origin: 'x.example', seq: start.seq } };
      const { actions } = await takeAction(home)(operator, {
        ...{ kind, subject, reason: 'spam', basis: 'own', words: 'Because.', lasts: { until } },
      });
      done.push({ number: actions[0]?.number ?? 0, kind, until, undone: false });
    };
    const undo = async () => {
      const target = one(done.filter(({ undone }) => !undone));
      if (!target) return;
      await reverseAction(home)(operator, target.number, { words: '' });
      target.undone = true;
    };
    const pass = async () => clock.advance(pick(30) * HOUR);
    const steps = [advise, advise, advise, withdraw, withdraw, edit, act, undo, pass, pass];

    for (let step = 0; step < STEPS; step++) {
      const was = await shown();
      const direction = (await one(steps)()) as number | undefined;
      const is = await shown();
      expect(is, `seed ${seed}, step ${step}`).toBe(expected());
      if (direction === -1) expect(RANK[is], `seed ${seed}`).toBeLessThanOrEqual(RANK[was] ?? 0);
      if (direction === 1) expect(RANK[is], `seed ${seed}`).toBeGreaterThanOrEqual(RANK[was] ?? 9);
    }
  }
  expect(JSON.stringify(await home.db.read.all(standings, {}))).toBe(before);
  await fold.settled();
});
