// A coalition whose members vote on planks: instances with every verb and read that voting takes.
import { type PostKey, parsePostName } from '../../../src/base/names.ts';
import { query } from '../../../src/db/statement.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { rerankThreads } from '../../../src/forum/planks/rerank-threads.ts';
import { tallyVotes } from '../../../src/forum/planks/tally-votes.ts';
import { votePost } from '../../../src/forum/planks/vote-post.ts';
import { type Actor, type MemberActor, operator, visitor } from '../../../src/forum/policy/actor.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import type { Value } from '../../../src/forum/threads/vote-store.ts';
import { openEnvelope } from '../../../src/journal/envelope.ts';
import { parseRef, type Ref } from '../../../src/journal/records.ts';
import { type CoalitionOptions, type Instance, openCoalition } from '../../support/coalition.ts';

export const keyOf = (name: string): PostKey => {
  const key = parsePostName(name);
  if (!key) throw new Error(`${name} is no name`);
  return key;
};

const own = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.envelope', 'entry.type'])
    .where('journal.own', '=', 1)
    .orderBy('entry.seq'),
);

export const votingOn = (instance: Instance) => {
  const reads = createForumReads(instance);
  return {
    vote: (actor: Actor, name: string, value: Value) => votePost(instance)(actor, keyOf(name), value),
    /** Tells what is due. */
    tell: () => tallyVotes(instance.planks)(operator),
    rerank: () => rerankThreads(instance)(operator),
    switchTo: (votes: 'both' | 'up' | 'off') => describeInstance(instance)(operator, { votes }),
    votesOf: async (name: string, actor: Actor = visitor) => JSON.parse(await reads.post(actor, keyOf(name))).votes,
    /** Names of threads. */
    async list(sort: 'top' | 'bridging', limit = 100): Promise<string[]> {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = { sort, since: 0, now: instance.clock.now(), cursor, limit };
        const { items, next } = JSON.parse(await reads.threads(visitor, 'plank', 'open-elections', page));
        names.push(...items.map((item: { name: string }) => item.name));
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      return names;
    },
    /** What the own journal tells of votes, entry by entry. */
    async told(): Promise<Ref<'votes.tallied'>['tallies'][]> {
      return (await instance.db.read.all(own, {})).flatMap(({ envelope, type }) => {
        const opened = openEnvelope(envelope);
        const ref = opened.ok && type === 'votes.tallied' ? parseRef('votes.tallied', opened.payload.ref) : undefined;
        return ref ? [ref.tallies] : [];
      });
    },
    envelopes: async () => (await instance.db.read.all(own, {})).map(({ envelope }) => envelope),
    crowd: (count: number): Promise<MemberActor[]> =>
      Promise.all(Array.from({ length: count }, (_, i) => instance.member(`m${i}`))),
    async start(title: string): Promise<string> {
      const author = await instance.member(`author_${title.toLowerCase().replace(/[^a-z0-9]/g, '_')}`);
      return (await instance.startThread(author, 'open-elections', { title, body: title })).name;
    },
  };
};

/** `await using league = await openLeague();` Three instances, unless said. */
export const openLeague = async (options: CoalitionOptions = {}) => {
  const coalition = await openCoalition({ instances: ['a.example', 'b.example', 'c.example'], ...options });
  return {
    ...coalition,
    /** Everybody tells what is due, half a minute later, and hears of it. */
    async settle(): Promise<void> {
      coalition.clock.advance(30_000);
      for (const one of coalition.instances) await votingOn(one).tell();
      await coalition.mingle();
    },
  };
};
