// What those who moderate do in a random history.
import { expect } from 'vitest';
import { Refusal } from '../../../../src/base/errors.ts';
import { parsePostName } from '../../../../src/base/names.ts';
import { query } from '../../../../src/db/statement.ts';
import { appendEvents } from '../../../../src/events/append.ts';
import type { ActionDraft } from '../../../../src/forum/moderation/draft.ts';
import { recordActions } from '../../../../src/forum/moderation/record-actions.ts';
import type { NewAction } from '../../../../src/forum/moderation/take-action.ts';
import { type MemberActor, operator } from '../../../../src/forum/policy/actor.ts';
import { filtersSomething, type Settings, type Subject } from '../../../../src/forum/policy/measures.ts';
import type { History } from './history.ts';
import type { Told } from './model.ts';
import { BOARDS, HOME, HOUR, PLANKS } from './world.ts';

export type Step = (history: History) => Promise<boolean>;

export const keyOf = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw new Error(`${name} is no name`);
  return key;
};

/** What came of it; a refusal is an answer like any other. Everything else is a fault. */
export const answer = async <T>(work: Promise<T>): Promise<{ done: T } | { refused: string }> => {
  try {
    return { done: await work };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
};

const offices = new Set('grant revoke appoint dismiss'.split(' '));
const said = new Set('note warning accept approval move upheld narrowed overturned'.split(' '));
export const lasting = ({ pick, world }: History): NewAction['lasts'] => {
  const until = { until: world.clock.now() + (1 + pick(60)) * HOUR };
  return [until, until, until, { reviewAt: until.until }, { permanent: 'For good.' }][pick(5)] ?? until;
};
export const because = { reason: 'spam', rule: 'rules#1', basis: 'own', words: 'Because.' } as const;
/** Suspended, or no moderator any more. */
export const isBarred = ({ model, dismissed }: History, { publicId, name }: MemberActor): boolean =>
  dismissed.has(name) ||
  model.on(`member ${publicId}`).some(({ kind, scope }) => kind === 'suspend' && scope === 'instance');

/** Whether whatever else they do now waits for a second person. */
export const isHasty = ({ model, world }: History, { publicId }: MemberActor): boolean =>
  model.weightOf(`${publicId}@${HOME}`, world.clock.now() - 600_000) >= 100;

/** Somebody entitled everywhere takes it: refused only where they are suspended, or it is about themselves. */
const take = async (history: History, by: MemberActor, action: NewAction): Promise<boolean> => {
  const { world } = history;
  const own = action.subject.kind === 'member' && action.subject.member === by.publicId;
  const came = await answer(world.forum.moderation.takeAction(await world.now(by), action));
  if (own || isBarred(history, by)) expect(came).toEqual({ refused: 'forbidden' });
  else expect(came).toHaveProperty('done');
  return 'done' in came;
};

export const moderators = ({ world }: History): readonly MemberActor[] => world.staff.slice(0, 3);
export const subjectOfPost = (name: string): Subject => ({ kind: 'post', key: keyOf(name) });

const settingsFor = (history: History, kind: string): { settings?: Settings } => {
  const { pick } = history;
  if (kind === 'label') return { settings: { label: `label ${pick(2)}` } };
  if (kind === 'slow') return { settings: { seconds: 60 * (1 + pick(3)) } };
  if (kind === 'rate-limit') return { settings: { posts: 1 + pick(3), seconds: 3_600 } };
  if (kind === 'filter') {
    const settings = { collapse: pick(3) === 0, holdFirst: pick(3) > 0, noVotes: pick(2) === 0 };
    return { settings: filtersSomething(settings) ? settings : { noVotes: true } };
  }
  return {};
};
const placeScopes = ['planks', `plank:${PLANKS[0]}`, `plank:${PLANKS[1]}`, 'board:garden', 'board:shed'];
const staysOf = (member: MemberActor): Subject => ({ kind: 'member', member: member.publicId });

export const onPost: Step = async (history) => {
  const kind = history.one(['hide', 'collapse', 'hold', 'keep', 'label'] as const);
  const subject = subjectOfPost(history.one(history.posts).name);
  const more = { ...because, lasts: lasting(history), ...settingsFor(history, kind) };
  return take(history, history.one(moderators(history)), { kind, subject, ...more });
};

/** One post of somebody new lets through all of theirs. */
export const letThrough: Step = async (history) => {
  const { model, posts } = history;
  const post = history.one(posts.filter((one) => model.layerOf(one, posts)?.state === 'held'));
  if (!post) return false;
  const more = { ...because, lasts: lasting(history) };
  return take(history, history.one(moderators(history)), { kind: 'keep', subject: subjectOfPost(post.name), ...more });
};

/** Somebody who moderates one board alone. */
export const byDuty: Step = async (history) => {
  const { world, model } = history;
  const dora = world.staff[3];
  const post = history.one(history.posts);
  if (!dora) return false;
  const can = model.moderates(dora.publicId, post.place) && !model.restricts(dora.publicId, post.place, 'suspend');
  const action = { kind: 'collapse' as const, subject: subjectOfPost(post.name), ...because, lasts: lasting(history) };
  const came = await answer(world.forum.moderation.takeAction(await world.now(dora), action));
  expect('done' in came, `what dora may do in ${post.place}`).toBe(can);
  return 'done' in came;
};

export const onMember: Step = async (history) => {
  const kinds = ['suspend', 'read-only', 'hold-posts', 'rate-limit', 'mute', 'warning', 'note'] as const;
  const [kind, member] = [history.one(kinds), history.one(history.people)];
  if (history.left.has(member.publicId)) return false;
  const scope = kind === 'mute' ? 'instance' : history.one(['instance', 'instance', ...placeScopes]);
  const lasts =
    kind === 'mute' ? { until: history.world.clock.now() + HOUR * (1 + history.pick(60)) } : lasting(history);
  const more = { ...because, scope, lasts, ...settingsFor(history, kind) };
  return take(history, history.one(moderators(history)), { kind, subject: staysOf(member), ...more });
};

/** Moderators act on each other: it waits for a second one. */
export const onStaff: Step = async (history) => {
  const [, mo, olga] = history.world.staff;
  const kind = history.one(['suspend', 'read-only', 'hold-posts'] as const);
  const [by, on] = history.pick(2) === 0 ? [mo, olga] : [olga, history.one(history.world.staff.slice(1))];
  if (!by || !on) return false;
  const lasts = { until: history.world.clock.now() + HOUR * (1 + history.pick(60)) };
  const before = history.model.standingOf(on.publicId).length;
  const done = await take(history, by, { kind, subject: staysOf(on), ...because, scope: 'instance', lasts });
  const { standing } = await history.world.now(on);
  // Who has lost a duty, or a role, is like others.
  const role = history.dismissed.has(on.name) ? 'member' : on.role;
  if (role === 'member' && history.model.dutiesOf(on.publicId).length === 0) return done;
  expect(standing?.length ?? 0, 'nothing holds before a second one agrees').toBe(before);
  return done;
};

export const onRemote: Step = async (history) => {
  const kind = history.one(['limit', 'hold-posts', 'unheard'] as const);
  const subject = { kind: 'remote', origin: history.peer.origin, member: history.one(history.remotes) } as const;
  const scope = history.one(['instance', ...placeScopes.slice(0, 3)]);
  return take(history, history.one(moderators(history)), { kind, subject, ...because, scope, lasts: lasting(history) });
};

export const onPeer: Step = async (history) => {
  const kind = history.one(['filter', 'filter', 'filter', 'filter', 'unheard', 'mute', 'accept'] as const);
  const subject = { kind: 'peer', origin: history.peer.origin } as const;
  const scope = kind === 'mute' ? 'instance' : history.one(['instance', ...placeScopes.slice(0, 3)]);
  const lasts = kind === 'mute' ? { until: history.world.clock.now() + HOUR } : lasting(history);
  return take(history, history.world.root, { kind, subject, ...because, scope, lasts, ...settingsFor(history, kind) });
};

export const onThread: Step = async (history) => {
  const thread = history.one(history.posts).thread;
  const kind = history.one(['close', 'slow'] as const);
  const subject = { kind: 'thread', key: keyOf(thread) } as const;
  const more = { ...because, lasts: lasting(history), ...settingsFor(history, kind) };
  return take(history, history.one(moderators(history)), { kind, subject, ...more });
};
export const onPlace: Step = async (history) => {
  const subject = { kind: 'place', place: { kind: 'board', slug: history.one(BOARDS) } } as const;
  const more = { ...because, lasts: lasting(history), ...settingsFor(history, 'slow') };
  return take(history, history.one(moderators(history)), { kind: 'slow', subject, ...more });
};

export const inBulk: Step = async (history) => {
  const { world, people, left } = history;
  const by = history.one(moderators(history));
  const onPeople = history.pick(3) === 0;
  const kind = onPeople ? ('read-only' as const) : history.one(['hide', 'collapse', 'keep', 'hold'] as const);
  const here = people.filter(({ publicId }) => !left.has(publicId)).map(staysOf);
  const subjects = onPeople ? here : history.posts.map(({ name }) => subjectOfPost(name));
  const scope = onPeople ? { scope: 'instance' } : {};
  const bulk = { kind, subjects, ...because, ...scope, lasts: lasting(history) };
  if (subjects.length === 0 || isBarred(history, by)) return false;
  const { actions } = await world.forum.moderation.takeBulk(await world.now(by), bulk);
  expect(actions).toHaveLength(subjects.length + 1);
  return true;
};

const madeHere = ({ model, base }: History): Told[] => [...model.log.values()].filter(({ number }) => number > base);

/** Gives or takes a duty or a role, or undoes that. */
const isOfOffice = (history: History, { kind, target }: Told): boolean => {
  const undone = kind === 'reversal' && target !== null ? history.model.log.get(target) : undefined;
  return undone ? isOfOffice(history, undone) : offices.has(kind);
};

/** Duties are given back, or taken, by undoing alone: by the operator, and by nobody who is no admin. */
export const undoDuty: Step = async (history) => {
  const { world, model } = history;
  const all = [...model.log.values()].filter((one) => isOfOffice(history, one) && one.scope !== 'instance');
  const stand = all.filter((one) => !model.isUndone(one));
  const target = history.one(stand.length > 0 && history.pick(4) > 0 ? stand : all);
  if (!target) return false;
  const by = history.one([operator, operator, ...moderators(history).slice(1)]);
  const actor = by.kind === 'member' ? await world.now(by) : by;
  const came = await answer(world.forum.moderation.reverseAction(actor, target.number, { words: '' }));
  if (by.kind === 'member') expect(came).toEqual({ refused: 'forbidden' });
  else if (model.isUndone(target)) expect(came).toEqual({ refused: 'conflict' });
  else expect(came).toMatchObject({ done: { actions: [{ kind: 'reversal', awaits: '' }] } });
  return 'done' in came;
};

/** Undone is what stands and can be undone, whoever did it and whatever it is, a reversal too. */
export const undo: Step = async (history) => {
  const { world, model } = history;
  const undoable = madeHere(history).filter((one) => !said.has(one.kind) && !isOfOffice(history, one));
  const nested = undoable.filter(({ kind, parent }) => kind === 'bulk' || kind === 'reversal' || parent !== null);
  const target = history.one(nested.length > 0 && history.pick(3) === 0 ? nested : undoable);
  if (!target) return false;
  const by = model.isOnPeer(target) ? world.root : history.one([...moderators(history), operator]);
  const purged = model.log.get(target.kind === 'reversal' ? (target.target ?? 0) : target.number);
  const isFinal = purged?.kind === 'purge' && (target.kind === 'reversal' || model.counts(purged));
  const self = by.kind === 'member' && (isBarred(history, by) || target.person === `${by.publicId}@${HOME}`);
  // What was let through is a post by now: that it was held does not come back.
  const isOfHeld = target.kind === 'reversal' && target.subject.startsWith('held ');
  const appeared = isOfHeld && history.held.get(target.subject.slice('held '.length))?.state === 'released';
  const actor = by.kind === 'member' ? await world.now(by) : by;
  const came = await answer(world.forum.moderation.reverseAction(actor, target.number, { words: '' }));
  if (self) expect(came).toEqual({ refused: 'forbidden' });
  else if (isFinal || appeared || model.isUndone(target)) expect(came, target.kind).toEqual({ refused: 'conflict' });
  else expect(came).toMatchObject({ done: { actions: [{ kind: 'reversal' }] } });
  return 'done' in came;
};

/** The operator lets it not appear, or agrees where that was decided. */
export const keepBack = async ({ world, model }: History, id: string): Promise<void> => {
  const { approveAction, decideHeld } = world.forum.moderation;
  const pending = model.pendingRejection(id);
  if (pending === undefined) await decideHeld(operator, id, { release: false, words: 'Over.' });
  else await approveAction(operator, pending, { words: '' });
};

/** Everything that one did since the beginning of this history. */
export const undoAll: Step = async (history) => {
  const { world, model, from } = history;
  const by = history.one(moderators(history).slice(1));
  const actor = `${by.publicId}@${HOME}`;
  const done = madeHere(history).filter((one) => one.actor === actor && !said.has(one.kind));
  const final = (one: Told) => one.kind === 'purge' && model.counts(one);
  const came = await answer(world.forum.moderation.reverseAllOf(operator, { by: by.name, since: from, words: 'All.' }));
  if ('refused' in came) {
    expect(came.refused).toBe('conflict');
    expect(done.filter((one) => model.isInForce(one) && !final(one))).toEqual([]);
    return false;
  }
  history.expected = done.filter((one) => one.kind !== 'reversal' && !final(one));
  return true;
};

/** What waits for a second person gets one: neither who took it nor whom it concerns. */
export const approve: Step = async (history) => {
  const { world, model } = history;
  const waiting = madeHere(history).filter(({ awaits, parent }) => awaits !== '' && parent === null);
  const still = waiting.filter((one) => !model.counts(one) && !model.isUndone(one));
  const target = history.one(still.length > 0 && history.pick(4) > 0 ? still : waiting);
  if (!target) return false;
  const all = moderators(history);
  const others = all.filter((one) => !isBarred(history, one) && target.actor !== `${one.publicId}@${HOME}`);
  const by = history.one(others.length > 0 && history.pick(4) > 0 ? others : all);
  const me = `${by.publicId}@${HOME}`;
  const came = await answer(world.forum.moderation.approveAction(await world.now(by), target.number, { words: '' }));
  const isForAdmins = model.isOnPeer(target) || isOfOffice(history, target);
  if (isBarred(history, by)) expect(came).toEqual({ refused: 'forbidden' });
  else if (isForAdmins && by.role !== 'admin' && 'refused' in came)
    expect(came.refused).toMatch(/^(?:forbidden|conflict)$/);
  else if (model.counts(target) || model.isUndone(target)) expect(came).toEqual({ refused: 'conflict' });
  else if ([target.actor, target.person].includes(me)) expect(came).toEqual({ refused: 'forbidden' });
  else if (isHasty(history, by)) expect(came).toEqual({ refused: 'too-many' });
  else expect(came).toHaveProperty('done');
  return 'done' in came;
};

export const purge: Step = async (history) => {
  const subject = subjectOfPost(history.one(history.posts).name);
  const about = { ...because, reason: 'illegal' as const, lasts: { permanent: 'Nobody may keep it.' } };
  return take(history, history.one(moderators(history)), { kind: 'purge', subject, ...about });
};

export const byItself: Step = async (history) => {
  const { db, clock, chance, core } = history.world;
  const kind = history.one(['collapse', 'label', 'hold'] as const);
  const lasts = { until: clock.now() + (1 + history.pick(72)) * HOUR };
  const subject = subjectOfPost(history.one(history.posts).name);
  const why = { reason: 'spam', basis: 'automatic', lasts, ...settingsFor(history, kind) } as const;
  const draft: ActionDraft = { by: 'automatic', kind, subject, ...why };
  await db.write(async (tx) => {
    const needs = { chance, origin: core.origin, now: clock.now() };
    await appendEvents(tx, (await recordActions(tx, needs, [draft])).events, clock.now());
  });
  return true;
};

export const confirm: Step = async (history) => {
  const { world, model } = history;
  const some = madeHere(history).filter(({ automatic, kind }) => automatic || kind === 'hide');
  const stands = (one: Told) =>
    one.kind === 'bulk'
      ? model.counts(one) && !model.isUndone(one) && one.at > (history.lifted.get(one.scope) ?? 0)
      : model.isInForce(one);
  const standing = some.filter((one) => one.automatic && stands(one));
  const target = history.one(standing.length > 0 && history.pick(4) > 0 ? standing : some);
  if (!target) return false;
  const by = history.one(moderators(history));
  const lasts = { until: world.clock.now() + (1 + history.pick(200)) * HOUR };
  const over = (target.until ?? Number.POSITIVE_INFINITY) <= world.clock.now();
  const again = madeHere(history).some(
    (one) =>
      one.target === target.number &&
      one.kind === target.kind &&
      !model.isUndone(one) &&
      (one.until ?? Infinity) > world.clock.now(),
  );
  const came = await answer(world.forum.moderation.confirmAction(await world.now(by), target.number, { lasts }));
  if (isBarred(history, by)) expect(came).toEqual({ refused: 'forbidden' });
  else if (!target.automatic || !stands(target) || over || again) expect(came).toEqual({ refused: 'conflict' });
  // What somebody had written who has left since is not there any more.
  else if (target.subject.startsWith('held ') && !history.held.has(target.subject.slice(5)))
    expect(came).toEqual({ refused: 'not-found' });
  else expect(came).toHaveProperty('done');
  return 'done' in came;
};

export const duty: Step = async (history) => {
  const { world, left } = history;
  const member = history.one([...history.people, world.staff[3] as MemberActor]);
  if (left.has(member.publicId)) return false;
  const scope = history.one(['board:garden', 'board:shed', 'planks'] as const);
  const { grantDuty, revokeDuty } = world.forum.moderation;
  if (history.pick(2) > 0) {
    const had = history.model.dutiesOf(member.publicId).includes(scope);
    // By an admin it waits for another one, who is not there: for a day.
    const by = history.one([operator, world.root]);
    const came = await answer(revokeDuty(by, { name: member.name, scope }));
    expect('done' in came, 'what was given can be taken').toBe(had);
    return had;
  }
  await grantDuty(world.root, { name: member.name, scope, can: ['see-cases', 'act'] });
  return true;
};

/** Moderators come and go: where only one is left, a second approval is a wait. */
export const role: Step = async (history) => {
  const { world, dismissed } = history;
  // Mostly both at once.
  const goes = dismissed.size === 0;
  for (const { name } of world.staff.slice(1, 3)) {
    if (dismissed.has(name) === goes || history.pick(4) === 0) continue;
    await world.forum.setRole(operator, { name, role: goes ? 'member' : 'moderator' });
    if (goes) dismissed.add(name);
    else dismissed.delete(name);
  }
  return true;
};

export const move: Step = async (history) => {
  const { world } = history;
  const start = history.one(history.posts.filter(({ name, thread, origin }) => name === thread && origin === ''));
  if (!start) return false;
  const to = start.place === 'board:garden' ? 'shed' : 'garden';
  const came = await answer(world.forum.moveThread(world.root, keyOf(start.name), { board: to }));
  // A place cannot wait for a second person.
  expect(came).toEqual(isHasty(history, world.root) ? { refused: 'too-many' } : { done: undefined });
  if ('refused' in came) return false;
  for (const post of history.posts) if (post.thread === start.name) post.place = `board:${to}`;
  return true;
};

const cases = query()((db) =>
  db
    .selectFrom('moderation_case')
    .select(['public_id as id', 'version', 'state', 'subject'])
    .where('queue', 'in', ['waiting']),
);
export const openCases = async ({ world }: History) => world.db.read.all(cases, {});
