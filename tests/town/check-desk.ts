// What must be true of moderation at the end of every run: what each house shows is what it decided itself, and nobody else.
import { expect } from 'vitest';
import type { Reader } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import { renewAllAdvice } from '../../src/forum/advice/renew-advice.ts';
import { replayLog } from '../../src/forum/moderation/replay-log.ts';
import { verifyLog } from '../../src/forum/moderation/verify-log.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import type { PostLayer } from '../../src/forum/policy/layer.ts';
import { parseStanding } from '../../src/forum/policy/measures.ts';
import { moderator } from './coalition.ts';
import type { Act, Choices, Desk } from './desk.ts';
import type { Instance } from './instance.ts';
import type { Town } from './town.ts';

const shown = query()((db) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.origin', 'post.seq', 'post.edit_seq', 'post.layer', 'post.veiled', 'post.withdrawn_reason'])
    .select(['post.arrived_at', 'post.up', 'post.down'])
    .select(['place.slug', 'author.public_id', 'author.origin as home'])
    .where('post.origin', '!=', '')
    .orderBy('post.origin')
    .orderBy('post.seq'),
);
const votes = query()((db) =>
  db
    .selectFrom('tally')
    .innerJoin('post', 'post.id', 'tally.post_id')
    .select(['post.origin', 'post.seq', 'tally.origin as by', 'tally.up', 'tally.down']),
);
const advice = query()((db) => db.selectFrom('advisory').selectAll().orderBy('origin').orderBy('seq'));
const members = query()((db) =>
  db.selectFrom('member').select(['name', 'public_id', 'role', 'state', 'standing']).orderBy('id'),
);
const automatic = query()((db) =>
  db.selectFrom('measure').select(['action', 'kind', 'subject', 'until_at', 'ended']).where('automatic', '=', 1),
);

type Shown = Awaited<ReturnType<typeof shownOn>>[number];
const shownOn = (reader: Reader) => reader.all(shown, {});
type Advisory = Awaited<ReturnType<typeof adviceOn>>[number];
const adviceOn = (reader: Reader) => reader.all(advice, {});

const stands = (acts: readonly Act[], act: Act): boolean =>
  !act.undone && !acts.some(({ number, undone }) => number === act.parent && undone);

const reaches = (scope: string, slug: string): boolean => ['', 'instance', 'planks', `plank:${slug}`].includes(scope);

/** Who advises about what is shown now, as far as it is heard at all. Edits are younger than a day in a town. */
const heardOn = (post: Shown, advice: readonly Advisory[], home: string, { peers }: Choices, now: number): Advisory[] =>
  advice.filter(
    (one) =>
      one.subject === `post ${post.seq}@${post.origin}` &&
      one.origin !== home &&
      peers.get(one.origin) !== 'ignore' &&
      one.withdrawn_seq === null &&
      one.until_at > now &&
      (one.revision === null || one.revision <= post.edit_seq),
  );

/** Whether a filter holds it: its author is new here since, and nobody has let a post of theirs through. */
const isNew = (filter: Act, post: Shown, acts: readonly Act[], { now, posts }: House): boolean => {
  const theirs = posts.filter((one) => one.public_id === post.public_id && one.home === post.home);
  const names = theirs.map(({ origin, seq }) => `post ${seq}@${origin}`);
  return (
    !theirs.some(({ arrived_at }) => arrived_at < filter.from) &&
    !acts.some((act) => act.kind === 'keep' && names.includes(act.subject) && stands(acts, act) && act.until > now)
  );
};

/** How a post is shown by what was decided here: the first that applies. */
const expected = (post: Shown, acts: readonly Act[], heard: readonly Advisory[], house: House): string => {
  const { now, choices, constituents, unreviewed } = house;
  const on = [`post ${post.seq}@${post.origin}`];
  if (post.origin !== house.home) on.push(`remote ${post.public_id}@${post.home}`, `peer ${post.origin}`);
  const active = acts.filter(
    (act) => on.includes(act.subject) && stands(acts, act) && (act.kind === 'hold' || act.until > now),
  );
  const reaching = active.filter((act) => act.subject.startsWith('post ') || reaches(act.scope, post.slug));
  const has = (...kinds: string[]) => reaching.some(({ kind }) => kinds.includes(kind));
  if (has('hide', 'unheard')) return 'hidden';
  if (has('keep')) return 'visible';
  const filters = reaching.filter(({ kind }) => kind === 'filter');
  if (filters.some((act) => act.settings.holdFirst && isNew(act, post, acts, house))) return 'held';
  if (has('hold-posts') || reaching.some(({ kind, until }) => kind === 'hold' && until > now)) return 'held';
  if (has('collapse', 'limit', 'hold') || unreviewed.has(on[0] ?? '')) return 'collapsed';
  if (filters.some(({ settings }) => settings.collapse)) return 'collapsed';
  const counted = new Set(
    heard
      .filter((one) => choices.peers.get(one.origin) === 'count' && one.effect === 'collapse' && one.human === 1)
      .map(({ origin }) => origin),
  );
  return choices.quorum && counted.size >= Math.max(2, Math.ceil(constituents / 3)) ? 'collapsed' : 'visible';
};

type House = {
  home: string;
  now: number;
  choices: Choices;
  constituents: number;
  unreviewed: ReadonlySet<string>;
  posts: readonly Shown[];
};

const RESTRICTING = ['hold-posts', 'rate-limit', 'read-only', 'suspend'];

const expectAsDecided = async (town: Town, desk: Desk, one: Instance, house: number): Promise<void> => {
  const { read } = one.db;
  const now = one.clock.now();
  const [acts, choices] = [desk.acts(house), desk.choices(house)];
  const advisories = await adviceOn(read);
  // What was held and nobody looked at: an automatic measure, which stands in the log.
  const unreviewed = new Set((await read.all(automatic, {})).map(({ subject }) => subject));
  const posts = await shownOn(read);
  const constituents = town.coalition.constituents.length;
  const facts = { home: one.origin, now, choices, constituents, unreviewed, posts };
  const told = await read.all(votes, {});
  for (const post of posts) {
    const what = `${post.seq}@${post.origin} on ${one.id}`;
    const layer: PostLayer | null = JSON.parse(post.layer ?? 'null');
    const heard = heardOn(post, advisories, one.origin, choices, now);
    const state = expected(post, acts, heard, facts);
    expect(layer?.state ?? 'visible', `how ${what} is shown`).toBe(state);
    expect(post.veiled, `whether ${what} is veiled`).toBe(state === 'hidden' || state === 'held' ? 1 : 0);
    const left = (by: string) =>
      acts.some(
        (act) =>
          act.subject === `peer ${by}` &&
          act.settings.noVotes === true &&
          act.until > now &&
          stands(acts, act) &&
          reaches(act.scope, post.slug),
      );
    const counted = told.filter(({ origin, seq, by }) => origin === post.origin && seq === post.seq && !left(by));
    const sum = (of: 'up' | 'down') => counted.reduce((all, each) => all + each[of], 0);
    expect([post.up, post.down], `votes of ${what}`).toEqual([sum('up'), sum('down')]);
    const labelled = acts.some(
      ({ kind, subject }) => kind === 'label' && subject === `post ${post.seq}@${post.origin}`,
    );
    const kept = layer?.kept === true || labelled;
    const showsAnyway = choices.withdrawn === 'show' && post.withdrawn_reason !== null;
    if (state === 'visible' && !kept && heard.length === 0 && !showsAnyway)
      expect(layer, `what is laid over ${what}`).toBeNull();
  }
  for (const { name, public_id, standing } of await read.all(members, {})) {
    const restricting = acts.filter(
      (act) =>
        act.subject === `member ${public_id}` && RESTRICTING.includes(act.kind) && stands(acts, act) && act.until > now,
    );
    const numbers = (parseStanding(standing, now) ?? []).map(({ action }) => action);
    expect(numbers, `what restricts ${name} on ${one.id}`).toEqual(restricting.map(({ number }) => number));
  }
};

/** The log verifies, replays to what is in force, and what is shown follows from it; twice, so that folding anew may lie between. */
export const expectModerated = async (town: Town, desk: Desk, only?: readonly Instance[]): Promise<string[]> => {
  const all: string[] = [];
  for (const [house, one] of town.instances.entries()) {
    if (!(only ?? (await town.inReach())).includes(one)) continue;
    const { settling } = one.forum.moderation;
    await town.perform(settling.settle(operator));
    const { read } = one.db;
    const now = one.clock.now();
    expect((await verifyLog(read)).faults, `the log of ${one.id}`).toEqual([]);
    expect((await replayLog(read, now)).differences, `the log of ${one.id}, replayed`).toEqual([]);
    const renewed = await town.perform(one.db.write((tx) => renewAllAdvice(tx, one.origin, now)));
    expect(renewed, `advice on ${one.id}, weighed anew`).toEqual([]);
    let left = 0;
    for (const { name, role, state, standing } of await read.all(members, {})) {
      if (state === 'erased') left++;
      else expect(`${name} ${role} ${state}`).toBe(`${name} ${name === moderator ? 'admin' : 'member'} active`);
      if (state === 'erased') expect(standing, `what restricts who left ${one.id}`).toBeNull();
    }
    if (desk.isSure(house)) expect(left, `who left ${one.id}`).toBe(desk.left(house));
    if (desk.isSure(house)) await expectAsDecided(town, desk, one, house);
    const layers = (await shownOn(read)).filter(({ layer }) => layer !== null);
    all.push(...layers.map(({ origin, seq, layer, veiled }) => `${one.id} ${seq}@${origin} ${veiled} ${layer}`));
  }
  return all;
};
