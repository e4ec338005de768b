// Journals folded anew in steps, while entries come in: between any two steps what is counted is what is there, what was erased stays
// erased, and in the end the view is the one that folding all at once gives. A cut may come, go or move on the way.
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { beginRefold, isRefolding } from '../../../src/forum/planks/again/refold-step.ts';
import { takeStep } from '../../../src/forum/planks/take-steps.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { listCoverings } from '../../../src/forum/policy/covering-store.ts';
import type { Scribe } from '../../support/scribe.ts';
import { seededChance } from '../../support/time.ts';
import { openFold, type TestFold } from './fold.ts';

const SEEDS = process.env.KOINON_TEST_DB === 'postgres' ? 2 : 5;
const ENTRIES = 60;
const MEMBERS = ['member-00001', 'member-00002'];
const HOUR = 3_600_000;

const cut = command<{ seq: number | null }>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ forked_seq: p.seq })
    .where('journal_id', 'in', (eb) => eb.selectFrom('journal').select('id').where('origin', '=', 'x.example')),
);
const threads = query()((db) =>
  db.selectFrom('thread').select((eb) => [
    'thread.origin',
    'thread.seq',
    'thread.post_count as count',
    eb
      .selectFrom('post')
      .select((e) => e.fn.countAll<number>().as('n'))
      .whereRef('post.thread_id', '=', 'thread.id')
      .as('posts'),
  ]),
);
const places = query()((db) =>
  db.selectFrom('place').select((eb) => [
    'place.slug',
    'place.post_count as posts',
    'place.thread_count as threads',
    eb
      .selectFrom('post')
      .select((e) => e.fn.countAll<number>().as('n'))
      .whereRef('post.place_id', '=', 'place.id')
      .as('realPosts'),
    eb
      .selectFrom('thread')
      .select((e) => e.fn.countAll<number>().as('n'))
      .whereRef('thread.place_id', '=', 'place.id')
      .as('realThreads'),
  ]),
);
const texts = query()((db) => db.selectFrom('post').select(['title', 'body']));
const orphans = query()((db) =>
  db
    .selectFrom('post')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .select('post.seq')
    .where('post.parent_id', 'is not', null)
    .where('parent.id', 'is', null),
);
const waiting = query()((db) =>
  db
    .selectFrom('waiting')
    .select(['journal_id', 'seq', 'awaits'])
    .orderBy('journal_id')
    .orderBy('seq')
    .orderBy('awaits'),
);
const effects = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .select(['entry.journal_id', 'entry.seq', 'entry.effect', 'entry.content_state'])
    .where((eb) => eb.or([eb('epoch.forked_seq', 'is', null), eb('epoch.forked_seq', '>', eb.ref('entry.seq'))]))
    .orderBy('entry.journal_id')
    .orderBy('entry.seq'),
);
const scratch = query()((db) => db.selectFrom('fold_name').select('name').limit(1));
const unfound = query()((db) =>
  db
    .selectFrom('post')
    .leftJoin('post_doc', 'post_doc.post_id', 'post.id')
    .select('post.seq')
    .where('post.state', '=', 'live')
    .where('post_doc.id', 'is', null),
);
const stray = query()((db) =>
  db
    .selectFrom('post_doc')
    .leftJoin('post', 'post.id', 'post_doc.post_id')
    .select('post_doc.id')
    .where((eb) => eb.or([eb('post.id', 'is', null), eb('post.state', '!=', 'live')])),
);
const found = query<{ word: string }>()((db, p) =>
  db.selectFrom('post').select('body').where('body', '=', p.word).where('state', '=', 'live'),
);

type Talk = {
  pick(below: number): number;
  all: { name: string; thread: string; scribe: Scribe; seq: number }[];
  gone: string[];
};

/** One more entry, of whatever kind. Answers its line. */
const say = (scribe: Scribe, { pick, all, gone }: Talk, number: number): string => {
  const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
  const author = one(MEMBERS);
  const own = all.filter((post) => post.scribe === scribe);
  const words = `${scribe.origin} says ${number}.`;
  const begin = () => {
    const start = scribe.start(one(['open-elections', 'self-determination']), author, `Title ${number}`, words);
    all.push({ name: start.name, thread: start.name, scribe, seq: start.seq });
    return start.line;
  };
  const kind = pick(20);
  const about = all.length > 0 ? one(all) : undefined;
  const mine = own.length > 0 ? one(own) : undefined;
  if (!about || kind === 0) return begin();
  if (kind < 9 || !mine) {
    const reply = scribe.reply(about.thread, author, words, about.name);
    all.push({ name: reply.name, thread: about.thread, scribe, seq: reply.seq });
    return reply.line;
  }
  if (kind < 12) return scribe.edit(mine.name, { body: `${words} Anew.` }).line;
  if (kind === 12) {
    // What x takes back may be cut off again.
    if (scribe.origin !== 'x.example') gone.push(`${scribe.origin} says ${mine.seq}.`);
    return scribe.remove(mine.name, [[mine.seq, mine.seq]]).line;
  }
  if (kind === 13) return scribe.describe(author, `name_${number}`).line;
  if (kind === 14) return scribe.write('post.withdrawn', { post: mine.name, reason: 'spam' }).line;
  if (kind === 15) return scribe.write('member.erased', { member: author, erases: [[mine.seq, mine.seq]] }).line;
  if (kind === 16) {
    const advice = {
      ...{ subject: { post: about.name }, revision: about.name, effect: 'collapse', reason: 'spam' },
      ...{ until: new Date(scribe.written.at(-1)?.at ?? 0 + 48 * HOUR).toISOString(), human: true, urgent: false },
    };
    return scribe.write('advisory.issued', advice).line;
  }
  return scribe.write('votes.tallied', { tallies: [{ post: about.name, up: pick(9), down: pick(3) }] }).line;
};

const checkCounts = async (fold: TestFold, gone: readonly string[]): Promise<void> => {
  const { read } = fold.home.db;
  for (const { count, posts, ...thread } of await read.all(threads, {}))
    expect({ ...thread, count: Number(posts) }).toEqual({ ...thread, count });
  for (const place of await read.all(places, {})) {
    expect(place.posts, place.slug).toBe(Number(place.realPosts));
    expect(place.threads, place.slug).toBe(Number(place.realThreads));
  }
  expect(await read.all(orphans, {})).toEqual([]);
  const said = (await read.all(texts, {})).map(({ body }) => body);
  for (const word of gone) expect(said).not.toContain(word);
};

test('whatever comes between the steps, and wherever the cut is', async () => {
  let begun = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    await using fold = await openFold();
    const { home, x, y, z } = fold;
    const chance = seededChance(`again ${seed}`);
    const pick = (below: number) => Math.floor(chance.fraction() * below);
    const talk: Talk = { pick, all: [], gone: [] };
    const scribes = [x, y, z];
    let number = 0;
    // x goes on after its cut only on paper: what comes of it later is refused, as it should be.
    const sayOne = async (from: readonly Scribe[]) => {
      const scribe = from[pick(from.length)] as Scribe;
      await home.take(say(scribe, talk, scribe.written.length + 1));
      number += 1;
    };
    while (number < ENTRIES) await sayOne(scribes);
    expect(await fold.settled()).not.toEqual([]);
    const some = takeStep(home.planks);
    const refork = () => {
      const seq = pick(4) === 0 ? null : 1 + pick(x.written.length);
      return home.db.write(async (tx) => {
        await tx.run(cut, { seq });
        await beginRefold(tx);
      });
    };
    await refork();
    for (let turn = 0; await some(operator, 1 + pick(12)); turn++) {
      if (await isRefolding(home.db.read)) begun++;
      await checkCounts(fold, talk.gone);
      if (pick(4) === 0 && turn < 300) await sayOne([y, z]);
      if (pick(60) === 0 && turn < 300) await refork();
      expect(turn, 'it comes to an end').toBeLessThan(5_000);
    }
    expect(await listCoverings(home.db.read)).toEqual([]);
    expect(await home.db.read.all(scratch, {})).toEqual([]);
    const [held, told] = [await home.db.read.all(waiting, {}), await home.db.read.all(effects, {})];
    await checkCounts(fold, talk.gone);
    if (home.db.dialect === 'sqlite') {
      expect(await home.db.read.all(unfound, {})).toEqual([]);
      expect(await home.db.read.all(stray, {})).toEqual([]);
    }
    await fold.settled();
    expect(await home.db.read.all(waiting, {}), `seed ${seed}`).toEqual(held);
    expect(await home.db.read.all(effects, {}), `seed ${seed}`).toEqual(told);
  }
  expect(begun).toBeGreaterThan(SEEDS * 10);
});

test('evidence of a fork in long journals: nobody waits, and what was cut off goes soon', async () => {
  await using fold = await openFold();
  const { home, x, y } = fold;
  const start = y.start('open-elections', MEMBERS[0] as string, 'Why');
  const first = x.reply(start.name, MEMBERS[0] as string, 'First.');
  const last = x.reply(start.name, MEMBERS[0] as string, 'Cut off.');
  for (let number = 0; number < 250; number++) y.reply(start.name, MEMBERS[1] as string, `And ${number}.`, first.name);
  const below = y.reply(start.name, MEMBERS[1] as string, 'Below.', last.name);
  await home.take(y.lines()[1] ?? '', ...x.lines().slice(1), ...y.lines().slice(2));
  x.forget(1);
  const other = x.reply(start.name, MEMBERS[0] as string, 'Otherwise.');
  await home.take(other.line);
  // The newest go first: a little while something of the thread is gone, then it stands again.
  expect(await isRefolding(home.db.read)).toBe(true);
  const some = takeStep(home.planks);
  let turns = 0;
  for (; await some(operator); turns++) await checkCounts(fold, []);
  expect(turns).toBeGreaterThan(5);
  expect(await fold.post(last.name)).toBeUndefined();
  expect(await fold.post(below.name)).toBeUndefined();
  expect((await fold.thread(start.name))?.post_count).toBe(252);
  expect(await home.db.read.all(found, { word: 'Cut off.' })).toEqual([]);
  await fold.settled();
});
