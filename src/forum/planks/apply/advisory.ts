// advisory.issued and advisory.withdrawn: what constituents advise each other. Here it is written down; what this instance makes of
// it is weighed when the fold ends (forum/advice). Nobody withdraws what is not their own.
import { parseEntryName } from '../../../base/names.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { parseInstant } from '../../../journal/forms.ts';
import { parseContent, parseRef, type Ref } from '../../../journal/records.ts';
import { dropAdvisory, endAdvisory, findAdvisory, putAdvisory } from '../../advice/advisory-store.ts';
import { reasons, subjectText } from '../../policy/measures.ts';
import { applied, badRef, type Fold, type Outcome, unreadable, voidFor, waitFor } from './fold.ts';
import { ownPost } from './post-edited.ts';

const DAY = 86_400_000;
/** Advice ends after so many days at the latest. */
export const ADVICE_DAYS = 90;

type Subject = Ref<'advisory.issued'>['subject'];

const subjectOf = (subject: Subject): { kind: 'post' | 'member' | 'instance'; text: string } | undefined => {
  if ('member' in subject) return { kind: 'member', text: subjectText({ kind: 'remote', ...subject }) };
  if ('instance' in subject) return { kind: 'instance', text: subjectText({ kind: 'peer', origin: subject.instance }) };
  const key = parseEntryName(subject.post);
  return key && { kind: 'post', text: subjectText({ kind: 'post', key }) };
};

/** A revision is one of the very post: an entry of the same journal, and not before it. Undefined: it is not. */
const revisionOf = (ref: Ref<'advisory.issued'>): number | null | undefined => {
  if (ref.revision === undefined) return null;
  const post = 'post' in ref.subject ? parseEntryName(ref.subject.post) : undefined;
  const revision = parseEntryName(ref.revision);
  return post && revision && revision.origin === post.origin && revision.seq >= post.seq ? revision.seq : undefined;
};

/** Of a kind that may count towards a quorum; others are shown. */
const isWeighty = (ref: Ref<'advisory.issued'>): boolean =>
  'post' in ref.subject &&
  ref.revision !== undefined &&
  ref.effect === 'collapse' &&
  ref.human &&
  reasons.some((reason) => reason === ref.reason);

const noteReads = (entry: StoredEntry): boolean =>
  entry.state !== 'held' || entry.content === null || parseContent('advisory.issued', entry.content).ok;

export const applyAdvisoryIssued = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('advisory.issued', entry.ref);
  const subject = ref && subjectOf(ref.subject);
  if (!ref || !subject) return badRef;
  const revision = revisionOf(ref);
  if (revision === undefined) return voidFor('revision: none of that post');
  const until = parseInstant(ref.until) ?? 0;
  if (until <= entry.at || until > entry.at + ADVICE_DAYS * DAY)
    return voidFor(`until: not within ${ADVICE_DAYS} days`);
  if (!noteReads(entry)) {
    await dropAdvisory(fold.tx, entry);
    if (subject.kind === 'post') fold.advised.add(subject.text.slice('post '.length));
    return unreadable(entry);
  }
  await putAdvisory(fold.tx, {
    origin: entry.origin,
    seq: entry.seq,
    kind: subject.kind,
    subject: subject.text,
    revision,
    effect: ref.effect,
    reason: ref.reason,
    at: entry.at,
    until_at: until,
    human: ref.human ? 1 : 0,
    urgent: ref.urgent ? 1 : 0,
    weighty: isWeighty(ref) ? 1 : 0,
    // The day on which it came here: what was written into it is its issuer's choice, and one burst could count for many days. The
    // row of the entry keeps it, so that the view folded anew is the same.
    day: Math.floor(entry.arrivedAt / DAY),
  });
  if (subject.kind === 'post') fold.advised.add(subject.text.slice('post '.length));
  return applied;
};

export const applyAdvisoryWithdrawn = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('advisory.withdrawn', entry.ref);
  const key = ref && ownPost(entry, ref.advisory);
  if (!ref) return badRef;
  if (!key) return voidFor('advisory: not an earlier one of its own');
  const row = await findAdvisory(fold.tx, key);
  if (!row) return waitFor(ref.advisory);
  if ((await endAdvisory(fold.tx, key, entry.seq)) && row.kind === 'post')
    fold.advised.add(row.subject.slice('post '.length));
  return applied;
};
