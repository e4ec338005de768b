// The words of moderation, as facts: kinds of measures, what they are on, where they hold and why. Closed lists: reasons name
// conduct, and there is none for a view (docs/moderation.md).
import { nameOfPost, ORIGIN, type PostKey, parsePostName } from '../../base/names.ts';
import { plainly, type Said, said } from '../../base/said.ts';
import type { PlaceKind, Role } from '../../db/tables.ts';

/** `purge`: its words and images are erased here, for good. */
export const postMeasures = ['label', 'collapse', 'hide', 'hold', 'keep', 'purge'] as const;
export const threadMeasures = ['close', 'slow'] as const;
/** `mute`: their reports are not taken. */
export const memberMeasures = ['note', 'warning', 'mute', 'hold-posts', 'rate-limit', 'read-only', 'suspend'] as const;
/** On members of other instances: collapsed, held, or not heard here. */
export const remoteMeasures = ['limit', 'hold-posts', 'unheard'] as const;
export const peerMeasures = ['accept', 'mute', 'filter', 'unheard'] as const;
/** Who has which role, and moderates what: the last of these that stands gives it. */
export const officeKinds = ['appoint', 'dismiss', 'grant', 'revoke'] as const;
/** How an appeal was decided. */
export const appealKinds = ['overturned', 'narrowed', 'upheld'] as const;
/** Acts that the log holds beside measures. `rejection`: a held post is not let through. `move`: of a thread to another board. */
export const otherKinds = [
  ...(['bulk', 'reversal', 'approval', 'rejection', 'move'] as const),
  ...officeKinds,
  ...appealKinds,
] as const;

export const measureKinds = [
  ...postMeasures,
  ...threadMeasures,
  ...memberMeasures,
  'limit',
  'unheard',
  'accept',
  'filter',
] as const;
export type MeasureKind = (typeof measureKinds)[number];
export const actionKinds = [...measureKinds, ...otherKinds] as const;
export type ActionKind = (typeof actionKinds)[number];

/** Said once: they restrict nobody and are never in force. */
export const SAID: ReadonlySet<ActionKind> = new Set<ActionKind>(['note', 'warning', 'accept', ...otherKinds]);

export const isOffice = (kind: string): kind is (typeof officeKinds)[number] => officeKinds.some((one) => one === kind);

export const reasons = [
  'spam',
  'harassment',
  'doxxing',
  'threat',
  'flooding',
  'impersonation',
  'off-topic',
  'illegal',
  'evasion',
  'other',
] as const;
export type Reason = (typeof reasons)[number];
const reasonWords: Readonly<Record<Reason, Said>> = {
  spam: said`spam`,
  harassment: said`harassment`,
  doxxing: said`doxxing`,
  threat: said`threat`,
  flooding: said`flooding`,
  impersonation: said`impersonation`,
  'off-topic': said`off-topic`,
  illegal: said`illegal`,
  evasion: said`evasion`,
  other: said`other`,
};
/** In what is told to people. */
export const reasonSaid = (reason: string): Said => reasonWords[reason as Reason] ?? plainly(reason);

export const bases = ['report', 'own', 'automatic', 'advisory', 'legal', 'appeal'] as const;
export type Basis = (typeof bases)[number];

export type ActorRole = 'moderator' | 'admin' | 'operator' | 'automatic';

/** Where a measure or a duty holds. */
export type Scope = 'instance' | 'planks' | `plank:${string}` | `board:${string}`;
export const SCOPE = /^(instance|planks|(plank|board):[a-z0-9][a-z0-9-]{0,62})$/;
export const isScope = (text: string): text is Scope => SCOPE.test(text);

export type PlaceName = { readonly kind: PlaceKind; readonly slug: string };
export const scopeOf = ({ kind, slug }: PlaceName): Scope => `${kind}:${slug}`;

/** Whether what holds in `scope` holds in that place. */
export const reaches = (scope: string, { kind, slug }: PlaceName): boolean =>
  scope === 'instance' || (scope === 'planks' && kind === 'plank') || scope === `${kind}:${slug}`;

/** Whether all of `inner` lies in `outer`. */
export const covers = (outer: string, inner: string): boolean =>
  outer === 'instance' || outer === inner || (outer === 'planks' && inner.startsWith('plank:'));

export type Subject =
  | { readonly kind: 'post' | 'thread'; readonly key: PostKey; readonly revision?: number }
  | { readonly kind: 'place'; readonly place: PlaceName }
  /** By the opaque id. */
  | { readonly kind: 'member'; readonly member: string }
  | { readonly kind: 'remote'; readonly origin: string; readonly member: string }
  | { readonly kind: 'peer'; readonly origin: string }
  /** What was written and has not appeared yet. */
  | { readonly kind: 'held'; readonly id: string }
  | { readonly kind: 'none' };
export type SubjectKind = Subject['kind'];

/** One text for each subject: `post b17`, `member <id>`, `remote <id>@<origin>`. */
export const subjectText = (subject: Subject): string => {
  switch (subject.kind) {
    case 'post':
    case 'thread':
      return `${subject.kind} ${nameOfPost(subject.key)}`;
    case 'place':
      return `place ${scopeOf(subject.place)}`;
    case 'member':
      return `member ${subject.member}`;
    case 'remote':
      return `remote ${subject.member}@${subject.origin}`;
    case 'peer':
      return `peer ${subject.origin}`;
    case 'held':
      return `held ${subject.id}`;
    case 'none':
      return '';
  }
};

/** Reads what {@link subjectText} writes. */
export const parseSubject = (text: string): Subject | undefined => {
  if (text === '') return { kind: 'none' };
  const at = text.indexOf(' ');
  const [kind, name] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === 'post' || kind === 'thread') {
    const key = parsePostName(name);
    return key && { kind, key };
  }
  if (kind === 'place') {
    const [, place, slug] = /^(board|plank):(.+)$/.exec(name) ?? [];
    return place && slug ? { kind, place: { kind: place as PlaceKind, slug } } : undefined;
  }
  if (kind === 'member') return { kind, member: name };
  if (kind === 'held') return { kind, id: name };
  if (kind === 'peer') return ORIGIN.test(name) ? { kind, origin: name } : undefined;
  if (kind !== 'remote') return undefined;
  const split = name.indexOf('@');
  return split > 0 ? { kind, member: name.slice(0, split), origin: name.slice(split + 1) } : undefined;
};

/** What a kind needs to know besides. */
export type Settings = {
  readonly posts?: number | undefined;
  readonly seconds?: number | undefined;
  readonly label?: string | undefined;
  readonly collapse?: boolean | undefined;
  readonly holdFirst?: boolean | undefined;
  readonly noVotes?: boolean | undefined;
  /** Of a move: scopes. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Of an appointment or a dismissal: the role from then on. */
  readonly role?: Role | undefined;
  /** Of a grant. */
  readonly capabilities?: readonly string[] | undefined;
};

/** A filter that does nothing is none. */
export const filtersSomething = ({ collapse, holdFirst, noVotes }: Settings): boolean =>
  collapse === true || holdFirst === true || noVotes === true;

/** A restriction of a member that is in force. */
export type Restriction = {
  readonly kind: MeasureKind;
  readonly scope: string;
  readonly until: number | null;
  /** The number of the action. */
  readonly action: number;
  readonly reason: string;
  readonly settings: Settings;
};
export type Standing = readonly Restriction[];

/** As the row keeps it; without what has ended by now. */
export const parseStanding = (text: string | null, now: number): Standing | undefined => {
  if (text === null) return undefined;
  const kept: Standing = JSON.parse(text);
  const held = kept.filter(({ until }) => until === null || until > now);
  return held.length > 0 ? held : undefined;
};
