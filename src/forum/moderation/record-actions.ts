// Takes actions, in the caller's transaction: into the log, one after the other, and into effect. Every verb of moderation ends here,
// so the rules on who, how many at once and on whom stand here, too. The caller's last write is the event.
import { Refusal } from '../../base/errors.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import type { NewEvent } from '../../events/append.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { appealKinds, type Scope } from '../policy/measures.ts';
import { addAction, aliasFor, headOfLog, weightSince } from './action-store.ts';
import { distinct } from './approval-needs.ts';
import { type ActionPart, type ActionRow, commitTo, hashOfAction } from './chain.ts';
import { type ActionDraft, capabilityFor, checkDraft } from './draft.ts';
import { noEffects } from './measure-store.ts';
import { demandAdmin } from './office-store.ts';
import { readAction } from './read-action.ts';
import { demandPlace, type Person, personText, type Resolved, resolveSubject } from './resolve-subject.ts';
import { restrictsStaff } from './restricts-staff.ts';
import { type Demand, entitledToAll } from './staff.ts';
import { eventsOf, takeEffect, takeEffectLater } from './take-effect.ts';

export type RecordNeeds = { readonly chance: Chance; readonly origin: string; readonly now: number };

/** What one moderator may do in so many milliseconds without a second person, children counted. */
export const BRAKE = 100;
export const BRAKE_MS = 600_000;
/** Where nobody else is entitled to approve. */
export const WAIT_MS = 24 * 3_600_000;

export type Recorded = {
  readonly number: number;
  readonly kind: ActionDraft['kind'];
  readonly subject: string;
  readonly awaits: '' | 'approval' | 'wait';
  readonly effectiveAt: number | null;
};

export type RecordedActions = {
  readonly actions: readonly Recorded[];
  /** Tells of what was done: to be appended last, in this order. */
  readonly events: readonly Omit<NewEvent, 'at'>[];
};

const asPerson = (actor: Actor | 'automatic', home: string): Person | undefined =>
  actor !== 'automatic' && actor.kind === 'member' ? { member: actor.publicId, origin: home } : undefined;

const roleOf = (actor: Actor | 'automatic'): string => {
  if (actor === 'automatic') return 'automatic';
  if (actor.kind !== 'member') return 'operator';
  return actor.role === 'admin' ? 'admin' : 'moderator';
};

/** What undoes or agrees to something may name a place that is there no more. */
const MAY_BE_GONE: ReadonlySet<ActionDraft['kind']> = new Set<ActionDraft['kind']>([
  ...(['bulk', 'reversal', 'approval', 'revoke'] as const),
  ...appealKinds,
]);

type Ready = { draft: ActionDraft; found: Resolved; scope: Scope; weight: number; demands: readonly Demand[] };

/** Nobody says of their own post that it stands whatever others say of it. */
const refuseOwn = ({ by, kind }: ActionDraft, { person }: Resolved, home: string): void => {
  if (kind !== 'keep' || by === 'automatic' || by.kind !== 'member' || person?.origin !== home) return;
  if (person.member === by.publicId)
    throw new Refusal('forbidden', 'subject: nobody moderates themselves.', { field: 'subject' });
};

const ready = async (tx: Writer, needs: RecordNeeds, draft: ActionDraft, weight: number): Promise<Ready> => {
  checkDraft(draft, needs.now);
  const found = await resolveSubject(tx, needs.origin, draft.subject);
  refuseOwn(draft, found, needs.origin);
  const scope = found.scope ?? ((draft.scope ?? 'instance') as Scope);
  if (found.scope === undefined && !MAY_BE_GONE.has(draft.kind)) await demandPlace(tx, scope);
  // A bulk does nothing but carry others: each of them is asked about.
  const demands = draft.kind === 'bulk' ? [] : (draft.demands ?? [{ can: capabilityFor(draft), scope }]);
  const { by } = draft;
  if (by !== 'automatic') for (const one of demands) may(by, { do: 'moderate', ...one });
  return { draft, found, scope, weight, demands };
};

type Waiting = Pick<Recorded, 'awaits' | 'effectiveAt'>;
const atOnce: Waiting = { awaits: '', effectiveAt: null };

/** Whether a second person has to agree first. */
const waitingFor = async (tx: Writer, needs: RecordNeeds, all: readonly Ready[]): Promise<Waiting> => {
  const [first] = all;
  const by = first?.draft.by;
  if (!first || by === undefined || by === 'automatic') return atOnce;
  const me = by.kind === 'member' ? by.publicId : undefined;
  // What cannot be undone takes two, whoever begins.
  let asked = all.some(({ draft }) => draft.kind === 'purge');
  if (me !== undefined) {
    const weight = all.reduce((sum, one) => sum + one.weight, 0);
    const before = await weightSince(tx, personText({ member: me, origin: needs.origin }), needs.now - BRAKE_MS);
    asked ||= weight > 0 && before + weight > BRAKE;
  }
  const concerned = new Set(all.map(({ found }) => found.person?.member));
  for (const { draft } of all) {
    if (!(await restrictsStaff(tx, draft))) continue;
    asked = true;
    // Whoever gave it is not who has to agree that it goes.
    if (draft.kind === 'reversal') concerned.add((await readAction(tx, draft.target ?? 0)).actor?.member);
  }
  if (!asked) return atOnce;
  const demands = distinct(all.flatMap((one) => one.demands));
  const others = (await entitledToAll(tx, demands, needs.now)).filter(
    ({ publicId }) => publicId !== me && !concerned.has(publicId),
  );
  return others.length > 0
    ? { awaits: 'approval', effectiveAt: null }
    : { awaits: 'wait', effectiveAt: needs.now + WAIT_MS };
};

type Part = { part: ActionPart['part']; person: string; data: object };

const privateParts = ({ draft, found }: Ready, home: string): Part[] => {
  const parts: Part[] = [];
  const { words = '', note = '', lasts, by } = draft;
  const permanent = 'permanent' in lasts ? lasts.permanent : '';
  if (found.person) parts.push({ part: 'subject', person: personText(found.person), data: found.person });
  if (words !== '' || note !== '' || permanent !== '')
    parts.push({ part: 'words', person: '', data: { words, note, permanent } });
  const actor = asPerson(by, home);
  if (actor) parts.push({ part: 'actor', person: personText(actor), data: actor });
  return parts;
};

const write = async (
  tx: Writer,
  needs: RecordNeeds,
  one: Ready,
  waiting: Waiting,
  head: { number: number; hash: string },
  parent: number | null,
): Promise<ActionRow> => {
  const { draft, found, scope, weight } = one;
  const { by, lasts, subject } = draft;
  const number = head.number + 1;
  const parts: ActionPart[] = privateParts(one, needs.origin).map(({ part, person, data }) => ({
    action: number,
    part,
    person,
    salt: Buffer.from(needs.chance.bytes(16)).toString('base64url'),
    data: JSON.stringify(data),
  }));
  const isPerson = subject.kind === 'member' || subject.kind === 'remote';
  const row: Omit<ActionRow, 'hash'> = {
    number,
    at: needs.now,
    kind: draft.kind,
    subject_kind: subject.kind,
    subject: isPerson ? '' : found.text,
    host: found.host,
    revision: found.revision,
    scope,
    reason: draft.reason,
    rule: draft.rule ?? '',
    basis: draft.basis,
    role: roleOf(by),
    alias: by !== 'automatic' && by.kind === 'member' ? await aliasFor(tx, by.memberId) : null,
    until_at: 'until' in lasts ? lasts.until : null,
    review_at: 'reviewAt' in lasts ? lasts.reviewAt : null,
    permanent: 'permanent' in lasts ? 1 : 0,
    parent,
    target: draft.target ?? null,
    case_id: draft.caseId ?? null,
    automatic: by === 'automatic' ? 1 : 0,
    settings: JSON.stringify(draft.settings ?? {}),
    awaits: waiting.awaits,
    effective_at: waiting.effectiveAt,
    weight,
    since_at: draft.sinceAt ?? null,
    commits: JSON.stringify(Object.fromEntries(parts.map((p) => [p.part, commitTo(p.part, p.salt, p.data)]))),
    prev: head.hash,
  };
  const full = { ...row, hash: hashOfAction(row) };
  await addAction(tx, full, parts);
  return full;
};

/**
 * Takes actions that belong together: the first may be the `bulk` that carries the others. All wait where one has to.
 * @param drafts by one actor
 * @throws Refusal `forbidden`, `not-found`, `invalid`, `conflict` (the last admin)
 */
export const recordActions = async (
  tx: Writer,
  needs: RecordNeeds,
  drafts: readonly (ActionDraft & { weight?: number })[],
): Promise<RecordedActions> => {
  await inTurn(tx, 'modlog');
  const all: Ready[] = [];
  for (const draft of drafts) all.push(await ready(tx, needs, draft, draft.weight ?? 1));
  const [carrier, ...carried] = all;
  const scopes = new Set(carried.map(({ scope }) => scope));
  if (carrier?.draft.kind === 'bulk' && carried.length > 0)
    carrier.scope = scopes.size === 1 ? ([...scopes][0] as Scope) : 'instance';
  const waiting = await waitingFor(tx, needs, all);
  const effects = noEffects();
  const actions: Recorded[] = [];
  let head = await headOfLog(tx);
  const bulk = drafts[0]?.kind === 'bulk' ? head.number + 1 : null;
  /** What a bulk carries has effect up to here. */
  let last = bulk ?? 0;
  for (const [index, one] of all.entries()) {
    const parent = index > 0 && bulk !== null ? bulk : (one.draft.parent ?? null);
    const row = await write(tx, needs, one, waiting, head, parent);
    head = row;
    const { text: subject, person } = one.found;
    actions.push({ number: row.number, kind: one.draft.kind, subject, ...waiting });
    if (waiting.awaits !== '') continue;
    if (bulk !== null && row.number !== bulk) {
      if (effects.actions <= 0) continue;
      effects.actions -= 1;
      last = row.number;
    }
    await takeEffect(tx, { row, subject, person: person ? personText(person) : '' }, needs.now, effects);
  }
  if (bulk !== null && waiting.awaits === '') await takeEffectLater(tx, bulk, last, needs.now, effects);
  await demandAdmin(tx, effects);
  const [first, newest] = [actions[0], actions.at(-1)];
  if (!first || !newest) throw new Refusal('invalid', 'There is nothing to do.');
  const kind = waiting.awaits === '' ? 'action.taken' : 'action.pending';
  return { actions, events: [...eventsOf(effects), { kind, data: { first: first.number, last: newest.number } }] };
};
