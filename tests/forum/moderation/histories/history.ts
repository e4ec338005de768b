// One random history in a world: what is in it, and whether all that can be read of it is what the model says.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { nameOfPost, type PostKey, parsePostName } from '../../../../src/base/names.ts';
import { query } from '../../../../src/db/statement.ts';
import { type MemberActor, operator } from '../../../../src/forum/policy/actor.ts';
import { type Advising, type Model, type Post, readTold, type Told } from './model.ts';
import { watch } from './watcher.ts';
import { HOME, HOUR, random, type World } from './world.ts';

export type History = Awaited<ReturnType<typeof openHistory>>;

const keyOf = (name: string): PostKey => parsePostName(name) ?? { origin: '', seq: 0 };

const posts = query<{ from: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['post.origin', 'post.seq', 'post.state', 'post.body', 'post.layer', 'post.veiled', 'post.up'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .select(['thread.layer as thread_layer', 'thread.state as thread_state', 'place.kind', 'place.slug'])
    .where('post.arrived_at', '>=', p.from),
);
export const members = query()((db) =>
  db.selectFrom('member').select(['public_id', 'role', 'state', 'standing', 'duties']).orderBy('id'),
);
const restricted = query()((db) =>
  db
    .selectFrom('member')
    .select(['public_id', 'standing', 'duties'])
    .where((eb) => eb.or([eb('standing', 'is not', null), eb('duties', 'is not', null)])),
);
const places = query()((db) => db.selectFrom('place').select(['kind', 'slug', 'layer']));
const measures = query<{ base: number }>()((db, p) =>
  db.selectFrom('measure').select(['action', 'ended']).where('action', '>', p.base).orderBy('action'),
);
const held = query<{ base: number }>()((db, p) =>
  db.selectFrom('held_post').select(['public_id as id', 'state', 'post', 'body']).where('action', '>', p.base),
);

export type Held = { author: MemberActor; place: string; thread: string | null; body: string; state: string };

/** What the histories of a world share. */
export type Shared = {
  model: Model;
  advising: Advising;
  /** Scopes of places where everything is looked at first. */
  premoderated: Set<string>;
  /** Actions that were ever in force. */
  restricted: Set<Told>;
  /** Names of moderators who are none for now. */
  dismissed: Set<string>;
  /** How often something came about. */
  count: Map<string, number>;
  /** When members first wrote in a place, or tried to. */
  firsts: Map<string, Map<string, number>>;
  /** When the brake of a place was taken off. */
  lifted: Map<string, number>;
};

export const openHistory = async (world: World, shared: Shared, seed: number, index: number) => {
  const { clock, forum } = world;
  const { model } = shared;
  const pick = random(seed);
  // So that nobody's brake, budget or fifty a day are used up.
  clock.advance(25 * HOUR);
  const from = clock.now();
  const base = Math.max(0, ...model.log.keys());
  const peer = world.scribe(`p${index}.example`);
  const remotes = [`alice-${String(index).padStart(8, '0')}`, `boris-${String(index).padStart(8, '0')}`] as const;
  const people = [await world.home.member(`ada${index}`), await world.home.member(`bo${index}`)] as const;
  let heard = base;
  const history = {
    ...shared,
    ...{ world, seed, pick, from, base, peer, remotes, people },
    one: <T>(some: readonly T[]): T => some[pick(some.length)] as T,
    posts: [] as Post[],
    held: new Map<string, Held>(),
    left: new Set<string>(),
    /** What was written since the watcher looked, and whether it was there before. */
    written: new Map<Post, boolean>(),
    ...{ raided: false, hasty: false, flooded: false },
    seen: (what: string, often: number) => void shared.count.set(what, (shared.count.get(what) ?? 0) + often),
    /** What was done since. */
    async hear(): Promise<readonly Told[]> {
      const told = await readTold(world.db.read, heard);
      heard += told.length;
      model.add(told);
      return told;
    },
    /** What must not be in force after this step. */
    expected: [] as Told[],
    /** Own posts that are taken back, by name: the measure that carries it. */
    takenBack: new Map<string, number>(),
    at: () => ({ at: clock.now() }),
    post(name: string, more: Pick<Post, 'author' | 'place' | 'body'> & { thread?: string }): Post {
      const { origin, seq } = keyOf(name);
      const post: Post = {
        ...{ name, origin, thread: name, arrived: clock.now(), state: 'live', withdrawn: false, votes: new Map() },
        ...{ revisions: [{ seq, at: clock.now() }], ...more },
      };
      history.posts.push(post);
      return post;
    },
    /** What is of these people, and not gone. */
    living: (): Post[] => history.posts.filter(({ state }) => state === 'live'),
    isOwn: ({ author }: Post): boolean => author.endsWith(`@${HOME}`),
    authorOf: ({ author }: Post): MemberActor | undefined =>
      people.find(({ publicId }) => author === `${publicId}@${HOME}` && !history.left.has(publicId)),
  };
  const { startThread } = forum.verbs.boards;
  const [ada, bo] = people;
  const words = { title: 'T', body: `Start ${seed}`, acknowledged: true };
  const board = await startThread(ada, 'garden', words);
  history.post(board.name, { author: `${ada.publicId}@${HOME}`, place: 'board:garden', body: words.body });
  const plank = await forum.verbs.planks.startThread(bo, 'open-elections', words);
  history.post(plank.name, { author: `${bo.publicId}@${HOME}`, place: 'plank:open-elections', body: words.body });
  const described = remotes.map((id, who) => peer.describe(id, `remote${index}_${who}`, history.at()).line);
  const reply = peer.reply(plank.name, remotes[0], `Theirs ${seed}`, plank.name, history.at());
  const tallies = [plank.name, reply.name].map((post) => ({ post, up: 7, down: 0 }));
  const votes = peer.write('votes.tallied', { tallies }, null, history.at());
  await world.arrive(...described, reply.line, votes.line);
  const about = { place: 'plank:open-elections', thread: plank.name };
  history.post(reply.name, { ...about, author: `${remotes[0]}@${peer.origin}`, body: `Theirs ${seed}` });
  for (const post of history.posts) if (post.origin !== '') post.votes.set(peer.origin, 7);
  return history;
};

const isHeld = ({ model, world }: History, id: string): boolean =>
  model.on(`held ${id}`).some(({ until }) => until === null || until > world.clock.now());

/** What is due is done, what was put aside and is free becomes a post, and the model hears what was done. */
export const keepUp = async (history: History): Promise<void> => {
  const { world, model, base } = history;
  await watch(history);
  const { moderation, advice } = world.forum;
  await moderation.settling.look();
  await moderation.settling.ready();
  await moderation.releaseAll(operator);
  await moderation.cover();
  await advice.reinstateEnded();
  await history.hear();
  for (const { id, state, post } of await world.db.read.all(held, { base })) {
    const before = history.held.get(id);
    if (!before || before.state === state) continue;
    // Nothing appears that something holds. What has appeared does not go back.
    if (state === 'released') expect(isHeld(history, id), 'what appears is not held').toBe(false);
    if (state === 'released' && post !== null)
      history.post(post, {
        ...{ author: `${before.author.publicId}@${HOME}`, body: before.body },
        // Where its thread stands by now.
        place: history.posts.find(({ name }) => name === before.thread)?.place ?? before.place,
        ...(before.thread === null ? {} : { thread: before.thread }),
      });
    before.state = state;
  }
  for (const one of model.inForce(base)) history.restricted.add(one);
  // What two people agreed to purge is gone, but not more than its author took away before.
  for (const { kind, subject } of model.inForce(base)) {
    const post = kind === 'purge' ? history.posts.find(({ name }) => subject === `post ${name}`) : undefined;
    if (post?.state !== 'live') continue;
    Object.assign(post, { state: 'withheld', body: '', revisions: post.revisions.slice(0, 1) });
  }
  for (const [name, action] of history.takenBack) {
    const carrying = model.log.get(action);
    if (carrying && model.isInForce(carrying)) continue;
    history.takenBack.delete(name);
    for (const post of history.posts) if (post.name === name) post.withdrawn = false;
  }
};

const summary = (layer: string | null) => {
  if (layer === null) return null;
  const { state, kept, action, by, stands, labels } = JSON.parse(layer);
  return {
    state,
    ...(kept ? { kept } : {}),
    ...(action === undefined ? {} : { action }),
    ...(by === 'advice' ? { by } : {}),
    ...(stands ? { stands } : {}),
    ...(labels ? { labels: labels.map(({ label }: { label: string }) => label).toSorted() } : {}),
  };
};

/** Of what has no words any more, what was decided here alone: advice is about words. */
const decided = (layer: object | null, state: string): object | null =>
  state === 'live' || (layer !== null && 'action' in layer) ? layer : null;

/** All that can be read, and all that should be: one comparison for each step, since each costs. */
type Read = Record<string, unknown>;

const postsRead = async ({ world, model, from, posts: known }: History, is: Read, due: Read): Promise<void> => {
  for (const row of await world.db.read.all(posts, { from })) {
    const name = nameOfPost(row);
    const { veiled, state, body, kind, slug, up } = row;
    is[name] = [decided(summary(row.layer), state), veiled, state, body, `${kind}:${slug}`, up];
    if (row.origin !== row.thread_origin || row.seq !== row.thread_seq) continue;
    const { closed, slow } = JSON.parse(row.thread_layer ?? '{}');
    is[`thread ${name}`] = [closed?.action ?? 0, row.thread_state, slow?.seconds ?? 0];
  }
  for (const post of known) {
    const { name, state, body, place } = post;
    const layer = model.layerOf(post, known);
    const veiled = layer?.state === 'hidden' || layer?.state === 'held' ? 1 : 0;
    due[name] = [decided(layer, state), veiled, state, body, place, model.votesOf(post)];
    if (post.thread !== name) continue;
    const closed = model.closedBy(`thread ${name}`) ?? 0;
    due[`thread ${name}`] = [closed, closed > 0 ? 'closed' : 'open', model.slowness(`thread ${name}`)];
  }
};

const peopleRead = async ({ world, model, people }: History, is: Read, due: Read): Promise<void> => {
  for (const { kind, slug, layer } of await world.db.read.all(places, {})) {
    is[slug] = JSON.parse(layer ?? '{}').slow?.seconds ?? 0;
    due[slug] = model.slowness(`place ${kind}:${slug}`);
  }
  const known = new Set([...people, ...world.staff].map(({ publicId }) => publicId));
  for (const id of known) is[`member ${id}`] = [[], []];
  for (const { public_id: id, standing, duties } of await world.db.read.all(restricted, {})) {
    known.add(id);
    is[`member ${id}`] = [
      JSON.parse(standing ?? '[]').map(({ action }: { action: number }) => action),
      JSON.parse(duties ?? '[]').map(({ scope }: { scope: string }) => scope),
    ];
  }
  for (const id of known) due[`member ${id}`] = [model.standingOf(id).map(({ number }) => number), model.dutiesOf(id)];
};

/** @throws where anything is otherwise than it follows from the log, from what authors and homes did, and from advice */
export const check = async (history: History, step: string): Promise<void> => {
  const { world, model, seed, base } = history;
  const [is, due]: [Read, Read] = [{}, {}];
  await postsRead(history, is, due);
  await peopleRead(history, is, due);
  const now = world.clock.now();
  is.measures = (await world.db.read.all(measures, { base })).map(({ action, ended }) => `${action} ${ended}`);
  due.measures = model.inForce(base).map(({ number, until }) => `${number} ${until !== null && until <= now ? 1 : 0}`);
  // What nothing holds any more has appeared.
  is.waits = [...history.held].filter(([, { state }]) => state === 'held').map(([id]) => id);
  due.waits = [...history.held].filter(([id, { state }]) => state === 'held' && isHeld(history, id)).map(([id]) => id);
  // What was not let through does not appear, and only that, or what cannot be said any more, does not.
  const unsaid = [...history.held].filter(([, { state }]) => state === 'held' || state === 'refused');
  is.keptBack = unsaid.map(
    ([id, { state }]) => `${id} ${state === 'refused' && (model.isKeptBack(id) || isHeld(history, id))}`,
  );
  due.keptBack = unsaid.map(([id]) => `${id} ${model.isKeptBack(id)}`);
  if (!isDeepStrictEqual(is, due)) expect(is, `seed ${seed}, ${step}`).toEqual(due);
};
