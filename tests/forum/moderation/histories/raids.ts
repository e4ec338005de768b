// Many at once in a random history: newcomers who write in one place within minutes, somebody who takes more actions than one may
// alone, and a list of measures that is taken over.
import { expect } from 'vitest';
import { measureList } from '../../../../src/forum/advice/measure-lists.ts';
import type { MemberActor } from '../../../../src/forum/policy/actor.ts';
import { answer, because, isBarred, keyOf, lasting, moderators, type Step, subjectOfPost } from './acts.ts';
import type { History } from './history.ts';
import { ADVISERS, HOME, HOUR, PLANKS } from './world.ts';

const MINUTE = 60_000;

/** Whether what somebody writes there is put aside because too many who are new there write. */
export const isBraked = (history: History, place: string, { publicId }: MemberActor): boolean => {
  const { model, posts, firsts, world, lifted } = history;
  const braking = model.brakes(place, lifted.get(place) ?? 0);
  if (braking.length > 0) return !posts.some((post) => post.author === `${publicId}@${HOME}` && post.place === place);
  const known = firsts.get(place) ?? new Map<string, number>();
  if (known.has(publicId)) return false;
  const since = Math.max(world.clock.now() - 10 * MINUTE, model.lastBrake(place));
  return [...known.values()].filter((at) => at > since).length + 1 > 25;
};

/** They wrote there, or tried to. */
export const noteFirst = ({ firsts, world }: History, place: string, { publicId }: MemberActor): void => {
  const known = firsts.get(place) ?? new Map<string, number>();
  if (!known.has(publicId)) known.set(publicId, world.clock.now());
  firsts.set(place, known);
};

/** In a place of their own, so fast that it is a raid, or just not. */
export const raid: Step = async (history) => {
  const { world } = history;
  if (history.raided) return false;
  history.raided = true;
  const slug = `raid${history.seed}`;
  const place = `board:${slug}`;
  await world.forum.createBoard(world.root, { slug, title: slug });
  const { startThread, postReply } = world.forum.verbs.boards;
  const seconds = history.one([15, 15, 23, 24]);
  let thread: string | undefined;
  for (const member of world.crowd) {
    world.clock.advance(seconds * 1_000);
    const waits = isBraked(history, place, member);
    noteFirst(history, place, member);
    const body = `We ${history.pick(10_000)}`;
    const came = thread
      ? await postReply(member, keyOf(thread), { body, acknowledged: true })
      : await startThread(member, slug, { title: 'T', body, acknowledged: true });
    expect(came.held === true, `whether a newcomer waits, ${seconds} seconds after the one before`).toBe(waits);
    if (waits) {
      history.held.set(came.name, { author: member, place, body, thread: thread ?? null, state: 'held' });
      await history.hear();
    } else {
      thread ??= came.name;
      history.post(came.name, { author: `${member.publicId}@${HOME}`, place, body, thread });
    }
  }
  return true;
};

/** The brake is taken off. What it holds stays held. */
export const lift: Step = async (history) => {
  const { world, model, lifted } = history;
  const slug = `raid${history.seed}`;
  const place = `board:${slug}`;
  if (!history.raided) return false;
  const stands = model.brakes(place, lifted.get(place) ?? 0).length > 0;
  if (!stands) return false;
  await world.forum.automation.liftBrake(world.root, { kind: 'board', slug });
  lifted.set(place, world.clock.now());
  return true;
};

/** Who could agree instead of whoever took it: not who is suspended, and nobody whom it concerns. */
const others = (history: History, by: MemberActor, places: readonly string[], concerned: ReadonlySet<string>) => {
  const { model } = history;
  const everywhere = moderators(history).filter((one) => one !== by && !isBarred(history, one));
  const there = model
    .withDuties()
    .filter(
      (id) =>
        id !== by.publicId &&
        !concerned.has(`${id}@${HOME}`) &&
        places.every((place) => model.moderates(id, place) && !model.restricts(id, place, 'suspend')),
    );
  return everywhere.length + there.length;
};

/** A moderator may do a hundred things within ten minutes; more need a second person, or a day where there is none. */
export const tooMuch: Step = async (history) => {
  const { world, model, posts } = history;
  const by = history.one(moderators(history));
  if (history.hasty || isBarred(history, by)) return false;
  history.hasty = true;
  const before = model.weightOf(`${by.publicId}@${HOME}`, world.clock.now() - 10 * MINUTE);
  // With what carries them.
  const more = history.one([99 - before, 100 - before, 100 - before]);
  if (more < 1) return false;
  const some = Array.from({ length: more }, (_, index) => posts[index % posts.length]).filter(
    (one) => one !== undefined,
  );
  const subjects = some.map(({ name }) => subjectOfPost(name));
  const kind = history.one(['collapse', 'hide'] as const);
  const bulk = { kind, subjects, ...because, lasts: lasting(history) };
  const { actions } = await world.forum.moderation.takeBulk(await world.now(by), bulk);
  const places = [...new Set(some.map(({ place }) => place))];
  const concerned = new Set(some.map(({ author }) => author));
  const second = others(history, by, places, concerned) > 0 ? 'approval' : 'wait';
  const asked = before + more + 1 > 100;
  expect([...new Set(actions.map(({ awaits }) => awaits))], `${more} after ${before}`).toEqual([asked ? second : '']);
  if (asked) history.seen(`more than a hundred, ${second}`, 1);
  return true;
};

/** What others decided about a peer and its members is shown first, and then what of it is new is taken, as one. */
export const takeOver: Step = async (history) => {
  const { world, model, peer, remotes, one } = history;
  const now = world.clock.now();
  const listed = Array.from({ length: 1 + history.pick(3) }, () => {
    const onPeer = history.pick(2) === 0;
    const about = onPeer ? { peer: peer.origin } : { member: one(remotes), home: peer.origin };
    const kind = onPeer ? one(['filter', 'unheard'] as const) : one(['limit', 'hold-posts', 'unheard'] as const);
    const until = history.pick(3) === 0 ? null : new Date(now + (history.pick(60) - 5) * HOUR).toISOString();
    const collapse = history.pick(2) === 0;
    // One that does nothing is no measure.
    const settings = kind === 'filter' ? { collapse, holdFirst: !collapse || history.pick(2) === 0 } : {};
    const scope = one(['instance', 'planks', `plank:${PLANKS[0]}`]);
    return {
      ...about,
      kind,
      scope,
      reason: 'spam',
      settings,
      since: new Date(now).toISOString(),
      until,
      issuer: ADVISERS[1],
    };
  });
  const list = measureList.parse({
    ...{ format: 'koinon-measures', version: 1, origin: ADVISERS[0], at: new Date(now).toISOString() },
    measures: listed,
  });
  const met = new Set<string>();
  const fresh = list.measures.filter(({ kind, scope, until, ...about }) => {
    const subject = about.peer ? `peer ${about.peer}` : `remote ${about.member}@${about.home}`;
    const known = model.on(subject).some((told) => told.kind === kind && told.scope === scope);
    const again = met.has(`${subject} ${kind} ${scope}`);
    met.add(`${subject} ${kind} ${scope}`);
    const filters = kind !== 'filter' || Object.values(about.settings).includes(true);
    return filters && !known && !again && (until === null || Date.parse(until) > now);
  });
  const { importMeasures, exportMeasures } = world.forum.advice;
  const { items, taken } = await importMeasures(world.root, { list, apply: false });
  expect(taken).toEqual([]);
  expect(items.filter(({ state }) => state === 'new')).toHaveLength(fresh.length);
  const came = await answer(importMeasures(world.root, { list, apply: true }));
  if (fresh.length === 0) expect(came).toEqual({ refused: 'invalid' });
  else expect(came).toMatchObject({ done: { taken: { length: fresh.length + 1 } } });
  if (!('done' in came)) return false;
  // Who has done too much waits for a second person here, too.
  if (came.done.taken[0]?.awaits !== '') return true;
  const { measures } = await exportMeasures(world.root);
  const handed = measures.filter(({ issuer, since }) => issuer === ADVISERS[1] && Date.parse(since) === now);
  expect(handed.length, 'what is handed on names who decided it').toBe(fresh.length);
  return true;
};
