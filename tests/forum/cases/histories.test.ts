// Reports, edits, deletes, claims, decisions and appeals in any order: what the rules promise holds after each of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildCases } from '../../../src/app/cases.ts';
import { Refusal } from '../../../src/base/errors.ts';
import { query } from '../../../src/db/statement.ts';
import { queueOf, rankOf } from '../../../src/forum/cases/case-store.ts';
import { putInstance } from '../../../src/forum/instance/settings.ts';
import type { MemberActor } from '../../../src/forum/policy/actor.ts';
import { testDialect } from '../../support/database.ts';
import { DAY, keyOf, openHouse } from '../moderation/house.ts';

const HISTORIES = testDialect() === 'postgres' ? 60 : 500;

const allCases = query()((db) => db.selectFrom('moderation_case').selectAll());
const allReports = query()((db) => db.selectFrom('report').selectAll());
const allAppeals = query()((db) =>
  db
    .selectFrom('appeal')
    .leftJoin('member', 'member.id', 'appeal.decided_by')
    .selectAll('appeal')
    .select('member.public_id as decider'),
);
const allSnapshots = query()((db) =>
  db
    .selectFrom('post_snapshot as s')
    .innerJoin('post', (join) => join.onRef('post.origin', '=', 's.origin').onRef('post.seq', '=', 's.seq'))
    .innerJoin('moderation_case as c', 'c.id', 's.case_id')
    .select(['s.gone', 's.revision', 's.body', 'post.state', 'c.state as case_state']),
);
/** Actions on an appeal, and who had taken what they undo. */
const undone = query()((db) =>
  db
    .selectFrom('action')
    .innerJoin('action_part as by', (join) => join.onRef('by.action', '=', 'action.number').on('by.part', '=', 'actor'))
    .innerJoin('action_part as first', (join) =>
      join.onRef('first.action', '=', 'action.target').on('first.part', '=', 'actor'),
    )
    .select(['by.person as by', 'first.person as first'])
    .where('action.kind', '=', 'reversal')
    .where('action.basis', '=', 'appeal'),
);

type Step =
  | { do: 'report'; who: number; post: number; reason: 'spam' | 'threat' | 'off-topic' }
  | { do: 'report-member' | 'edit' | 'delete'; who: number; post: number }
  | { do: 'claim' | 'release' | 'close'; who: number; nth: number }
  | { do: 'decide'; who: number; nth: number; outcome: 'actioned' | 'dismissed' | 'escalated' }
  | { do: 'appeal' | 'appeal-report'; who: number; nth: number }
  | { do: 'decide-appeal'; who: number; nth: number; outcome: 'overturned' | 'narrowed' | 'upheld' }
  | { do: 'wait'; minutes: number };

const who = fc.nat(3);
const post = fc.nat(1);
const nth = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('report'),
      who,
      post,
      reason: fc.constantFrom('spam', 'threat', 'off-topic'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('report-member', 'edit', 'edit', 'delete'), who, post }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('claim', 'claim', 'claim', 'release', 'close', 'close'), who, nth }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('decide'),
      who,
      nth,
      outcome: fc.constantFrom('actioned', 'actioned', 'dismissed', 'escalated'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('appeal', 'appeal-report'), who, nth }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide-appeal'),
      who,
      nth,
      outcome: fc.constantFrom('overturned', 'narrowed', 'upheld'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait'), minutes: fc.constantFrom(1, 21, 24 * 60, 31 * 24 * 60) }),
  },
) as fc.Arbitrary<Step>;

const openDesk = async () => {
  const house = await openHouse();
  const { db, clock, wake, chance, origin } = house;
  const { cases } = buildCases({ db, clock, wake, chance, origin });
  const members: MemberActor[] = [];
  for (const name of ['ada', 'bo', 'uma']) members.push(await house.member(name));
  const staff: MemberActor[] = [];
  for (const name of ['mo', 'mira']) staff.push(await house.member(name, 'moderator'));
  // Reports and appeals like others, and decides like others.
  const ida = await house.member('ida', 'moderator');
  members.push(ida);
  staff.push(ida);
  const admin = await house.member('root', 'admin');
  staff.push(admin);
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  /** Who had decided what a reporter appeals against, by the appeal: ids of members. */
  const decidedBefore = new Map<string, number | null>();
  return { ...house, cases, members, staff, decidedBefore };
};
type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Does one step; refusals are an answer like any other. Everything else is a fault. */
const take = async (desk: Desk, posts: readonly string[], one: Step, counts: Map<string, number>): Promise<void> => {
  const { cases, members, staff, clock, db } = desk;
  const member = async (index: number): Promise<MemberActor> => {
    const found = members[index];
    if (!found) throw new Error('nobody');
    return desk.now(found);
  };
  const moderator = (index: number): MemberActor => staff[index] ?? (staff[0] as MemberActor);
  const open = await db.read.all(allCases, {});
  const pick = <T>(some: readonly T[], index: number): T | undefined =>
    some.at(-1 - (index % Math.max(1, some.length)));
  try {
    switch (one.do) {
      case 'report':
        await cases.reportPost(await member(one.who), keyOf(posts[one.post] ?? ''), { reason: one.reason });
        break;
      case 'report-member':
        await cases.reportMember(await member(one.who), members[one.post]?.name ?? '', { reason: 'harassment' });
        break;
      case 'edit':
        await desk.editPost(await member(one.post), keyOf(posts[one.post] ?? ''), { body: `Edited ${clock.now()}.` });
        break;
      case 'delete':
        await desk.deletePost(await member(one.post), keyOf(posts[one.post] ?? ''));
        break;
      case 'claim':
      case 'release':
      case 'close': {
        const found = pick(open, one.nth);
        if (!found) return;
        const { public_id: id, version } = found;
        if (one.do === 'claim') await cases.claim(moderator(one.who), id, { version });
        else if (one.do === 'release') await cases.release(moderator(one.who), id);
        else await cases.close(moderator(one.who), id, { version });
        break;
      }
      case 'decide': {
        const found = pick(open, one.nth);
        if (!found) return;
        const { public_id: id, version } = found;
        // Mostly whoever claimed it.
        const claimer = staff.find(({ memberId }) => memberId === found.claimed_by);
        const actor = one.who > 0 && claimer ? claimer : moderator(one.who);
        const isMine = found.claimed_by === actor.memberId && (found.claimed_until ?? 0) > clock.now();
        const until = new Date(clock.now() + 2 * DAY).toISOString();
        const isPost = found.subject.startsWith('post');
        const where = isPost ? { kind: 'collapse' as const } : { kind: 'read-only' as const, scope: 'instance' };
        const action = { ...where, on: isPost ? 'subject' : 'author', reason: 'spam', basis: 'report', until } as const;
        const actions = one.outcome === 'actioned' ? [action] : [];
        await cases.decide(actor, id, { version, outcome: one.outcome, actions, words: '', note: '' });
        expect([found.state, isMine]).toEqual(['claimed', true]);
        break;
      }
      case 'appeal': {
        const actor = await member(one.who);
        const { items } = await desk.decisions(actor, { limit: 3 });
        const decision = items[one.nth]?.number;
        if (decision === undefined) return;
        await cases.appeal(actor, { decision, words: 'Please look again.' });
        break;
      }
      case 'appeal-report': {
        const actor = await member(one.who);
        const { items } = await cases.ownReports(actor, { limit: 3 });
        const report = items[one.nth]?.id;
        if (report === undefined) return;
        const { id } = await cases.appeal(actor, { report, words: 'Please look again.' });
        const its = (await db.read.all(allAppeals, {})).find(({ public_id }) => public_id === id)?.case_id;
        desk.decidedBefore.set(id, open.find((one) => one.id === its)?.decided_by ?? null);
        break;
      }
      case 'decide-appeal': {
        const waiting = (await db.read.all(allAppeals, {})).filter(({ state }) => state === 'open');
        const found = pick(waiting, one.nth);
        const its = found && open.find(({ id }) => id === found.case_id);
        if (!found || !its) return;
        const until = one.outcome === 'narrowed' ? { until: new Date(clock.now() + 3_600_000).toISOString() } : {};
        const actor = moderator(one.who);
        const { version } = await cases.claim(actor, its.public_id, { version: its.version });
        const said = { version, outcome: one.outcome, reasons: 'We looked.', ...until };
        await cases.decideAppeal(actor, found.public_id, said);
        break;
      }
      case 'wait':
        clock.advance(one.minutes * 60_000);
        await desk.settling.settle();
        await cases.tidy();
        break;
    }
    counts.set(one.do, (counts.get(one.do) ?? 0) + 1);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.message.length).toBeGreaterThan(5);
  }
};

const check = async ({ db, decidedBefore }: Desk): Promise<void> => {
  const cases = await db.read.all(allCases, {});
  const reports = await db.read.all(allReports, {});
  const appeals = await db.read.all(allAppeals, {});
  expect(new Set(cases.map(({ subject }) => subject)).size).toBe(cases.length);
  for (const one of cases) {
    const own = reports.filter(({ case_id }) => case_id === one.id);
    const waiting = appeals.filter(({ case_id, state }) => case_id === one.id && state === 'open');
    expect(one.queue).toBe(queueOf(one.state));
    expect(one.rank).toBe(rankOf(one.priority, one.opened_at));
    expect(one.reports).toBe(own.length);
    expect(one.appeals).toBe(waiting.length);
    expect(one.state === 'claimed').toBe(one.claimed_by !== null);
    // Every reporter gets an outcome, dismissals too; and no appeal is left behind.
    if (one.queue === 'decided' || one.queue === 'closed') {
      expect(own.filter(({ outcome }) => outcome === null)).toEqual([]);
      expect(waiting).toEqual([]);
    }
  }
  const once = reports.map(({ member_id, case_id, revision }) => `${member_id} ${case_id} ${revision}`);
  expect(new Set(once).size).toBe(once.length);
  // Who decided an appeal took neither the decision nor appealed.
  for (const { public_id, state, decider, actor, decided_by, member_id, reasons } of appeals) {
    if (state === 'open') continue;
    const before = decidedBefore.get(public_id) ?? null;
    if (before !== null) expect(decided_by, 'who decided the report').not.toBe(before);
    expect(decider).not.toBe(actor);
    expect(decided_by).not.toBe(member_id);
    expect(reasons).not.toBe('');
  }
  for (const { by, first } of await db.read.all(undone, {})) expect(by).not.toBe(first);
  // What was taken away stays with those who still have to look, and with nobody else.
  for (const { gone, state, case_state } of await db.read.all(allSnapshots, {})) {
    expect(gone === 1).toBe(state !== 'live');
    if (gone === 1) expect(['open', 'claimed', 'escalated']).toContain(case_state);
  }
};

/** Histories that share a house: what others left behind is there, too. */
const TOGETHER = 25;

test(`${HISTORIES} random histories`, async () => {
  const counts = new Map<string, number>();
  let desk = await openDesk();
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (history) => {
      if (shared++ % TOGETHER === TOGETHER - 1) {
        await desk[Symbol.asyncDispose]();
        desk = await openDesk();
      }
      desk.clock.advance(3 * DAY);
      await desk.settling.settle();
      const [ada, bo] = desk.members;
      if (!ada || !bo) throw new Error('nobody');
      const start = await desk.startThread(ada, 'garden', { title: 'T', body: 'Words.' });
      const reply = await desk.postReply(bo, keyOf(start.name), { body: 'Other words.' });
      for (const one of history) await take(desk, [start.name, reply.name], one, counts);
      await check(desk);
    }),
    { numRuns: HISTORIES, seed: 7, endOnFailure: true },
  );
  await desk[Symbol.asyncDispose]();
  // Not all was refused.
  for (const name of [
    'report',
    'edit',
    'delete',
    'claim',
    'decide',
    'appeal',
    'appeal-report',
    'decide-appeal',
    'close',
  ])
    expect(counts.get(name) ?? 0, name).toBeGreaterThan(HISTORIES < 500 ? 0 : 9);
});

test('after thirty days nothing is left of what was taken away, however open the case', async () => {
  await using desk = await openDesk();
  const [ada, bo] = desk.members;
  if (!ada || !bo) throw new Error('nobody');
  const { name } = await desk.startThread(ada, 'garden', { title: 'T', body: 'Where somebody lives.' });
  await desk.cases.reportPost(bo, keyOf(name), { reason: 'doxxing' });
  await desk.deletePost(ada, keyOf(name));
  await desk.cases.tidy();
  desk.clock.advance(30 * DAY - 1);
  await desk.cases.tidy();
  expect(await desk.db.read.all(allSnapshots, {})).toHaveLength(1);
  desk.clock.advance(1);
  await desk.cases.tidy();
  expect(await desk.db.read.all(allSnapshots, {})).toEqual([]);
  expect((await desk.db.read.all(allCases, {}))[0]?.state).toBe('open');
});

test('an appeal within 183 days, not later', async () => {
  await using desk = await openDesk();
  const [ada] = desk.members;
  const [mo] = desk.staff;
  if (!ada || !mo) throw new Error('nobody');
  const subject = { kind: 'member', member: ada.publicId } as const;
  const lasts = { reviewAt: desk.clock.now() + 400 * DAY };
  await desk.takeAction(mo, desk.measure('read-only', subject, { scope: 'instance', lasts }));
  await desk.takeAction(mo, desk.measure('warning', subject, { scope: 'instance' }));
  desk.clock.advance(183 * DAY - 1);
  expect(await desk.cases.appeal(ada, { decision: 1, words: 'Half a year.' })).toMatchObject({ alone: false });
  desk.clock.advance(1);
  await expect(desk.cases.appeal(ada, { decision: 2, words: 'Late.' })).rejects.toMatchObject({ code: 'gone' });
});

test('where nobody else could decide an appeal, whoever appeals is told, and whom to turn to', async () => {
  await using house = await openHouse();
  const { cases } = buildCases(house);
  const ada = await house.member('ada');
  const mo = await house.member('mo', 'moderator');
  const subject = { kind: 'member', member: ada.publicId } as const;
  await house.takeAction(mo, house.measure('read-only', subject, { scope: 'instance' }));
  await house.db.write((tx) => putInstance(tx, { appealReviewer: 'arbiter@league.example' }));
  const { id, ...receipt } = await cases.appeal(ada, { decision: 1, words: 'Nobody else is here.' });
  expect(receipt).toMatchObject({ alone: true, reviewer: 'arbiter@league.example' });
  const { items } = await cases.list(mo, { queue: 'waiting', limit: 10 });
  const [found] = items;
  if (!found) throw new Error('no case');
  const { version } = await cases.claim(mo, found.id, { version: found.version });
  const decision = { version, outcome: 'upheld', reasons: 'I was right.' } as const;
  await expect(cases.decideAppeal(mo, id, decision)).rejects.toMatchObject({ code: 'forbidden' });
  // A second moderator comes, and it is decided.
  const mira = await house.member('mira', 'moderator');
  await cases.release(mo, found.id);
  const taken = await cases.claim(mira, found.id, { version: version + 1 });
  expect(await cases.decideAppeal(mira, id, { ...decision, version: taken.version })).toMatchObject({
    state: 'upheld',
  });
});
