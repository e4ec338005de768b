// A small town with real scheduling: writes and pulls run at the same time on PostgreSQL, which no seed can repeat. The same
// is demanded as of the simulated town: equal views, nothing acknowledged missing or doubled, a fold that agrees.
import { expect, test } from 'vitest';
import { nameOfPost, parseEntryName } from '../../src/base/names.ts';
import { query } from '../../src/db/statement.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import { type Coalition, type Instance, openCoalition } from '../support/coalition.ts';
import { seededChance } from '../support/time.ts';

const RUNS = 10;
const ROUNDS = 4;
const ACTS = 10;
const origins = ['a.example', 'b.example', 'c.example'];

const postsHere = query()((db) =>
  db.selectFrom('post').select(['origin', 'seq', 'state']).where('origin', '!=', '').orderBy('origin').orderBy('seq'),
);

type Said = { names: Set<string>; deleted: Set<string> };
type Pick = <T>(list: readonly T[]) => T | undefined;

const replyTo = async (one: Instance, member: MemberActor, name: string, said: Said): Promise<void> => {
  const key = parseEntryName(name);
  if (key) said.names.add((await one.postReply(member, key, { body: `To ${name}.` })).name);
};

/** One act of a member of this instance. Refusals are answers too: nothing was acknowledged. */
const act = async (one: Instance, member: MemberActor, said: Said, pick: Pick, kind: number): Promise<void> => {
  const own = [...said.names].filter((name) => name.endsWith(`@${one.origin}`) && !said.deleted.has(name));
  const mine = pick(own);
  const key = mine === undefined ? undefined : parseEntryName(mine);
  if (kind < 0.3 || !key) {
    said.names.add((await one.startThread(member, 'open-elections', { title: 'A question', body: 'Why?' })).name);
  } else if (kind < 0.75) await replyTo(one, member, starts(said, pick) ?? nameOfPost(key), said);
  else if (kind < 0.9) await one.editPost(member, key, { body: 'On second thoughts.' });
  else {
    await one.deletePost(member, key);
    said.deleted.add(nameOfPost(key));
  }
};

const starts = (said: Said, pick: Pick): string | undefined => pick([...said.names]);

const settle = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if ((error as Error).name !== 'Refusal') throw error;
  });
};

const live = async (town: Coalition, seed: string): Promise<Said> => {
  const chance = seededChance(seed);
  const pick: Pick = (list) => list[Math.floor(chance.fraction() * list.length)];
  const said: Said = { names: new Set(), deleted: new Set() };
  const members = new Map<string, MemberActor>();
  for (const one of town.instances) members.set(one.origin, await one.member('ada'));
  for (let round = 0; round < ROUNDS; round++) {
    town.down.clear();
    for (const origin of origins) if (chance.fraction() < 0.3) town.down.add(origin);
    const work: Promise<unknown>[] = [];
    for (let n = 0; n < ACTS; n++) {
      const one = pick(town.instances) as Instance;
      const other = pick(origins.filter((origin) => origin !== one.origin)) as string;
      const member = members.get(one.origin) as MemberActor;
      work.push(settle(act(one, member, said, pick, chance.fraction())));
      if (chance.fraction() < 0.5) work.push(settle(one.pull(other)));
    }
    await Promise.all(work);
    town.clock.advance(1_000);
  }
  town.down.clear();
  return said;
};

test(`${RUNS} towns with real scheduling end the same everywhere`, async () => {
  let posts = 0;
  for (let run = 0; run < RUNS; run++) {
    await using town = await openCoalition({ instances: origins });
    const said = await live(town, `town ${run}`);
    await town.mingle(2);
    const [first, ...others] = await Promise.all(town.instances.map((one) => one.viewText()));
    for (const other of others) expect(other).toEqual(first);
    for (const one of town.instances) {
      const rows = await one.db.read.all(postsHere, {});
      const names = rows.map(nameOfPost);
      expect(new Set(names).size).toBe(names.length);
      for (const name of said.names) expect(names).toContain(name);
      for (const row of rows) if (said.deleted.has(nameOfPost(row))) expect(row.state).toBe('deleted');
      const before = await one.viewText();
      await one.refold();
      expect(await one.viewText()).toEqual(before);
      posts += rows.length;
    }
  }
  // Otherwise the towns would prove nothing.
  expect(posts).toBeGreaterThan(RUNS * origins.length * 5);
});
