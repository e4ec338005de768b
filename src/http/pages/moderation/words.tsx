// The words of moderation in the reader's language: what was done, where, how long, by whom.
import { type NoteKind, noteKinds } from '../../../forum/cases/note-store.ts';
import { type ActionKind, actionKinds, type Basis, bases } from '../../../forum/policy/measures.ts';
import type { Look } from '../look.ts';
import { Moment, placePath, postPath } from '../parts.tsx';
import { recall } from '../recall.ts';

type WithLook = { look: Look };

export const iso = (at: number): string => new Date(at).toISOString();

const isKind = (kind: string): kind is ActionKind => actionKinds.some((each) => each === kind);
const isBasis = (basis: string): basis is Basis => bases.some((each) => each === basis);

/** Of another instance it may be a kind that is not known here. */
export const kindIn = ({ t }: Look, kind: string): string => (isKind(kind) ? t(`moderation.kind-${kind}`) : kind);
export const basisIn = ({ t }: Look, basis: string): string =>
  isBasis(basis) ? t(`moderation.basis-${basis}`) : basis;

const isNoteKind = (kind: string): kind is NoteKind => noteKinds.some((each) => each === kind);
export const noteKindIn = ({ t }: Look, kind: string): string =>
  isNoteKind(kind) ? t(`moderation.noted-${kind}`) : kind;

const outcomes = ['actioned', 'dismissed', 'escalated'] as const;
const judgements = ['overturned', 'narrowed', 'upheld'] as const;

/** What a case notes by itself begins with how it was decided: `dismissed: no rule was broken`. */
export const noteWordsIn = (look: Look, kind: string, words: string): string => {
  const whole = recall(look, words);
  if (kind === 'note' || whole !== words) return whole;
  const [head = '', ...rest] = words.split(': ');
  const outcome = outcomes.find((each) => each === head);
  const judgement = judgements.find((each) => each === head);
  const said = outcome
    ? look.t(`moderation.case-state-${outcome}`)
    : judgement && look.t(`moderation.judged-${judgement}`);
  return said === undefined ? words : [said, ...rest].join(': ');
};

/** What a place is called, without more. */
export const placeIn = ({ titles }: Look, scope: string): string =>
  titles?.get(scope) ?? scope.replace(/^(board|plank):/, '');

/** @param scope null: of a place that the reader may not know of */
export const scopeIn = (look: Look, scope: string | null): string =>
  scope === null
    ? look.t('moderation.scope-unknown')
    : scope === 'instance' || scope === 'planks'
      ? look.t(`moderation.scope-${scope}`)
      : look.t('moderation.scope-place', { place: placeIn(look, scope) });

/** @param by `moderator 3`, `admin 1`, `operator`, `automatic` */
export const byIn = ({ t }: Look, by: string): string => {
  const [role, number = ''] = by.split(' ');
  if (role === 'moderator' || role === 'admin') return t(`moderation.by-${role}`, { number });
  return role === 'operator' || role === 'automatic' ? t(`moderation.by-${role}`) : by;
};

export const At = ({ look, at }: WithLook & { at: number }) => <Moment look={look} at={iso(at)} />;

type LastsProps = WithLook & { until: number | null; reviewAt?: number | null; permanent?: string | null };

/** Until when; nothing where it is said once. @param permanent why, or '' for whom that is not told */
export const Lasts = ({ look, until, reviewAt = null, permanent = null }: LastsProps) => {
  if (until !== null)
    return <span>{look.rich('moderation.lasts-until', { time: () => <At look={look} at={until} /> })}</span>;
  if (reviewAt !== null)
    return <span>{look.rich('moderation.lasts-review', { time: () => <At look={look} at={reviewAt} /> })}</span>;
  if (permanent === null) return null;
  if (permanent === '') return <span>{look.t('moderation.decide-for-good')}</span>;
  return <span dir="auto">{look.t('moderation.lasts-for-good', { why: recall(look, permanent) })}</span>;
};

/** Where a subject is to be seen; undefined where that is no page. `post b17`, `thread b1`, `member ada@greens.example`. */
export const pathOfSubject = ({ site }: Look, subject: string): string | undefined => {
  const at = subject.indexOf(' ');
  const [kind, name] = [subject.slice(0, at), subject.slice(at + 1)];
  if (kind === 'post') return postPath(name);
  if (kind === 'thread') return `/threads/${encodeURIComponent(name)}`;
  if (kind === 'place') return `/${name.replace(':', 's/')}`;
  if ((kind === 'member' || kind === 'remote') && !name.startsWith('('))
    return `/members/${encodeURIComponent(name.endsWith(`@${site.origin}`) ? name.slice(0, -site.origin.length - 1) : name)}`;
  if (kind === 'peer') return `/peers/${encodeURIComponent(name)}`;
  return undefined;
};

/** What a place is called, leading there. */
export const PlaceLink = ({ look, place }: WithLook & { place: { kind: string; slug: string } }) => (
  <a href={placePath(place)} dir="auto">
    {placeIn(look, `${place.kind}:${place.slug}`)}
  </a>
);

/** The name of a thing, leading to it where it is to be seen. */
export const SubjectLink = ({ look, subject }: WithLook & { subject: string }) => {
  const path = pathOfSubject(look, subject);
  const said = subject.slice(subject.indexOf(' ') + 1);
  const name = subject.startsWith('place ') ? placeIn(look, said) : said;
  return path === undefined ? <bdi>{name}</bdi> : <a href={path}>{name}</a>;
};

/** Where a person stands on the desk. */
export const personPath = (home: string, { name, origin }: { name: string; origin: string }): string =>
  `/moderation/members/${encodeURIComponent(origin === '' || origin === home ? name : `${name}@${origin}`)}`;
