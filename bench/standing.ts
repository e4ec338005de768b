// What moderation costs whoever is not moderated: standing in the look-up of each call, and all that looks at a post before it
// appears. In this process, by processor time.
import { type Core, openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { screenersOf } from '../src/app/screeners.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { type PostKey, parsePostName } from '../src/base/names.ts';
import { query } from '../src/db/statement.ts';
import { anyAdvisory } from '../src/forum/advice/advisory-store.ts';
import { insertFilter } from '../src/forum/automation/filter-store.ts';
import { postReply as replyOnBoard } from '../src/forum/boards/post-reply.ts';
import { actorOfSession } from '../src/forum/identity/session-actor.ts';
import { createScreen } from '../src/forum/moderation/screen.ts';
import { postReply as replyOnPlank } from '../src/forum/planks/post-reply.ts';
import type { MemberActor } from '../src/forum/policy/actor.ts';
import { anyFromAfar } from '../src/forum/policy/measure-rows.ts';
import { newFolder, rmFolder } from './folder.ts';
import { boardNamed, PLANK, prepareHouse, settings } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';

const ROUNDS = 40;
const READS = 1_500;
const POSTS = 400;
const AT_ONCE = 20;
/** Of words, and as many of addresses; none of them speaks of what is written here. */
const FILTERS = 25;
/** More than so much of what it costs without. */
const MOST = 1.05;

/** The look-up as it was before members had a standing. */
const bare = query<{ session: string; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select(['member.id as memberId', 'member.name', 'member.role', 'member.public_id as publicId'])
    .select('session.id as sessionId')
    .where('session.public_id', '=', p.session)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

type Work = (number: number) => Promise<unknown>;

/** As many of them as share a commit. */
const reply = (work: Work) => ({ times: POSTS, atOnce: AT_ONCE, work });

/** Microseconds of the processor for each. @param atOnce what goes on at the same time, and shares commits */
const cost = async (times: number, atOnce: number, work: Work): Promise<number> => {
  const before = process.cpuUsage();
  for (let number = 0; number < times; number += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => work(number + index)));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
};

/** @param most none: it is told, not judged */
const figureOf = (what: string, ours: number[], floor: number[], most?: number): Figure => {
  const ratio = median(ours.map((one, round) => one / (floor[round] ?? one)));
  return {
    what,
    ours: `${median(ours).toFixed(1)} µs`,
    floor: `${median(floor).toFixed(1)} µs`,
    measured: ratio.toFixed(3),
    target: most === undefined ? '–' : `≤ ${most}`,
    met: most === undefined ? null : ratio <= most,
  };
};

const addFilters = async ({ db, clock }: Core): Promise<void> => {
  const at = clock.now();
  for (let number = 0; number < FILTERS; number++)
    for (const [kind, pattern] of [
      ['words', `cheap watches ${number}`] as const,
      ['link', `shop${number}.example`] as const,
    ])
      await db.write((tx) =>
        insertFilter(tx, {
          ...{ public_id: `${kind}-${number}`, scope: 'instance', kind, pattern, effect: 'hold', reason: 'spam' },
          ...{ words: 'It sells something.', state: 'on', at, changed_at: at },
        }),
      );
};

/** What the end of each fold asks: whether anything is advised, or in force on who is elsewhere. */
const askFold = ({ db }: Core) =>
  db.write(async (tx) => {
    for (let number = 0; number < AT_ONCE; number++) {
      await anyAdvisory(tx);
      await anyFromAfar(tx);
    }
  });

export const benchStanding = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: true });
    const core = await openCore({ config: readConfig(settings(folder)), log: silentLogger });
    const { read } = core.db;
    const forum = buildForum(core, () => {});
    const { session } = await forum.signIn({
      ...{ name: 'member_0', password: 'correct horse battery staple', kind: 'token', agent: 'bench' },
    });
    const now = core.clock.now();
    const member = (await actorOfSession(read, session.id, now)) as MemberActor;
    const startIn = async (kind: 'boards' | 'planks', slug: string): Promise<PostKey> => {
      const words = { title: titleOf(1), body: textOf(1), acknowledged: true };
      const key = parsePostName((await forum.verbs[kind].startThread(member, slug, words)).name);
      if (!key) throw new Error('no thread');
      for (let number = 0; number < 20; number++)
        await forum.verbs[kind].postReply(member, key, { body: textOf(number) });
      return key;
    };
    const onBoard = await startIn('boards', boardNamed(0));
    const onPlank = await startIn('planks', PLANK);
    await addFilters(core);

    const readWith = async () =>
      forum.reads.posts((await actorOfSession(read, session.id, now)) as MemberActor, onBoard, { limit: 20 });
    const readWithout = async () => {
      const row = await read.get(bare, { session: session.id, now });
      return forum.reads.posts({ kind: 'member', ...row } as MemberActor, onBoard, { limit: 20 });
    };
    const planks = { ...core, checkClock: () => {} };
    const [standing, screen] = [createScreen(core), createScreen(core, screenersOf(core))];
    const boards = { standing: replyOnBoard({ ...core, screen: standing }), all: replyOnBoard({ ...core, screen }) };
    const onPlanks = {
      standing: replyOnPlank({ ...planks, screen: standing }),
      all: replyOnPlank({ ...planks, screen }),
    };
    const [boardWithout, plankWithout] = [replyOnBoard(core), replyOnPlank(planks)];
    const works: Record<string, { times: number; atOnce: number; work: Work }> = {
      readWith: { times: READS, atOnce: 1, work: readWith },
      readWithout: { times: READS, atOnce: 1, work: readWithout },
      boardWith: reply((number) => boards.standing(member, onBoard, { body: textOf(number) })),
      boardAll: reply((number) => boards.all(member, onBoard, { body: textOf(number) })),
      boardWithout: reply((number) => boardWithout(member, onBoard, { body: textOf(number) })),
      plankWith: reply((number) => onPlanks.standing(member, onPlank, { body: textOf(number) })),
      plankAll: reply((number) => onPlanks.all(member, onPlank, { body: textOf(number) })),
      plankWithout: reply((number) => plankWithout(member, onPlank, { body: textOf(number) })),
      fold: { times: POSTS, atOnce: AT_ONCE, work: async (number) => number % AT_ONCE === 0 && askFold(core) },
    };
    const costs: Record<string, number[]> = {};
    // Each goes first as often as last; the first round warms up.
    for (let round = -1; round < ROUNDS; round++) {
      const turns = Object.entries(works);
      for (const [name, { times, atOnce, work }] of round % 2 === 0 ? turns : turns.reverse()) {
        const spent = await cost(times, atOnce, work);
        if (round >= 0) costs[name] = [...(costs[name] ?? []), spent];
      }
    }
    await core.db.close();
    const of = (name: string): number[] => costs[name] ?? [];
    const unasked = of('plankWithout').map((one, round) => one - (of('fold')[round] ?? 0));
    return [
      figureOf('a page of posts for a member, standing in the look-up', of('readWith'), of('readWithout'), MOST),
      figureOf('a reply on a board, standing', of('boardWith'), of('boardWithout'), MOST),
      figureOf('a reply on a plank, standing', of('plankWith'), unasked, MOST),
      figureOf('a reply on a board, standing, limits and 50 filters', of('boardAll'), of('boardWithout')),
      figureOf('a reply on a plank, standing, limits and 50 filters', of('plankAll'), unasked),
    ];
  } finally {
    rmFolder(folder);
  }
};
