// What the forms of a case propose, and what they send, as the verbs take it.
import type { WholeCase } from '../../../forum/cases/read-case.ts';

export const postChoices = ['label', 'collapse', 'hide', 'keep'] as const;
export const threadChoices = ['close', 'slow'] as const;
export const memberChoices = ['note', 'warning', 'hold-posts', 'rate-limit', 'read-only', 'suspend'] as const;
export const remoteChoices = ['limit', 'hold-posts', 'unheard'] as const;
export const lengths = ['1', '3', '7', '14', '30', '90', 'review', 'good'] as const;

export type Fields = Readonly<Record<string, string>>;

const DAY = 86_400_000;
const HIDDEN = new Set(['doxxing', 'threat', 'illegal', 'harassment', 'impersonation', 'spam']);
const WARNED = new Set(['doxxing', 'threat', 'harassment']);

/** What is marked already when a moderator opens the case: a measure, a reason and an end. */
export const proposalOf = ({ reason, person, subject, scope }: WholeCase, home: string): Fields => {
  const post = !subject.startsWith('post ') ? '' : HIDDEN.has(reason) ? 'hide' : 'collapse';
  const local = person?.origin === home;
  const member = reason === 'flooding' ? 'rate-limit' : WARNED.has(reason) || post === '' ? 'warning' : '';
  return {
    ...{ post, reason, scope, postLasts: post === 'hide' ? 'review' : '30', authorLasts: '7', posts: '5' },
    author: local ? member : person && post === '' ? 'limit' : '',
  };
};

/** Exactly one of `until`, `reviewAt` and `permanent`, as the verbs take it. */
export const lastsOf = (choice: string | undefined, why: string, now: number) => {
  if (choice === 'good') return { permanent: why };
  if (choice === 'review') return { reviewAt: new Date(now + 90 * DAY).toISOString() };
  const days = Number(choice);
  return { until: new Date(now + (Number.isFinite(days) && days > 0 ? days : 7) * DAY).toISOString() };
};

/** @returns what `decisionInput` reads; it checks it */
export const decisionOf = (fields: Fields, outcome: string, now: number) => {
  const { version, post = '', thread = '', author = '', reason = '', rule = '', words = '', note = '' } = fields;
  const { scope = '', reporters = '', postLasts, authorLasts, why = '', label = '', posts = '' } = fields;
  const { threadWords = '', authorWords = '' } = fields;
  const common = { reason, note, ...(rule === '' ? {} : { rule }) };
  /** Each is told in its own words; where there are none, in those of the first. */
  const said = (own: string) => ({ words: own.trim() === '' ? words : own });
  const onPost = { ...common, words, ...lastsOf(postLasts, why, now) };
  const actions: unknown[] = [];
  if (post !== '')
    actions.push({ ...onPost, kind: post, on: 'subject', ...(post === 'label' ? { settings: { label } } : {}) });
  if (thread !== '')
    actions.push({
      ...{ ...onPost, ...said(threadWords) },
      kind: thread,
      on: 'thread',
      ...(thread === 'slow' ? { settings: { seconds: 600 } } : {}),
    });
  if (author !== '')
    actions.push({
      ...{ ...common, ...said(authorWords) },
      ...lastsOf(authorLasts, why, now),
      ...{ kind: author, on: 'author' },
      ...(scope === '' ? {} : { scope }),
      ...(author === 'rate-limit' ? { settings: { posts: Number(posts), seconds: 86_400 } } : {}),
    });
  return { version: Number(version), outcome, actions: outcome === 'actioned' ? actions : [], words: reporters, note };
};

/** @returns what `appealDecisionInput` reads; it checks it */
export const appealDecisionOf = ({ version, outcome, reasons = '', ends }: Fields, now: number) => ({
  version: Number(version),
  outcome,
  reasons,
  ...(outcome === 'narrowed' ? { until: new Date(now + Number(ends ?? 1) * DAY).toISOString() } : {}),
});
