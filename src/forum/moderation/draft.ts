// An action before it is taken, checked: which kind fits what, where it holds and how long.
import { invalid } from '../../base/errors.ts';
import { kept, type Said, said } from '../../base/said.ts';
import type { Actor } from '../policy/actor.ts';
import type { Capability } from '../policy/duties.ts';
import {
  type ActionKind,
  type Basis,
  filtersSomething,
  isOffice,
  isScope,
  memberMeasures,
  officeKinds,
  otherKinds,
  peerMeasures,
  postMeasures,
  type Reason,
  reasonSaid,
  remoteMeasures,
  type Settings,
  type Subject,
  type SubjectKind,
  threadMeasures,
} from '../policy/measures.ts';
import type { Demand } from './staff.ts';

/** Exactly one: until when, when somebody looks at it again, or why it is for good. */
export type Lasts = { readonly until: number } | { readonly reviewAt: number } | { readonly permanent: string };

export type ActionDraft = {
  readonly by: Actor | 'automatic';
  readonly kind: ActionKind;
  readonly subject: Subject;
  /** Of a post, thread or place its place, where it is left out. */
  readonly scope?: string | undefined;
  readonly reason: Reason;
  /** Which rule, as people find it: public. */
  readonly rule?: string | undefined;
  readonly basis: Basis;
  /** To the person concerned. */
  readonly words?: string | undefined;
  /** For those who moderate. */
  readonly note?: string | undefined;
  readonly lasts: Lasts;
  readonly settings?: Settings | undefined;
  /** The action that carries this one: reversing it reverses this. */
  readonly parent?: number | undefined;
  /** What is reversed or approved. */
  readonly target?: number | undefined;
  /** What it takes, where that is not what its kind takes in its scope. Not kept. */
  readonly demands?: readonly Demand[] | undefined;
  /** The public id of a case. */
  readonly caseId?: string | undefined;
  /** When what it answers came in, epoch milliseconds: a report, a held post. */
  readonly sinceAt?: number | undefined;
};

const kindsOn: Readonly<Record<SubjectKind, readonly ActionKind[]>> = {
  post: postMeasures,
  thread: [...threadMeasures, 'move'],
  place: ['slow'],
  member: [...memberMeasures, ...officeKinds],
  remote: remoteMeasures,
  peer: peerMeasures,
  held: ['hold', 'rejection'],
  none: otherKinds.filter((kind) => !isOffice(kind)),
};

const nameOf: Readonly<Record<SubjectKind, Said>> = {
  post: said`a post`,
  thread: said`a thread`,
  place: said`a place`,
  member: said`a member here`,
  remote: said`a member elsewhere`,
  peer: said`an instance`,
  held: said`what is held`,
  none: said`nothing`,
};

const HOUR = 3_600_000;
/** Automatic measures end by themselves unless a person confirms them. */
export const AUTOMATIC_MS = 72 * HOUR;
/** The longest that somebody's reports are not taken. */
export const MUTE_MS = 90 * 24 * HOUR;
/** Rules of the house itself. */
export const PRE_MODERATION = kept`pre-moderation`;
export const NOT_REVIEWED = kept`not-reviewed`;
const AUTOMATIC: ReadonlySet<ActionKind> = new Set<ActionKind>([
  'hold',
  'collapse',
  'slow',
  'label',
  'reversal',
  'bulk',
]);

const needs = (value: number | undefined, field: string, most: number): void => {
  if (value === undefined || !Number.isSafeInteger(value) || value < 1 || value > most)
    throw invalid(`settings.${field}`, said`must be a whole number from 1 to ${most}.`);
};

const checkSettings = ({ kind, settings = {} }: ActionDraft): void => {
  if (kind === 'rate-limit') {
    needs(settings.posts, 'posts', 1_000);
    needs(settings.seconds, 'seconds', 30 * 86_400);
  }
  if (kind === 'slow') needs(settings.seconds, 'seconds', 7 * 86_400);
  if (kind === 'label' && !settings.label) throw invalid('settings.label', said`say what it is labelled with.`);
  if (kind === 'filter' && !filtersSomething(settings))
    throw invalid('settings', said`say what the filter does: collapse, holdFirst or noVotes.`);
};

/** Why a post may be purged; `other` says so in words. */
export const PURGED_FOR: readonly Reason[] = ['illegal', 'doxxing', 'other'];

const checkMute = ({ lasts, scope }: ActionDraft, now: number): void => {
  if (!('until' in lasts) || lasts.until > now + MUTE_MS) throw invalid('until', said`at most 90 days from now.`);
  if (scope !== undefined && scope !== 'instance')
    throw invalid('scope', said`reports are taken or not on the instance.`);
};

/** For what nobody may keep: it cannot be undone. */
const checkPurge = ({ lasts, reason }: ActionDraft): void => {
  if (!('permanent' in lasts)) throw invalid('permanent', said`what is purged is gone: say why it is for good.`);
  if (!PURGED_FOR.includes(reason)) {
    const reasons = PURGED_FOR.map((one) => reasonSaid(one)).reduce((all, one) => said`${all}, ${one}`);
    throw invalid('reason', said`nothing is purged but for: ${reasons}.`);
  }
};

const checkTime = (draft: ActionDraft, now: number): void => {
  const { lasts } = draft;
  if ('until' in lasts && lasts.until <= now) throw invalid('until', said`must be in the future.`);
  if ('reviewAt' in lasts && lasts.reviewAt <= now) throw invalid('reviewAt', said`must be in the future.`);
  if ('permanent' in lasts && lasts.permanent.trim() === '')
    throw invalid('permanent', said`say in words why it is for good.`);
};

/** @throws Refusal `invalid` on the field that breaks its rule */
export const checkDraft = (draft: ActionDraft, now: number): void => {
  const { kind, subject, reason, words = '', scope } = draft;
  const fits = kindsOn[subject.kind].includes(kind) || kind === 'reversal' || kind === 'approval';
  if (!fits) throw invalid('kind', said`${kind} is no measure on ${nameOf[subject.kind]}.`);
  if (reason === 'other' && words.trim() === '')
    throw invalid('words', said`say what was done: the reason is "other".`);
  if (scope !== undefined && !isScope(scope))
    throw invalid('scope', said`must be instance, planks, plank:… or board:….`);
  // What is said on a board comes from members here alone.
  if (scope?.startsWith('board:') && (subject.kind === 'remote' || subject.kind === 'peer'))
    throw invalid('scope', said`must be instance, planks or plank:….`);
  if (kind === 'close' && subject.kind !== 'thread') throw invalid('kind', said`only a thread is closed.`);
  checkTime(draft, now);
  if (kind === 'mute') checkMute(draft, now);
  if (kind === 'purge') checkPurge(draft);
  checkSettings(draft);
  if (draft.by !== 'automatic') return;
  if (!AUTOMATIC.has(kind)) throw invalid('kind', said`nothing automatic does this.`);
  if ('until' in draft.lasts && draft.lasts.until > now + AUTOMATIC_MS)
    throw invalid('until', said`what is automatic ends within 72 hours.`);
  // Held because a person decided so, of this author or this place, or collapsed because nobody has looked yet.
  const decided = draft.parent !== undefined || draft.rule === PRE_MODERATION || draft.rule === NOT_REVIEWED;
  if ('reviewAt' in draft.lasts && !decided) throw invalid('reviewAt', said`what is automatic ends within 72 hours.`);
};

type Asked = {
  readonly kind: ActionKind;
  readonly subject: { readonly kind: SubjectKind };
  readonly basis?: Basis;
  /** What a reversal undoes. */
  readonly undoes?: ActionKind;
};

/** What somebody needs to take the action. */
export const capabilityFor = ({ kind, subject, basis, undoes = kind }: Asked): Capability => {
  if (isOffice(undoes)) return 'set-rules';
  if (subject.kind === 'peer' && undoes !== 'mute') return 'handle-peers';
  // What came of an appeal is for whoever decides appeals.
  if (basis === 'appeal') return 'decide-appeals';
  return kind === 'reversal' ? 'reverse' : 'act';
};
