// What homes and peers send in a random history: entries, votes, advice and messages, also such as are none of their business.
import { expect } from 'vitest';
import { answer, type Step } from './acts.ts';
import { type History, members } from './history.ts';
import type { Post } from './model.ts';
import { aWord } from './watcher.ts';
import { ADVISERS, HOME, HOUR } from './world.ts';

/** What peers send changes nobody's standing here. */
const changingNobody = async ({ world }: History, act: () => Promise<unknown>): Promise<void> => {
  const before = JSON.stringify(await world.db.read.all(members, {}));
  await act();
  expect(JSON.stringify(await world.db.read.all(members, {})), 'members after what a peer sent').toBe(before);
};

export const theySay: Step = async (history) => {
  const { peer, world } = history;
  const to = history.one(history.posts.filter(({ place }) => place.startsWith('plank:')));
  // Mostly the one who has said nothing before; one post, or two at once.
  const who = history.remotes[history.pick(3) === 0 ? 0 : 1];
  const said = Array.from({ length: 1 + history.pick(2) }, () => {
    const body = `${aWord(history)}Theirs ${history.pick(10_000)}`;
    return { body, ...peer.reply(to.thread, who, body, to.thread, history.at()) };
  });
  await changingNobody(history, () => world.arrive(...said.map(({ line }) => line)));
  for (const { name, body } of said)
    history.written.set(
      history.post(name, { author: `${who}@${peer.origin}`, place: to.place, body, thread: to.thread }),
      false,
    );
  return true;
};

const onPlanks = ({ posts }: History): Post[] => posts.filter(({ origin }) => origin !== '');

export const theyVote: Step = async (history) => {
  const scribe = history.one([history.peer, history.peer, history.world.scribe(ADVISERS[0])]);
  const post = history.one(onPlanks(history));
  const up = 1 + history.pick(50);
  const entry = scribe.write('votes.tallied', { tallies: [{ post: post.name, up, down: 0 }] }, null, history.at());
  await changingNobody(history, () => history.world.arrive(entry.line));
  post.votes.set(scribe.origin, up);
  return true;
};

export const theyWithdraw: Step = async (history) => {
  const post = history.one(history.posts.filter(({ origin }) => origin === history.peer.origin));
  const type = post.withdrawn ? 'post.reinstated' : 'post.withdrawn';
  const by = history.one([history.peer, history.peer, history.world.scribe(ADVISERS[1])]);
  const entry = by.write(type, { post: post.name, reason: 'spam' }, null, history.at());
  await changingNobody(history, () => history.world.arrive(entry.line));
  if (by === history.peer) post.withdrawn = !post.withdrawn;
  return true;
};

const RANK: Record<string, number> = { hidden: 0, held: 1, collapsed: 2, visible: 3 };
const rankOf = ({ model, posts }: History, post: Post): number =>
  RANK[model.layerOf(post, posts)?.state ?? 'visible'] ?? 0;

type Advised = { by: string; post: Post; effect?: string; human?: boolean };

const advise = (
  { world, pick, one, at, advising }: History,
  { by, post, effect = 'collapse', human = true }: Advised,
) => {
  const { seq } = one(post.revisions);
  const until = world.clock.now() + (1 + pick(72)) * HOUR;
  const ref = { subject: { post: post.name }, revision: `${seq}@${post.origin}`, effect, reason: 'spam', human };
  const more = { until: new Date(until).toISOString(), urgent: false };
  const entry = world.scribe(by).write('advisory.issued', { ...ref, ...more }, null, at());
  const weighty = effect === 'collapse' && human;
  const about = { by, post: post.name, at: world.clock.now(), weighty, revision: seq, until, withdrawn: false };
  advising.said.push({ name: entry.name, seq: entry.seq, ...about });
  return entry.line;
};

export const theyAdvise: Step = async (history) => {
  // Mostly about the same: so that some are enough.
  const [first] = onPlanks(history);
  const post = first && history.pick(3) > 0 ? first : history.one(onPlanks(history));
  const before = rankOf(history, post);
  const lines = Array.from({ length: 1 + history.pick(3) }, () =>
    advise(history, {
      by: history.one([...ADVISERS, ...ADVISERS, history.peer.origin]),
      post,
      effect: history.one(['collapse', 'collapse', 'collapse', 'label', 'burn']),
      human: history.pick(6) > 0,
    }),
  );
  await changingNobody(history, () => history.world.arrive(...lines));
  expect(rankOf(history, post), 'more advice never shows more').toBeLessThanOrEqual(before);
  return true;
};

/** One instance says more in a day than counts. */
export const theyFlood: Step = async (history) => {
  const [post, other] = onPlanks(history);
  if (history.flooded || !post || !other) return false;
  history.flooded = true;
  const by = history.one(ADVISERS);
  const more = 48 + history.pick(4);
  const lines = Array.from({ length: more }, () => advise(history, { by, post: other }));
  await changingNobody(history, () => history.world.arrive(...lines, advise(history, { by, post })));
  return true;
};

export const theyUnadvise: Step = async (history) => {
  const { world, advising, posts } = history;
  const here = advising.said.filter(({ post, withdrawn }) => !withdrawn && posts.some(({ name }) => name === post));
  const target = history.one(here);
  const post = posts.find(({ name }) => name === target?.post);
  if (!target || !post) return false;
  const by = history.one([target.by, target.by, ...ADVISERS]);
  const entry = world.scribe(by).write('advisory.withdrawn', { advisory: target.name }, null, history.at());
  const before = rankOf(history, post);
  await changingNobody(history, () => world.arrive(entry.line));
  if (by === target.by) target.withdrawn = true;
  expect(rankOf(history, post), 'less advice never shows less').toBeGreaterThanOrEqual(before);
  return true;
};

/** An action of theirs. */
const THEIRS = 'theirs-abcdefghijklmnop';

/** Messages of every kind, about whatever there is here. */
export const theyTell: Step = async (history) => {
  const { world, model, peer } = history;
  const member = history.one(history.people);
  const own = history.one(history.living().filter(({ origin }) => origin === HOME));
  const about = history.one([...model.log.values()].filter(({ person }) => person.endsWith(`@${peer.origin}`)));
  const kind = history.one(['report', 'notice', 'appeal', 'outcome', 'switched'] as const);
  await changingNobody(history, async () => {
    switch (kind) {
      case 'report': {
        if (!own) return;
        const content = {
          case: 'abcdefghijklmnopqrstuv',
          post: own.name,
          revision: own.name,
          reason: 'spam',
          words: 'Look.',
        };
        const came = await world.message(peer.origin, 'report.forwarded', {
          ...content,
          case: `case-${history.pick(1e9)}-abcdefghijkl`,
        });
        const muted = model.on(`peer ${peer.origin}`).some(({ kind }) => kind === 'mute');
        expect(
          came.state === 'refused' && came.code === 'muted',
          `reports of a muted peer: ${JSON.stringify(came)}`,
        ).toBe(muted);
        return;
      }
      case 'notice': {
        const told = {
          action: THEIRS,
          member: member.publicId,
          measure: 'suspend',
          scope: 'instance',
        };
        const why = { reason: 'spam', basis: 'own', words: 'Suspended.', until: null } as const;
        const came = await world.message(peer.origin, 'notice.to-member', {
          ...told,
          ...why,
          state: history.one(['taken', 'ended'] as const),
        });
        if (!history.left.has(member.publicId)) expect(came, 'a notice').toEqual({ state: 'taken' });
        return;
      }
      case 'appeal': {
        if (!about) return;
        const content = { action: about.hash, member: about.person.split('@')[0] ?? '', words: 'Look again.' };
        await world.message(history.one([peer.origin, ADVISERS[0]]), 'appeal', content);
        return;
      }
      case 'outcome': {
        // Mostly the member has appealed there against what they were told of.
        const actor = await world.now(member);
        const { items } = history.left.has(member.publicId)
          ? { items: [] }
          : await world.forum.cases.notices(actor, { limit: 5 });
        const [notice] = items;
        if (notice) await answer(world.forum.cases.appealElsewhere(actor, { notice: notice.id, words: 'Look again.' }));
        const content = { action: notice || !about ? THEIRS : about.hash, member: member.publicId, reasons: 'So.' };
        await world.message(peer.origin, 'appeal.outcome', { ...content, outcome: 'overturned' });
        return;
      }
      case 'switched':
        await world.message(peer.origin, 'registration.switched', { mode: 'closed', why: 'no-moderator' });
    }
  });
  return true;
};
