// What authors, homes, peers and time do in a random history, and what comes of reports and appeals.
import { expect } from 'vitest';
import { query } from '../../../../src/db/statement.ts';
import type { MemberActor } from '../../../../src/forum/policy/actor.ts';
import { answer, isHasty, keyOf, moderators, openCases, type Step } from './acts.ts';
import { type History, keepUp } from './history.ts';
import { isBraked, noteFirst, tooMuch } from './raids.ts';
import { aWord } from './watcher.ts';
import { ADVISERS, HOME, HOUR, PLANKS } from './world.ts';

const newest = query<{ origin: string; seq: number }>()((db, p) =>
  db.selectFrom('post').select('edit_seq').where('origin', '=', p.origin).where('seq', '=', p.seq),
);

const verbsOf = ({ world }: History, place: string) =>
  world.forum.verbs[place.startsWith('board:') ? 'boards' : 'planks'];

/** A sanction acts on the next request, and on nothing else. */
export const write: Step = async (history) => {
  const { world, model } = history;
  const member = history.one(history.people);
  if (history.left.has(member.publicId)) return false;
  const to = history.pick(3) > 0 ? history.one(history.posts) : undefined;
  const place = to?.place ?? history.one(['board:garden', 'board:shed', `plank:${PLANKS[0]}`]);
  const body = `${aWord(history)}Said ${history.pick(10_000)}`;
  const verbs = verbsOf(history, place);
  const actor = await world.now(member);
  const input = { body, acknowledged: true };
  const came = await answer(
    to
      ? verbs.postReply(actor, keyOf(to.thread), input)
      : verbs.startThread(actor, place.split(':')[1] ?? '', { ...input, title: 'T' }),
  );
  const restricted = (...kinds: string[]) => model.restricts(member.publicId, place, ...kinds);
  const closed = to !== undefined && model.closedBy(`thread ${to.thread}`) !== undefined;
  const slow = [`place ${place}`, `thread ${to?.thread}`].some((subject) => model.slowness(subject) > 0);
  const moderates = model.moderates(member.publicId, place);
  if (restricted('suspend', 'read-only')) expect(came).toEqual({ refused: 'sanctioned' });
  else if (closed) expect(came).toEqual({ refused: 'closed' });
  else if ('refused' in came) {
    expect(came.refused).toBe('too-many');
    expect(slow || restricted('rate-limit'), 'why somebody may not write so often').toBe(true);
  } else {
    const looked = !moderates && !restricted('hold-posts');
    const isNew = looked && isBraked(history, place, member);
    if (looked) noteFirst(history, place, member);
    const isHeld =
      restricted('hold-posts') || isNew || (looked && (history.premoderated.has(place) || body.startsWith('zap')));
    expect(came.done.held === true, `whether what is said in ${place} waits`).toBe(isHeld);
    const about = { place, body, ...(to ? { thread: to.thread } : {}) };
    if (isHeld)
      history.held.set(came.done.name, { author: member, ...about, thread: to?.thread ?? null, state: 'held' });
    else history.written.set(history.post(came.done.name, { ...about, author: `${member.publicId}@${HOME}` }), false);
    return true;
  }
  return false;
};

export const decideHeld: Step = async (history) => {
  const { world } = history;
  const decidable = [...history.held].filter(([, { state }]) => state === 'held' || state === 'refused');
  const [id, held] = history.one(decidable) ?? [];
  if (id === undefined || !held) return false;
  const hasty = moderators(history).filter((one) => isHasty(history, one));
  const one = history.one(hasty.length > 0 && history.pick(3) > 0 ? hasty : moderators(history));
  const by = await world.now(one);
  const waits = isHasty(history, one);
  const { decideHeld: decide, withdrawHeld } = world.forum.moderation;
  if (held.state === 'held' && history.pick(3) === 0 && !history.left.has(held.author.publicId)) {
    await withdrawHeld(await world.now(held.author), id);
    held.state = 'withdrawn';
    return true;
  }
  const release = history.pick(2) === 0;
  const came = await answer(decide(by, id, { release, words: 'Looked at.', reason: 'spam' }));
  if ('refused' in came) return false;
  const { state, awaits, action } = came.done;
  if (waits && action !== null) {
    expect([state, awaits], 'what waits for a second person').toEqual([
      held.state,
      expect.stringMatching(/^(?:approval|wait)$/),
    ]);
    history.seen('decided about what is held, beyond a hundred', 1);
  } else if (!release) {
    expect([state, awaits]).toEqual(['refused', '']);
    held.state = 'refused';
  }
  return true;
};

/** Something is held, its moderator has done a hundred things, and decides about it. */
export const decideBeyond: Step = async (history) => {
  const { held } = history;
  const waits = () => [...held.values()].some(({ state }) => state === 'held');
  for (let tries = 0; tries < 8 && !waits(); tries++) await (tries % 3 === 0 ? premoderate : write)(history);
  await keepUp(history);
  if (!waits() || !(await tooMuch(history))) return false;
  await keepUp(history);
  return decideHeld(history);
};

export const edit: Step = async (history) => {
  const { world, model } = history;
  const post = history.one(history.living());
  const author = post && history.authorOf(post);
  if (!post) return false;
  const body = `${aWord(history)}Edited ${history.pick(10_000)}`;
  let seq = 0;
  if (post.origin === history.peer.origin) {
    const entry = history.peer.edit(post.name, { body }, history.at());
    await world.arrive(entry.line);
    seq = entry.seq;
  } else {
    if (!author) return false;
    const came = await answer(
      verbsOf(history, post.place).editPost(await world.now(author), keyOf(post.name), { body }),
    );
    const barred = model.restricts(author.publicId, post.place, 'suspend', 'read-only', 'hold-posts');
    expect(came, 'an edit').toEqual(barred ? { refused: 'sanctioned' } : { done: undefined });
    if (barred) return false;
    seq = (await world.db.read.get(newest, keyOf(post.name)))?.edit_seq ?? 0;
  }
  post.body = body;
  post.revisions.push({ seq, at: world.clock.now() });
  history.written.set(post, true);
  return true;
};

/** Taking back what one said is never forbidden. */
export const remove: Step = async (history) => {
  const { world } = history;
  const post = history.one(history.living());
  const author = post && history.authorOf(post);
  if (!post) return false;
  if (post.origin === history.peer.origin) {
    const { seq } = keyOf(post.name);
    const erases = [[seq, seq], ...post.revisions.slice(1).map((one) => [one.seq, one.seq])].toSorted(
      (a, b) => (a[0] ?? 0) - (b[0] ?? 0),
    );
    await world.arrive(history.peer.remove(post.name, erases as [number, number][], history.at()).line);
  } else {
    if (!author) return false;
    await verbsOf(history, post.place).deletePost(await world.now(author), keyOf(post.name));
  }
  Object.assign(post, { state: 'deleted', body: '' });
  return true;
};

export const choose: Step = async (history) => {
  const { world, advising } = history;
  const peer = history.one([...ADVISERS, history.peer.origin]);
  const choice = history.one(['count', 'count', 'label', 'ignore'] as const);
  const switches = { quorum: history.pick(4) > 0, withdrawn: history.one(['collapse', 'show'] as const) };
  await world.forum.advice.change(world.root, { ...switches, peers: { [peer]: choice } });
  Object.assign(advising, switches);
  advising.choices.set(peer, choice);
  return true;
};

/** An own post is taken back, or let stand again. */
export const takeBack: Step = async (history) => {
  const { world, takenBack } = history;
  const post = history.one(history.living().filter(({ origin }) => origin === HOME));
  if (!post || isHasty(history, world.root)) return false;
  if (takenBack.has(post.name)) {
    await world.forum.advice.reinstatePost(world.root, keyOf(post.name), { words: '' });
    takenBack.delete(post.name);
    post.withdrawn = false;
    return true;
  }
  const lasts = { until: world.clock.now() + (1 + history.pick(60)) * HOUR };
  const why = { reason: 'spam', rule: 'rules#1', words: 'Because.', lasts } as const;
  const { action } = await world.forum.advice.withdrawPost(world.root, keyOf(post.name), why);
  takenBack.set(post.name, action);
  post.withdrawn = true;
  return true;
};

export const report: Step = async (history) => {
  const { world, model } = history;
  const by = history.one(history.people);
  const post = history.one(history.posts);
  if (history.left.has(by.publicId)) return false;
  const came = await answer(world.forum.cases.reportPost(await world.now(by), keyOf(post.name), { reason: 'spam' }));
  if (model.on(`member ${by.publicId}`).some(({ kind }) => kind === 'mute')) expect(came).toHaveProperty('refused');
  return 'done' in came;
};

export const decideCase: Step = async (history) => {
  const { world } = history;
  const found = history.one(await openCases(history));
  const by = history.one(world.staff.slice(0, 3));
  if (!found?.subject.startsWith('post ')) return false;
  const onAuthor = history.pick(2) === 0;
  const kind = onAuthor ? (history.pick(2) === 0 ? ('read-only' as const) : ('warning' as const)) : ('hide' as const);
  const until = new Date(world.clock.now() + (1 + history.pick(60)) * HOUR).toISOString();
  const on = onAuthor ? { on: 'author' as const, scope: 'instance' } : { on: 'subject' as const };
  const action = { kind, ...on, reason: 'spam', basis: 'report', until, words: 'Reported.' } as const;
  const { cases } = world.forum;
  const came = await answer(
    (async () => {
      const actor = await world.now(by);
      const { version } = await cases.claim(actor, found.id, found);
      return cases.decide(actor, found.id, { version, outcome: 'actioned', actions: [action], words: '', note: '' });
    })(),
  );
  return 'done' in came;
};

/** Also while suspended. */
export const appeal: Step = async (history) => {
  const { world, model } = history;
  const by = history.one(history.people);
  const me = `${by.publicId}@${HOME}`;
  if (history.left.has(by.publicId)) return false;
  const decision = history.one([...model.log.values()].filter(({ person }) => person === me));
  if (!decision) return false;
  const words = { decision: decision.number, words: 'Please look again.' };
  const came = await answer(world.forum.cases.appeal(await world.now(by), words));
  if ('refused' in came) expect(came.refused).toMatch(/^(?:conflict|invalid|not-found)$/);
  return 'done' in came;
};

const appeals = query()((db) =>
  db
    .selectFrom('appeal')
    .innerJoin('moderation_case', 'moderation_case.id', 'appeal.case_id')
    .select([
      'appeal.public_id as appeal',
      'appeal.actor',
      'appeal.action',
      'moderation_case.public_id as id',
      'version',
    ])
    .where('appeal.state', '=', 'open'),
);

/** By somebody else than who took the action, whoever asks. */
export const decideAppeal: Step = async (history) => {
  const { world } = history;
  const found = history.one(await world.db.read.all(appeals, {}));
  const by = history.one(world.staff.slice(0, 3));
  if (!found) return false;
  const outcome = history.one(['overturned', 'upheld', 'narrowed'] as const);
  const until = outcome === 'narrowed' ? { until: new Date(world.clock.now() + HOUR / 2).toISOString() } : {};
  const { cases } = world.forum;
  const came = await answer(
    (async () => {
      const actor = await world.now(by);
      const { version } = await cases.claim(actor, found.id, found);
      const decision = { version, outcome, reasons: 'We looked.', ...until };
      return { ...(await cases.decideAppeal(actor, found.appeal, decision)), actor };
    })(),
  );
  if (by.publicId === found.actor) expect(came).toHaveProperty('refused');
  return 'done' in came;
};

/** Also to the very moment at which something ends, begins or is due, or just before it. */
export const pass: Step = async ({ world, pick, one, model, base, posts, advising }) => {
  const now = world.clock.now();
  const soon = [
    ...[...model.log.values()].flatMap((told) => (told.number > base ? [told.until, told.effectiveAt] : [])),
    ...posts.flatMap(({ revisions }) => revisions.map(({ at }) => at + 24 * HOUR)),
    ...advising.said.map(({ until }) => until),
  ].filter((at) => at !== null && at > now && at < now + 72 * HOUR);
  const next = one(soon);
  world.clock.advance(next && pick(2) === 0 ? next - now - (pick(4) === 0 ? 1 : 0) : (1 + pick(30)) * HOUR);
  return true;
};

/** Whatever the process had in memory is gone. */
export const restart: Step = async ({ world }) => {
  await world.restart();
  return true;
};

export const premoderate: Step = async (history) => {
  const { world, premoderated } = history;
  const on = !premoderated.has('board:shed');
  await world.forum.automation.setPremoderation(world.root, { kind: 'board', slug: 'shed' }, on);
  if (on) premoderated.add('board:shed');
  else premoderated.delete('board:shed');
  return true;
};

export const leave: Step = async (history) => {
  const { world, model } = history;
  const member: MemberActor = history.one(history.people);
  if (history.left.size > 0) return false;
  const posts = history.one(['keep', 'erase'] as const);
  await world.leave(await world.now(member), posts);
  history.left.add(member.publicId);
  model.forget(`member ${member.publicId}`);
  for (const [id, held] of history.held) if (held.author === member) history.held.delete(id);
  for (const post of history.posts) {
    // What was purged on a board has no words left, and stays as it is.
    const isEmpty = post.state === 'deleted' || (post.state === 'withheld' && post.origin === '');
    if (posts === 'erase' && post.author === `${member.publicId}@${HOME}` && !isEmpty)
      Object.assign(post, { state: 'erased', body: '' });
  }
  return true;
};

/** Rarely: it goes over everything. */
export const refold: Step = async ({ world, pick }) => {
  if (pick(3) > 0) return false;
  await world.home.refold();
  return true;
};
