// What looks at posts by itself in a random history: filters in shadow and switched on, and what waits in a place where everything is
// looked at first. What they are to do about posts that stand is said here once more; of what is put aside, deeds.ts asks.
import { expect } from 'vitest';
import type { Step } from './acts.ts';
import type { History } from './history.ts';
import type { Post } from './model.ts';
import { HOUR } from './world.ts';

/** Something that a filter may speak of, mostly. */
export const aWord = ({ pick, world }: Pick<History, 'pick' | 'world'>): string =>
  pick(2) === 0 ? `${world.filters[pick(world.filters.length)]?.word} ` : '';

/** A filter is tried in shadow, switched on, or off. */
export const tune: Step = async (history) => {
  const { world } = history;
  // What is put aside stays as it is: so that there is always something.
  const filter = history.one(world.filters.slice(1));
  filter.state = history.one(['shadow', 'on', 'on', 'off'] as const);
  await world.forum.automation.changeFilter(world.root, filter.id, { state: filter.state });
  return true;
};

const speaksOf = (text: string, word: string): boolean => text.split(' ').includes(word);

/** Rules by which something is done about a post as it was just written. */
const rulesAgainst = (history: History, post: Post, edited: boolean): string[] => {
  const { world, model, premoderated } = history;
  const author = world.staff.concat(history.people, world.crowd).find((one) => post.author.startsWith(one.publicId));
  if (post.state !== 'live' || (author && model.moderates(author.publicId, post.place))) return [];
  const rules = world.filters
    .filter(({ state, scope, word }) => state === 'on' && model.reaches(scope, post.place) && speaksOf(post.body, word))
    .map(({ id }) => `filter ${id}`);
  if (edited && author && premoderated.has(post.place)) rules.push('pre-moderation');
  return rules.filter((rule) => !model.on(`post ${post.name}`).some((one) => one.rule === rule));
};

/** The watcher sees what was written: it does what filters that are on say, no more and no less. */
export const watch = async (history: History): Promise<void> => {
  const { world, written } = history;
  if (written.size === 0) return;
  const due = [...written].flatMap(([post, edited]) =>
    rulesAgainst(history, post, edited).map((rule) => `${post.name} ${rule}`),
  );
  written.clear();
  await world.watched();
  const taken = await history.hear();
  const done = taken.filter(({ automatic, kind }) => automatic && kind !== 'hold');
  expect(done.map(({ subject, rule }) => `${subject.slice('post '.length)} ${rule}`).toSorted()).toEqual(
    due.toSorted(),
  );
  for (const { until, rule, kind } of done) {
    const filter = world.filters.find(({ id }) => rule === `filter ${id}`);
    if (!filter) continue;
    expect(until, 'what a filter does ends').toBe(world.clock.now() + 72 * HOUR);
    expect(kind).toBe(filter.effect === 'label' ? 'label' : 'collapse');
  }
  history.seen('filters act', done.length);
};
