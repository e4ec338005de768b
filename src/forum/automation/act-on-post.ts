// Something automatic is done about a post that stands: collapsed or labelled, with an end and a case in the queue.
import type { Chance, Clock } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { NewEvent } from '../../events/append.ts';
import type { Lasts } from '../moderation/draft.ts';
import { recordActions } from '../moderation/record-actions.ts';
import { personText } from '../moderation/resolve-subject.ts';
import { measuresOn } from '../policy/measure-rows.ts';
import { type PlaceName, type Reason, scopeOf, subjectText } from '../policy/measures.ts';
import { openAutomaticCase } from './automatic-case.ts';

type Needs = { clock: Clock; chance: Chance; origin: string };
type Post = PlaceName & {
  readonly origin: string;
  readonly seq: number;
  readonly edit_seq: number;
  /** Of its author: where they are at home, and as who. */
  readonly home: string;
  readonly public_id: string;
};

/** It was done about this very text before, whatever became of that. */
const about = query<{ subject: string; rule: string; revision: number }>()((db, p) =>
  db
    .selectFrom('action')
    .innerJoin('moderation_case', 'moderation_case.public_id', 'action.case_id')
    .select('action.number')
    .where('moderation_case.subject', '=', p.subject)
    .where('action.rule', '=', p.rule)
    .where('action.automatic', '=', 1)
    .where('action.revision', '>=', p.revision)
    .limit(1),
);
export type Against = {
  readonly kind: 'collapse' | 'label';
  readonly reason: Reason;
  readonly rule: string;
  readonly words: string;
  readonly lasts: Lasts;
};

/** Nothing where it is done already, or was done about the text as it is now. */
export const actOnPost = async (
  tx: Writer,
  needs: Needs,
  post: Post,
  against: Against,
): Promise<Omit<NewEvent, 'at'>[]> => {
  const now = needs.clock.now();
  const { kind, reason, rule, words, lasts } = against;
  const subject = { kind: 'post', key: { origin: post.origin, seq: post.seq } } as const;
  const text = subjectText(subject);
  if ((await measuresOn(tx, [text], now)).some((one) => one.rule === rule)) return [];
  if (await tx.get(about, { subject: text, rule, revision: post.edit_seq })) return [];
  const caseId = await openAutomaticCase(
    tx,
    { ...needs, now },
    {
      ...{ subject: text, scope: scopeOf(post), reason, revision: post.edit_seq },
      person: personText({ member: post.public_id, origin: post.home || needs.origin }),
    },
  );
  const { events } = await recordActions(tx, { ...needs, now }, [
    {
      ...{ by: 'automatic', basis: 'automatic', kind, subject, reason, rule, words, lasts, caseId },
      ...(kind === 'label' ? { settings: { label: words } } : {}),
    },
  ]);
  return [...events, { kind: 'case.opened', data: { case: caseId } }];
};
