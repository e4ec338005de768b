// What follows from the log, as properties over random histories: undoing is exact, order does not matter.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { project, type Told } from '../../../src/forum/moderation/project.ts';
import type { ActionKind } from '../../../src/forum/policy/measures.ts';

const NOW = 1_000;
const kinds: ActionKind[] = ['collapse', 'hide', 'hold', 'keep', 'label', 'suspend', 'warning'];

/** A history: each action may undo or approve one before it, or be carried by one. */
const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds, 'reversal' as const, 'approval' as const, 'bulk' as const, 'rejection' as const),
      subject: fc.constantFrom('post b1', 'post b2', 'member x', undefined),
      until: fc.constantFrom(null, 500, 1_000, 2_000),
      awaits: fc.constantFrom('', '', '', 'approval', 'wait'),
      back: fc.nat(40),
      confirms: fc.boolean(),
      carried: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((drafts) => {
    const told: Told[] = [];
    for (const [index, { kind, subject, until, awaits, back, carried, confirms }] of drafts.entries()) {
      const before = told[told.length - 1 - (back % Math.max(1, told.length))];
      const points = kind === 'reversal' || kind === 'approval' || kind === 'rejection';
      // Undoing everything of one moderator is one action that carries reversals.
      const carrier = kind === 'reversal' ? told.findLast((one) => one.kind === 'bulk') : points ? undefined : before;
      const bulk =
        carrier?.kind === 'bulk' && carried && (carrier !== before) === (kind === 'reversal') ? carrier : undefined;
      if (points && !before) continue;
      told.push({
        number: index + 1,
        at: index,
        kind,
        subject: subject ?? (points ? '' : undefined),
        until: points || kind === 'bulk' ? null : until,
        parent: bulk?.number ?? null,
        // A measure may confirm another one: that changes nothing of what follows.
        target: points || confirms ? (before?.number ?? null) : null,
        awaits: bulk?.awaits ?? awaits,
        effectiveAt: (bulk?.awaits ?? awaits) === 'wait' ? (bulk?.effectiveAt ?? (back % 2 === 0 ? 900 : 3_000)) : null,
      });
    }
    return told;
  });

const plain = ({ active, ended }: ReturnType<typeof project>) => ({
  active: [...active].sort((a, b) => a - b),
  ended: [...ended].sort((a, b) => a - b),
});

const RUNS = { numRuns: 2_000 };

test('after an action and its reversal all is as if there had been neither, whatever else happened', () => {
  fc.assert(
    fc.property(history, fc.nat(), (told, pick) => {
      const undoable = told.filter(({ kind }) => !['approval', 'warning', 'rejection'].includes(kind));
      const target = undoable[pick % Math.max(1, undoable.length)];
      if (!target) return;
      const undo: Told = {
        ...{ number: told.length + 100, at: 999, kind: 'reversal', subject: '', until: null, parent: null },
        ...{ target: target.number, awaits: '', effectiveAt: null },
      };
      const gone = new Set([
        target.number,
        ...told.filter(({ parent }) => parent === target.number).map((one) => one.number),
      ]);
      const without = told.filter(({ number }) => !gone.has(number));
      expect(plain(project([...told, undo], NOW))).toEqual(plain(project(without, NOW)));
    }),
    RUNS,
  );
});

test('undoing what carries others changes nothing else', () => {
  fc.assert(
    fc.property(history, (told) => {
      const undoing = new Set(told.filter(({ kind }) => kind === 'reversal').map((one) => one.parent));
      const parent = told.find(({ kind, number }) => kind === 'bulk' && !undoing.has(number));
      if (!parent) return;
      const undo: Told = {
        ...{ number: told.length + 100, at: 999, kind: 'reversal', subject: '', until: null, parent: null },
        ...{ target: parent.number, awaits: '', effectiveAt: null },
      };
      const [before, after] = [project(told, NOW).active, project([...told, undo], NOW).active];
      const children = new Set(told.filter((one) => one.parent === parent.number).map(({ number }) => number));
      for (const one of before) expect(after.has(one)).toBe(!children.has(one));
      for (const one of after) expect(before.has(one)).toBe(true);
    }),
    RUNS,
  );
});

test('what follows does not depend on the order in which actions are read', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (told, numbers) => {
      const shuffled = told
        .map((one) => ({ one, by: numbers.next().value as number }))
        .sort((a, b) => a.by - b.by)
        .map(({ one }) => one);
      expect(plain(project(shuffled, NOW))).toEqual(plain(project(told, NOW)));
    }),
    RUNS,
  );
});

test('an action that waits for a second person has no effect', () => {
  const one: Told = {
    ...{ number: 1, at: 0, kind: 'hide' as const, subject: 'post b1', until: null, parent: null, target: null },
    ...{ awaits: 'approval', effectiveAt: null },
  };
  const yes: Told = { ...one, number: 2, kind: 'approval', subject: '', target: 1, awaits: '' };
  expect(project([one], NOW).active.size).toBe(0);
  expect(project([one, yes], NOW).active.size).toBe(1);
});

test('to the moment: what ends, what a wait is over for, what is not let through, and what is approved with what carries it', () => {
  const one: Told = {
    ...{ number: 1, at: 0, kind: 'hide' as const, subject: 'post b1', until: NOW, parent: null, target: null },
    ...{ awaits: '', effectiveAt: null },
  };
  const at = (now: number, ...told: Told[]) => plain(project(told, now));
  expect(at(NOW - 1, one)).toEqual({ active: [1], ended: [] });
  expect(at(NOW, one)).toEqual({ active: [], ended: [] });
  const hold: Told = { ...one, kind: 'hold', subject: 'held x' };
  expect(at(NOW, hold)).toEqual({ active: [1], ended: [1] });
  const refused: Told = { ...one, number: 2, kind: 'rejection', subject: 'held x', until: null, target: 1 };
  expect(at(NOW, hold, refused)).toEqual({ active: [], ended: [] });
  const waiting: Told = { ...one, until: null, awaits: 'wait', effectiveAt: NOW };
  expect(at(NOW - 1, waiting)).toEqual({ active: [], ended: [] });
  expect(at(NOW, waiting)).toEqual({ active: [1], ended: [] });
  const bulk: Told = { ...waiting, kind: 'bulk', subject: '', awaits: 'approval', effectiveAt: null };
  const carried: Told = { ...bulk, number: 2, kind: 'hide', subject: 'post b1', parent: 1 };
  const yes: Told = { ...bulk, number: 3, kind: 'approval', awaits: '', target: 1 };
  expect(at(NOW, bulk, carried)).toEqual({ active: [], ended: [] });
  expect(at(NOW, bulk, carried, yes)).toEqual({ active: [2], ended: [] });
});
