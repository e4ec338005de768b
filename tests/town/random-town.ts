// Carries out a plan, then heals the town and looks whether all is as it must be.
import { expect } from 'vitest';
import { Refusal } from '../../src/base/errors.ts';
import { query } from '../../src/db/statement.ts';
import { serveSync } from '../../src/federation/sync/serve.ts';
import { sealErasure } from '../../src/journal/erasure-statement.ts';
import { expectKept, expectNoBytes, expectSame, marksTakenBack, viewOf } from './check.ts';
import { expectModerated } from './check-desk.ts';
import { deliver, expectDelivered } from './check-messages.ts';
import { createDesk, type Desk } from './desk.ts';
import { createPen, type Pen, type Said } from './pen.ts';
import type { Plan, Step } from './plan.ts';
import { forksOn } from './posts.ts';
import { markRestored } from './restored.ts';
import { lies } from './tampers.ts';
import { createTown, type Town } from './town.ts';
import { actAtDesk, type Named } from './walk-desk.ts';

type Backup = { file: string; at: number };
type Walk = {
  town: Town;
  pen: Pen;
  size: number;
  backups: Map<number, Backup>;
  changed: Map<string, number>;
  /** Houses of which there are two, and where the other one stands. */
  twins: Map<number, number>;
  desk: Desk;
  advice: Named[];
  takenBack: Named[];
};

const pick = (pen: Pen, index: number): Said | undefined => [...pen.said.values()][index % Math.max(1, pen.said.size)];

/** What was said or changed after the backup may be lost with it: peers may never have heard of it. */
const forgetSince = ({ pen, changed, desk }: Walk, house: number, at: number): void => {
  desk.doubt(house);
  for (const post of pen.said.values())
    if (post.house === house && (changed.get(post.name) ?? 0) >= at) post.unsure = true;
};

const act = async (walk: Walk, step: Step): Promise<void> => {
  const { town, pen, size, backups } = walk;
  const house = 'house' in step ? step.house % size : 0;
  const other = 'other' in step ? step.other % size : 0;
  const post = 'post' in step && !('house' in step && step.do !== 'tally') ? pick(pen, step.post) : undefined;
  const touch = (name: string) => walk.changed.set(name, town.scheduler.now());
  if (post && !town.at(post.house).life.alive) return;
  switch (step.do) {
    case 'thread':
      return void touch(await pen.thread(house, step.member));
    case 'reply': {
      const to = pick(pen, step.to);
      const below = [...pen.said.values()].filter((one) => one.thread === to?.thread);
      if (to)
        touch(await pen.reply(house, to.thread, below[step.below % Math.max(1, below.length)]?.name, step.member));
      return;
    }
    case 'edit':
    case 'delete':
      if (post) {
        touch(post.name);
        await (step.do === 'edit' ? pen.edit(post.name) : pen.delete(post.name));
        touch(post.name);
      }
      return;
    case 'withdraw':
      if (post) await pen.say(post.house, 'post.withdrawn', { post: post.name, reason: 'spam' });
      return;
    case 'reinstate':
      if (post) await pen.say(post.house, 'post.reinstated', { post: post.name, reason: 'mistake' });
      return;
    case 'tally': {
      const { up, down } = step;
      if (post) await pen.say(house, 'votes.tallied', { tallies: [{ post: post.name, up, down }] });
      return;
    }
    case 'stray': {
      const thread = pick(pen, step.thread)?.name ?? `${2 + step.ahead}@${town.at(house).origin}`;
      const parent =
        step.ahead > 3
          ? (pick(pen, step.parent)?.name ?? thread)
          : `${2 + (step.parent % 12)}@${town.at(other).origin}`;
      const author = town.at(house).members[0]?.publicId ?? '';
      await pen.say(house, 'reply.posted', { thread, parent, author }, { body: 'stray' });
      return;
    }
    case 'erase-member': {
      const theirs = [...pen.said.values()].filter((one) => one.house === house && one.member === step.member);
      for (const one of theirs) touch(one.name);
      return pen.eraseMember(house, step.member);
    }
    case 'leave': {
      for (const one of pen.said.values()) if (one.house === house && one.member === step.member) touch(one.name);
      const publicId = town.at(house).members[step.member]?.publicId ?? '';
      await pen.leave(house, step.member, step.posts);
      return walk.desk.forget(house, publicId);
    }
    case 'crash':
      return town.crash(house);
    case 'start':
      if (!town.at(house).life.alive) await town.start(house);
      return;
    case 'cut':
      return town.network.cut(town.at(house).id, town.at(other).id);
    case 'mend':
      return town.network.mend(town.at(house).id, town.at(other).id);
    case 'push':
      return push(town, house, other);
    case 'backup':
      backups.set(house, { file: town.backup(house), at: town.scheduler.now() });
      return;
    case 'restore': {
      const backup = backups.get(house);
      if (!backup) return;
      await town.crash(house);
      forgetSince(walk, house, backup.at);
      await markRestored(backup.file, town.coalition.id);
      await town.restore(house, backup.file);
      return;
    }
    case 'twin':
      return openTwin(walk, house, step.reached);
    case 'lie':
      return town.network.tamper(town.at(house).id, lies[step.how % lies.length] ?? null);
    case 'statement':
      return post && eraseByStatement(walk, post, step.door % size);
    default:
      return actAtDesk(walk, step);
  }
};

/** A second house under the same name. What either says from now on may be cut off. */
const openTwin = async ({ town, twins, size, desk }: Walk, house: number, reached: number): Promise<void> => {
  if (size < 3 || twins.size > 0 || !town.at(house).life.alive) return;
  const twin = await town.copy(town.backup(house), house);
  twins.set(house, twin);
  // Either may be the one that goes on.
  for (const one of [house, twin]) desk.doubt(one);
  // One peer reaches the one, one the other, whatever the rest does: who is reached by nobody is heard by nobody.
  const others = [...Array(size).keys()].filter((index) => index !== house);
  for (const [i, index] of others.entries())
    if (i === 0 || (i > 1 && (reached >> i) % 2 === 1))
      town.network.route(town.at(index).id, town.at(house).origin, town.at(twin).id);
};

const eraseByStatement = async ({ town, pen }: Walk, post: Said, door: number): Promise<void> => {
  const { id: coalition, constituents } = town.coalition;
  const { origin, seq } = post.key;
  const governance = constituents.find((one) => one.origin === origin)?.governance;
  if (!governance || !town.at(door).life.alive) return;
  // Its edits keep their words: they hang below a post that has none.
  for (const said of pen.said.values()) if (said.name === post.name) said.unsure = true;
  await town.at(door).eraseByStatement(sealErasure({ coalition, origin, erases: [[seq, seq]] }, governance));
};

/** Two houses of one name: all freeze what both said, then the governance key ends it by the hand of one. */
const mendTwins = async ({ town, pen, twins, size }: Walk, seed: number): Promise<void> => {
  for (const [house, twin] of twins) {
    await expectSame(town);
    // What either said may be cut off, and what hangs below it then hangs nowhere.
    for (const post of pen.said.values())
      post.unsure ||=
        post.house === house || [post.thread, post.parent].some((name) => pen.said.get(name ?? '')?.unsure);
    const [stays, goes] = seed % 2 === 0 ? [house, twin] : [twin, house];
    await town.perform(town.at(stays).renew(true));
    await town.crash(goes);
    for (let index = 0; index < size; index++)
      town.network.route(town.at(index).id, town.at(house).origin, town.at(stays).id);
    await town.settle();
    for (const one of town.instances.filter(({ life }) => life.alive))
      expect(await forksOn(one), `forks on ${one.id}, mended`).toEqual([]);
    await town.perform(
      pen.say(stays, 'votes.tallied', { tallies: [{ post: `1@${town.at(house).origin}`, up: 1, down: 0 }] }),
    );
    await town.settle();
  }
};

/** Brings another house a page of all that this one holds, known or not. */
const push = async (town: Town, house: number, to: number): Promise<void> => {
  if (house === to) return;
  const { db, answering, transport } = town.at(house);
  const { id: coalition } = town.coalition;
  const head = await answering.head(coalition);
  const all = { coalition, have: {}, want: {}, hold: [], head, limit: 1000, forked: {}, erasures: '' };
  const { lines } = await serveSync(db.read, head, all);
  const peer = { coalition, origin: town.at(to).origin, url: '' };
  await transport.push(peer, lines.slice(1, -1));
};

const effects = query()((db) =>
  db
    .selectFrom('entry')
    .select('effect')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy('effect'),
);

const cameIn = query()((db) => db.selectFrom('message_in').select((eb) => eb.fn.countAll<number>().as('count')));

export type Outcome = {
  digest: string;
  view: string;
  steps: number;
  /** What happened of moderation, so that a run of towns can say that something did. */
  acts: number;
  undone: number;
  messages: number;
};

/** @throws the first assertion that fails */
export const walkThrough = async (plan: Plan, breathe = false, onTown?: (town: Town) => void): Promise<Outcome> => {
  const { seed, size, pageSize } = plan;
  await using town = await createTown({
    ...{ seed, size, breathe },
    settings: (index) => ({ pageSize, skew: (plan.skews[index] ?? 0) * 60_000 }),
  });
  onTown?.(town);
  town.network.faults = { lose: plan.lose, repeat: plan.lose, delay: [1, plan.slow] };
  const pen = createPen(town);
  const desk = createDesk(town);
  const walk: Walk = {
    ...{ town, pen, desk, size, backups: new Map(), changed: new Map(), twins: new Map() },
    ...{ advice: [], takenBack: [] },
  };
  const failures: unknown[] = [];
  for (const { after, step } of plan.steps) {
    await town.pass(after);
    const house = 'house' in step ? step.house % size : 0;
    const lives = town.at(house).life.alive;
    if (
      !lives &&
      !['crash', 'start', 'cut', 'mend', 'restore', 'edit', 'delete', 'withdraw', 'reinstate'].includes(step.do)
    )
      continue;
    town.trace.note('step', JSON.stringify(step));
    const acting = act(walk, step).catch((error) => {
      if (error instanceof Refusal) town.trace.note('refused', error.code, error.message);
      else failures.push(error);
    });
    if (['crash', 'start', 'restore', 'backup', 'twin', 'cut', 'mend'].includes(step.do)) await acting;
  }
  for (const [index, one] of town.instances.entries()) if (!one.life.alive) await town.start(index);
  await town.settle();
  if (failures.length > 0) throw failures[0];
  await mendTwins(walk, seed);
  await deliver(town);
  const layers = await expectModerated(town, desk);
  await expectSame(town);
  expect(await expectModerated(town, desk), 'what is laid over posts, folded anew').toEqual(layers);
  await expectKept(town, pen);
  await expectDelivered(town, desk.isSure);
  const first = town.instances.find(({ life }) => life.alive) ?? town.at(0);
  const view = (await viewOf(first.db.read)).join('\n');
  town.trace.note('effects', JSON.stringify(await first.db.read.all(effects, {})));
  let messages = 0;
  for (const one of await town.inReach()) messages += (await one.db.read.get(cameIn, {}))?.count ?? 0;
  await expectNoBytes(town, marksTakenBack(pen));
  const acts = [...Array(size).keys()].flatMap((house) => desk.acts(house));
  const undone = acts.filter((act) => act.undone).length;
  return { digest: town.trace.digest(), view, steps: town.scheduler.steps, acts: acts.length, undone, messages };
};
