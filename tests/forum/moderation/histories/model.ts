// What follows from the log, said once more and knowing nothing of how it is done: which actions stand, and what they show of posts,
// threads, places and members.
import type { Reader } from '../../../../src/db/database.ts';
import { query } from '../../../../src/db/statement.ts';
import type { Settings } from '../../../../src/forum/policy/measures.ts';
import { HOUR } from './world.ts';

const DAY = 24 * HOUR;

/** An action, as the log tells of it. */
export type Told = {
  number: number;
  at: number;
  kind: string;
  /** By subjectText; '' where there is none. */
  subject: string;
  scope: string;
  settings: Settings;
  until: number | null;
  parent: number | null;
  target: number | null;
  awaits: string;
  effectiveAt: number | null;
  automatic: boolean;
  basis: string;
  rule: string;
  /** `id@origin`; '': nobody. */
  person: string;
  actor: string;
  caseId: string | null;
  hash: string;
};

const rows = query<{ after: number }>()((db, p) =>
  db.selectFrom('action').selectAll().where('number', '>', p.after).orderBy('number'),
);
const parts = query<{ after: number }>()((db, p) =>
  db.selectFrom('action_part').select(['action', 'part', 'person']).where('action', '>', p.after),
);

/** Actions after that number. */
export const readTold = async (reader: Reader, after: number): Promise<Told[]> => {
  const found = await reader.all(rows, { after });
  if (found.length === 0) return [];
  const named = new Map<string, string>();
  for (const { action, part, person } of await reader.all(parts, { after })) named.set(`${action} ${part}`, person);
  return found.map((row) => {
    const person = named.get(`${row.number} subject`) ?? '';
    const isPerson = row.subject_kind === 'member' || row.subject_kind === 'remote';
    const whom = row.subject_kind === 'member' ? person.split('@')[0] : person;
    return {
      ...{ number: row.number, at: row.at, kind: row.kind, scope: row.scope, until: row.until_at, parent: row.parent },
      ...{ target: row.target, awaits: row.awaits, effectiveAt: row.effective_at, automatic: row.automatic === 1 },
      subject: !isPerson ? row.subject : person === '' ? '' : `${row.subject_kind} ${whom}`,
      ...{ settings: JSON.parse(row.settings), person, actor: named.get(`${row.number} actor`) ?? '' },
      ...{ basis: row.basis, rule: row.rule, caseId: row.case_id, hash: row.hash },
    };
  });
};

const IDLE = new Set(
  'note warning accept bulk reversal approval grant revoke appoint dismiss rejection move upheld narrowed overturned'.split(
    ' ',
  ),
);
const RESTRICTING = new Set(['hold-posts', 'rate-limit', 'read-only', 'suspend']);

/** A revision of a post, by the entry that holds it. */
export type Post = {
  name: string;
  /** '' on a board. */
  origin: string;
  /** `id@origin` of who wrote it. */
  author: string;
  place: string;
  thread: string;
  arrived: number;
  state: 'live' | 'deleted' | 'erased' | 'withheld';
  body: string;
  revisions: { seq: number; at: number }[];
  withdrawn: boolean;
  votes: Map<string, number>;
};

/** Advice of a constituent, as it came. */
export type Said = {
  name: string;
  seq: number;
  by: string;
  post: string;
  /** Whether it may count. */
  weighty: boolean;
  at: number;
  revision: number;
  until: number;
  withdrawn: boolean;
};

export type Advising = { quorum: boolean; withdrawn: 'collapse' | 'show'; choices: Map<string, string>; said: Said[] };

export type Model = ReturnType<typeof createModel>;

export const createModel = (clock: { now(): number }, advising: Advising) => {
  const log = new Map<number, Told>();
  const bySubject = new Map<string, Told[]>();
  const undoing = new Map<number, Told[]>();
  /** What was approved, and when. */
  const approved = new Map<number, number>();
  const gone = new Set<string>();
  const onAppeal = new Set<number>();
  const children = new Map<number, number>();
  const keeps = new Map<string, Told[]>();
  /** What an action weighs, by who took it. */
  const weights = new Map<string, { at: number; weight: number }[]>();

  /** Whether it counts at all: by itself, or because a second person agreed, or the wait for one is over. */
  const counts = (one: Told): boolean =>
    one.awaits === '' ||
    approved.has(one.number) ||
    (one.parent !== null && approved.has(one.parent)) ||
    (one.awaits === 'wait' && (one.effectiveAt ?? 0) <= clock.now());
  const isUndone = (one: Told): boolean =>
    [one.number, ...(one.parent === null ? [] : [one.parent])].some((number) =>
      (undoing.get(number) ?? []).some((by) => counts(by) && !isUndone(by)),
    );
  const isOver = ({ until }: Told): boolean => until !== null && until <= clock.now();
  /** A hold whose time is over stands until it is undone: nobody has looked. */
  const isInForce = (one: Told): boolean =>
    !IDLE.has(one.kind) &&
    one.subject !== '' &&
    !gone.has(one.subject) &&
    counts(one) &&
    !isUndone(one) &&
    (!isOver(one) || one.kind === 'hold');
  const inForce = (from = 0): Told[] => {
    const some: Told[] = [];
    for (let number = from + 1; number <= log.size; number++) {
      const one = log.get(number);
      if (one && isInForce(one)) some.push(one);
    }
    return some;
  };
  const on = (...subjects: string[]): Told[] =>
    subjects.flatMap((subject) => bySubject.get(subject) ?? []).filter(isInForce);
  const longest = (some: readonly Told[]): number | undefined =>
    some.toSorted((a, b) => (b.until ?? Infinity) - (a.until ?? Infinity) || a.number - b.number)[0]?.number;
  const reaches = (scope: string, place: string): boolean =>
    scope === 'instance' || scope === place || (scope === 'planks' && place.startsWith('plank:'));

  /** Who advises about the post as it is shown now, and is heard. */
  const heard = ({ name, revisions }: Post): Said[] =>
    advising.said.filter(({ by, post, withdrawn, until, revision }) => {
      const next = revisions.find(({ seq }) => seq > revision);
      const about = next === undefined || clock.now() < next.at + 24 * HOUR;
      return post === name && !withdrawn && until > clock.now() && about && advising.choices.get(by) !== 'ignore';
    });

  /** Of what an instance says in one day, fifty count. */
  const hasWeight = (one: Said): boolean => {
    const day = Math.floor(one.at / DAY);
    const before = advising.said.filter(
      ({ by, at, weighty, seq }) => weighty && by === one.by && Math.floor(at / DAY) === day && seq < one.seq,
    );
    return one.weighty && before.length < 50;
  };

  /** Whether something holds first posts of members of a peer, and this author is new since, and nobody let them through. */
  const isHeldAsNew = (filter: Told, { author }: Post, posts: readonly Post[]): boolean =>
    filter.settings.holdFirst === true &&
    !posts.some((one) => one.author === author && one.arrived < filter.at) &&
    !(keeps.get(author) ?? []).some(isInForce);

  /** Scopes that a member moderates beside their role. */
  const dutiesOf = (publicId: string): string[] => {
    const scopes = new Set<string>();
    const subject = `member ${publicId}`;
    const all = (bySubject.get(subject) ?? []).filter((one) => counts(one) && !isUndone(one));
    for (const { kind, scope } of gone.has(subject) ? [] : all) {
      if (kind === 'grant') scopes.add(scope);
      if (kind === 'revoke') scopes.delete(scope);
    }
    return [...scopes].toSorted();
  };

  /** To call off what has no effect yet weighs nothing. */
  const weightOf = ({ kind, target }: Told): number => {
    const undone = kind === 'reversal' && target !== null ? log.get(target) : undefined;
    if (!undone) return 1;
    return counts(undone) ? 1 + (children.get(undone.number) ?? 0) : 0;
  };
  const raids = (place: string): Told[] =>
    (bySubject.get('') ?? []).filter(
      ({ kind, rule, scope }) => kind === 'bulk' && rule === 'raid-brake' && scope === place,
    );
  const isOnPeer = ({ number, subject, target }: Told): boolean => {
    if (subject.startsWith('peer ')) return true;
    const undone = target === null ? undefined : log.get(target);
    if (undone && isOnPeer(undone)) return true;
    for (let next = number + 1; log.get(next)?.parent === number; next++)
      if (isOnPeer(log.get(next) as Told)) return true;
    return false;
  };

  return {
    ...{ log, onAppeal, on, inForce, isInForce, isUndone, counts, heard, reaches },
    add(told: readonly Told[]): void {
      for (const one of told) {
        log.set(one.number, one);
        if (one.parent !== null) children.set(one.parent, (children.get(one.parent) ?? 0) + 1);
        bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
        if (one.kind === 'keep') keeps.set(one.person, [...(keeps.get(one.person) ?? []), one]);
        if (one.basis === 'appeal') onAppeal.add(one.number);
        if (one.kind === 'approval' && one.target !== null) approved.set(one.target, one.at);
        if ((one.kind === 'reversal' || one.kind === 'rejection') && one.target !== null)
          undoing.set(one.target, [...(undoing.get(one.target) ?? []), one]);
        weights.set(one.actor, [...(weights.get(one.actor) ?? []), { at: one.at, weight: weightOf(one) }]);
      }
    },
    /** What a moderator did after that time, what they undid counted with all that it carried. */
    weightOf: (actor: string, since: number): number =>
      (weights.get(actor) ?? []).filter(({ at }) => at > since).reduce((sum, { weight }) => sum + weight, 0),
    /** Numbers of the brakes of a place that are on, taken or confirmed after that time. */
    brakes: (place: string, after: number): number[] =>
      raids(place)
        .filter((one) => one.at > after && counts(one) && !isUndone(one) && !isOver(one))
        .map(({ number }) => number),
    /** Whether it was decided of something held that it does not appear. */
    isKeptBack: (id: string): boolean =>
      (bySubject.get(`held ${id}`) ?? []).some((one) => one.kind === 'rejection' && counts(one) && !isUndone(one)),
    /** That it does not appear waits for a second person. */
    pendingRejection: (id: string): number | undefined =>
      bySubject.get(`held ${id}`)?.find((one) => one.kind === 'rejection' && !counts(one) && !isUndone(one))?.number,
    /** When the last one began. */
    lastBrake: (place: string): number =>
      Math.max(0, ...raids(place).flatMap(({ automatic, at }) => (automatic ? [at] : []))),
    /** Whether it is about a peer, or carries or undoes what is. */
    isOnPeer,
    /** Who moderates anything beside their role. */
    withDuties: (): string[] =>
      [...bySubject.keys()]
        .flatMap((subject) => (subject.startsWith('member ') ? [subject.slice('member '.length)] : []))
        .filter((id) => dutiesOf(id).length > 0),
    /** Who left is restricted no more. */
    forget: (subject: string) => void gone.add(subject),
    /** What is laid over a post; null: nothing. */
    layerOf(post: Post, posts: readonly Post[]) {
      const foreign = post.origin === '' ? [] : [`remote ${post.author}`, `peer ${post.origin}`];
      const all = on(`post ${post.name}`, ...foreign).filter(
        ({ subject, scope }) => subject.startsWith('post ') || reaches(scope, post.place),
      );
      const of = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind));
      const holds = of('hold').filter((one) => !isOver(one));
      const ended = of('hold').filter(isOver);
      const labels = new Set(of('label').map(({ settings }) => settings.label));
      const advice = heard(post);
      const more = {
        ...(labels.size > 0 ? { labels: [...labels].toSorted() } : {}),
      };
      const hiding = longest(of('hide', 'unheard', 'purge'));
      if (hiding !== undefined) return { state: 'hidden', action: hiding, ...more };
      const keeping = longest(of('keep'));
      if (keeping !== undefined) return { state: 'visible', kept: true, action: keeping, ...more };
      const holding = longest([
        ...holds,
        ...of('hold-posts'),
        ...of('filter').filter((one) => isHeldAsNew(one, post, posts)),
      ]);
      if (holding !== undefined) return { state: 'held', action: holding, ...more };
      const filters = of('filter').filter(({ settings }) => settings.collapse === true);
      const collapsing = longest([...ended, ...of('collapse', 'limit'), ...filters]);
      if (collapsing !== undefined) return { state: 'collapsed', action: collapsing, ...more };
      const counted = advice.filter((one) => hasWeight(one) && advising.choices.get(one.by) === 'count');
      if (advising.quorum && new Set(counted.map(({ by }) => by)).size >= 2)
        return { state: 'collapsed', by: 'advice', ...more };
      const stands = post.withdrawn && advising.withdrawn === 'show';
      return stands || labels.size > 0 || advice.length > 0
        ? { state: 'visible', ...(stands ? { stands } : {}), ...more }
        : null;
    },
    /** Votes as readers here see them. */
    votesOf(post: Post): number {
      const left = (origin: string) =>
        on(`peer ${origin}`).some(
          ({ kind, settings, scope }) => kind === 'filter' && settings.noVotes && reaches(scope, post.place),
        );
      return [...post.votes].reduce((sum, [origin, up]) => sum + (left(origin) ? 0 : up), 0);
    },
    standingOf: (publicId: string): Told[] => on(`member ${publicId}`).filter(({ kind }) => RESTRICTING.has(kind)),
    /** What of that kind restricts a member in a place. */
    restricts: (publicId: string, place: string, ...kinds: string[]): boolean =>
      on(`member ${publicId}`).some(({ kind, scope }) => kinds.includes(kind) && reaches(scope, place)),
    /** Of a thread, or a place. */
    closedBy: (subject: string): number | undefined => longest(on(subject).filter(({ kind }) => kind === 'close')),
    slowness: (subject: string): number =>
      Math.max(
        0,
        ...on(subject)
          .filter(({ kind }) => kind === 'slow')
          .map(({ settings }) => settings.seconds ?? 0),
      ),
    dutiesOf,
    /** Whether that member moderates there beside their role. */
    moderates: (publicId: string, place: string): boolean => dutiesOf(publicId).some((scope) => reaches(scope, place)),
  };
};
