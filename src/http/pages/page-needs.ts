// What the pages need, and what all of them do: know whose they are, and say why not as a page.
import type { Clock } from '../../base/time.ts';
import type { Eventually } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { Answer } from '../answer.ts';
import type { Failure } from '../failure.ts';
import type { ForumVerbs } from '../forum-verbs.ts';
import type { FailedCall } from '../route.ts';
import { failurePage } from './failure-page.tsx';
import { chosenLanguage } from './language.ts';
import { createLookOf, createPlainLookOf, type LookNeeds, type LookOf } from './look.ts';
import type { DraftNeeds } from './read-composed.ts';

/** What everything that answers pages is built with. */
export type PageBase = LookNeeds & { lookOf: LookOf; failed: (failure: Failure, asked: FailedCall) => Promise<Answer> };

export type PageNeeds = PageBase & {
  clock: Clock;
  reads: ForumReads;
  verbs: ForumVerbs;
  findDraft: DraftNeeds['findDraft'];
};

/** Once an instance: the pages' routes share it. */
export const createPageBase = (needs: LookNeeds): PageBase => {
  const plainly = createPlainLookOf(needs);
  return {
    ...needs,
    lookOf: createLookOf(needs),
    failed: async (failure, asked) => failurePage(await plainly(asked), failure),
  };
};

/** Pages stand beside the API, not below it. */
export const pageCommon = ({ failed }: Pick<PageBase, 'failed'>) => ({
  base: '',
  tag: 'pages',
  auth: 'none' as const,
  answers: {},
  failed,
  variant: chosenLanguage,
});

/** What `read` answered last, until something was committed: then it may answer otherwise. */
export const rememberUntilRung = <T>(wake: Pick<Wake, 'listen'>, read: () => Promise<T>): (() => Eventually<T>) => {
  let known: { value: T } | undefined;
  let rings = 0;
  wake.listen(() => {
    known = undefined;
    rings++;
  });
  return () => {
    if (known) return known.value;
    const before = rings;
    return read().then((value) => {
      if (rings === before) known = { value };
      return value;
    });
  };
};
