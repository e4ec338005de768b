// A plan: what happens in a random town, as data, so that a failing one can be made smaller.
import fc from 'fast-check';

/** What those do who moderate, by their records (desk.ts). */
export type DeskStep = { house: number } & (
  | {
      do: 'measure';
      on: 'post' | 'posts' | 'member' | 'remote' | 'peer';
      kind: number;
      about: number;
      /** Milliseconds. */
      lasts: number;
    }
  | { do: 'undo' | 'unadvise' | 'take-back' | 'let-stand'; which: number }
  | { do: 'choose'; peer: number; choice: 'ignore' | 'label' | 'count'; which: number }
  | { do: 'advise'; post: number; effect: 'label' | 'collapse'; lasts: number }
  /** A member reports a post; where it is another house's, it is passed on. */
  | { do: 'report'; member: number; post: number }
  | { do: 'decide' }
  /** A member appeals against what another house has told them. */
  | { do: 'appeal'; member: number; which: number }
);

export type Step =
  | DeskStep
  | { do: 'thread'; house: number; member: number }
  | { do: 'reply'; house: number; member: number; to: number; below: number }
  | { do: 'edit' | 'delete' | 'withdraw' | 'reinstate'; post: number }
  | { do: 'tally'; house: number; post: number; up: number; down: number }
  /** A reply to an entry that nobody wrote yet, or in a thread of which it may turn out to be no part. */
  | { do: 'stray'; house: number; thread: number; parent: number; ahead: number }
  | { do: 'erase-member'; house: number; member: number }
  | { do: 'leave'; house: number; member: number; posts: 'keep' | 'erase' }
  | { do: 'crash' | 'start'; house: number }
  | { do: 'cut' | 'mend' | 'push'; house: number; other: number }
  | { do: 'backup' | 'restore'; house: number }
  /** A second house under the same name, on the same files: some peers reach the one, some the other. */
  | { do: 'twin'; house: number; reached: number }
  /** From now on the house passes on what others said changed, or without its contents. */
  | { do: 'lie'; house: number; how: number }
  /** A post is erased by a statement that is brought to another house's door. */
  | { do: 'statement'; post: number; door: number };

export type Plan = {
  seed: number;
  size: number;
  pageSize: number;
  lose: number;
  slow: number;
  /** Minutes by which the clocks are off. */
  skews: number[];
  /** Each after so many milliseconds. */
  steps: { after: number; step: Step }[];
};

const small = fc.nat(7);
const any = fc.nat(999);
const house = small;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('thread' as const), house, member: fc.nat(1) }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('reply' as const), house, member: fc.nat(1), to: any, below: any }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'delete' as const), post: any }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('withdraw' as const, 'reinstate' as const), post: any }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tally' as const), house, post: any, up: small, down: small }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('stray' as const), house, thread: any, parent: any, ahead: small }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase-member' as const), house, member: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ do: fc.constant('leave' as const), house, member: fc.nat(1) },
      posts: fc.constantFrom('keep' as const, 'erase' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'start' as const), house }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('cut' as const, 'mend' as const, 'push' as const),
      house,
      other: small,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const), house }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('twin' as const), house, reached: any }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lie' as const), house, how: any }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('statement' as const), post: any, door: small }) },
);

const lasts = fc.constantFrom(1_000, 15_000, 60_000, 600_000, 86_400_000);
const choice = fc.constantFrom('ignore' as const, 'label' as const, 'count' as const, 'count' as const);

const deskStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ do: fc.constant('measure' as const), house, kind: small, about: any, lasts },
      on: fc.constantFrom('post', 'post', 'posts', 'member', 'remote', 'peer'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const), house, which: any }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('choose' as const), house, peer: small, choice, which: any }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('advise' as const), house, post: any, lasts },
      effect: fc.constantFrom('label' as const, 'collapse' as const, 'collapse' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('unadvise' as const, 'take-back' as const, 'let-stand' as const),
      ...{ house, which: any },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('report' as const), house, member: small, post: any }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), house }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('appeal' as const), house, member: small, which: small }) },
);

const anyStep = fc.oneof({ weight: 3, arbitrary: step }, { weight: 2, arbitrary: deskStep });

export const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  size: fc.constantFrom(2, 3, 3, 4, 4, 5),
  pageSize: fc.constantFrom(1, 2, 3, 7, 100, 1000),
  lose: fc.constantFrom(0, 0, 0.1, 0.3),
  slow: fc.constantFrom(10, 300, 5_000),
  skews: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 5, maxLength: 5 }),
  steps: fc.array(fc.record({ after: fc.constantFrom(0, 1, 5, 60, 400, 3_000, 20_000), step: anyStep }), {
    minLength: 8,
    maxLength: 48,
    size: 'max',
  }),
});
