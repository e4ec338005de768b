// The part of a random plan in which people moderate.
import type { MeasureKind, Reason, Settings, Subject } from '../../src/forum/policy/measures.ts';
import { memberNames, planks } from './coalition.ts';
import type { Desk, NewMeasure } from './desk.ts';
import type { Pen, Said } from './pen.ts';
import type { DeskStep } from './plan.ts';
import type { Town } from './town.ts';

export type Named = { house: number; name: string };
type Walk = {
  town: Town;
  pen: Pen;
  desk: Desk;
  size: number;
  /** Names of advice that was given, and of posts that were taken back, each with its house. */
  advice: Named[];
  takenBack: Named[];
};

const kinds: readonly Reason[] = [
  'spam',
  'flooding',
  'harassment',
  'doxxing',
  'threat',
  'impersonation',
  'off-topic',
  'illegal',
];
const onPost: readonly MeasureKind[] = ['hide', 'collapse', 'keep', 'hold', 'label'];
const onMember: readonly MeasureKind[] = ['suspend', 'read-only', 'hold-posts', 'warning', 'mute'];
const onRemote: readonly MeasureKind[] = ['limit', 'hold-posts', 'unheard'];
const onPeer: readonly MeasureKind[] = ['filter', 'unheard', 'filter', 'accept', 'mute'];

const one = <T>(some: readonly T[], index: number): T | undefined => some[index % Math.max(1, some.length)];
/** @param which of the seven ways to filter */
const settingsOf = (kind: MeasureKind, which: number): { settings?: Settings } => {
  if (kind === 'label') return { settings: { label: 'beside the point' } };
  if (kind !== 'filter') return {};
  const bits = 1 + (which % 7);
  return { settings: { collapse: (bits & 1) > 0, holdFirst: (bits & 2) > 0, noVotes: (bits & 4) > 0 } };
};

const measureOf = (walk: Walk, step: Extract<DeskStep, { do: 'measure' }>): NewMeasure | undefined => {
  const { town, pen, size } = walk;
  const house = step.house % size;
  const said = [...pen.said.values()];
  const post = one(said, step.about);
  const place = one(['instance', 'planks', `plank:${one(planks, step.about)}`], step.kind) ?? 'instance';
  const lasts = step.lasts;
  // Whose reports are not taken: everywhere.
  const scopeOf = (kind: MeasureKind) => (kind === 'mute' ? {} : { scope: place });
  // Against what the operator did others decide an appeal.
  const byOperator = step.about % 2 === 0;
  const asPost = ({ key }: Said): Subject => ({ kind: 'post', key });
  switch (step.on) {
    case 'post':
    case 'posts': {
      const kind = one(onPost, step.kind);
      const [first, ...more] = said.slice(step.about % Math.max(1, said.length)).slice(0, step.on === 'post' ? 1 : 4);
      return first && kind && { kind, on: [asPost(first), ...more.map(asPost)], lasts, ...settingsOf(kind, 0) };
    }
    case 'member': {
      const kind = one(onMember, step.kind);
      const member = one(town.at(house).members, step.about)?.publicId;
      return kind && member ? { kind, on: [{ kind: 'member', member }], lasts, ...scopeOf(kind) } : undefined;
    }
    case 'remote': {
      const kind = one(onRemote, step.kind);
      if (!kind || !post || post.house % size === house) return undefined;
      const { origin, members } = town.at(post.house);
      const member = members[post.member]?.publicId ?? '';
      return { kind, on: [{ kind: 'remote', origin, member }], lasts, byOperator, ...scopeOf(kind) };
    }
    case 'peer': {
      const kind = one(onPeer, step.kind);
      const { origin } = town.at(step.about % size);
      return kind && { kind, on: [{ kind: 'peer', origin }], lasts, ...scopeOf(kind), ...settingsOf(kind, step.about) };
    }
  }
};

export const actAtDesk = async (walk: Walk, step: DeskStep): Promise<void> => {
  const { town, pen, desk, size } = walk;
  const house = step.house % size;
  const said = [...pen.said.values()];
  switch (step.do) {
    case 'measure': {
      const measure = measureOf(walk, step);
      if (measure) await desk.measure(house, measure);
      return;
    }
    case 'undo': {
      const acts = [...Array(size).keys()].flatMap((by) => desk.acts(by).map((act) => ({ by, act })));
      const done = one(
        acts.filter(({ by, act }) => !act.undone && town.at(by).life.alive),
        step.which,
      );
      if (done) await desk.undo(done.by, done.act);
      return;
    }
    case 'choose': {
      const { origin } = town.at((house + 1 + (step.peer % (size - 1))) % size);
      const withdrawn = step.which % 4 === 0 ? 'show' : 'collapse';
      return desk.choose(house, origin, step.choice, { quorum: step.which % 3 > 0, withdrawn });
    }
    case 'advise': {
      const post = one(said, step.post);
      if (!post) return;
      // Nobody gives the same advice twice: the reasons take turns.
      const reason = kinds[walk.advice.length % kinds.length];
      walk.advice.push({ house, name: await desk.advise(house, post.name, step.effect, step.lasts, reason) });
      return;
    }
    case 'unadvise': {
      const given = one(
        walk.advice.filter((one) => town.at(one.house).life.alive),
        step.which,
      );
      if (given) await desk.unadvise(given.house, given.name);
      return;
    }
    case 'take-back': {
      const own = said.filter((post) => post.house === house);
      const post = one(own, step.which);
      if (!post) return;
      walk.takenBack.push({ house, name: post.name });
      return desk.takeBack(house, post.name, 30_000);
    }
    case 'let-stand': {
      const taken = one(
        walk.takenBack.filter((one) => town.at(one.house).life.alive),
        step.which,
      );
      if (taken) await desk.letStand(taken.house, taken.name);
      return;
    }
    case 'report': {
      const post = one(said, step.post);
      if (!post) return;
      // Its words are kept for those who decide, from now on.
      post.reported = true;
      const id = await desk.report(house, step.member % memberNames.length, post.name);
      if (post.house % size !== house) await desk.forward(house, id);
      return;
    }
    case 'decide':
      return desk.decide(house);
    case 'appeal':
      await desk.appeal(house, step.member % memberNames.length, step.which);
  }
};
