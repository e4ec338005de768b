// Random histories of moderation against a model that knows nothing of how it is done: after each step the live state is what the
// model says; in the end the log verifies, replays to the same, also once parts of it are erased; and everybody was told.
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { appendEvents } from '../../../src/events/append.ts';
import { forgetModerationOfMember } from '../../../src/forum/moderation/member-data.ts';
import { recordActions } from '../../../src/forum/moderation/record-actions.ts';
import { replayLog } from '../../../src/forum/moderation/replay-log.ts';
import { verifyLog } from '../../../src/forum/moderation/verify-log.ts';
import { readNews } from '../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../src/forum/notifications/notifier.ts';
import { type MemberActor, visitor } from '../../../src/forum/policy/actor.ts';
import type { MeasureKind, Subject } from '../../../src/forum/policy/measures.ts';
import { renewPost } from '../../../src/forum/policy/post-layers.ts';
import { keyOf, ORIGIN, openHouse } from './house.ts';

const HOUR = 3_600_000;
const SEEDS = process.env.KOINON_TEST_DB === 'postgres' && !process.env.KOINON_TEST_LONG ? 25 : 500;
const STEPS = 16;

/** mulberry32 */
const random = (seed: number) => {
  let a = seed + 0x6d2b79f5;
  return (below: number): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

/** What the model knows of an action. */
type Known = {
  number: number;
  kind: MeasureKind | 'bulk';
  on: string;
  until: number;
  parent: number | null;
  undone: boolean;
  pending: boolean;
  automatic?: true;
};

const stands = (all: readonly Known[], one: Known): boolean => {
  const parent = all.find(({ number }) => number === one.parent);
  return !one.undone && !one.pending && !(parent && (parent.undone || parent.pending));
};

/** How a post is shown: the first that applies. */
const shownAs = (all: readonly Known[], on: string, now: number, advised: boolean): string => {
  const has = (kind: MeasureKind, over = false) =>
    all.some(
      (one) => one.on === on && one.kind === kind && stands(all, one) && (over ? one.until <= now : one.until > now),
    );
  if (has('hide')) return 'hidden';
  if (has('keep')) return 'visible';
  if (has('hold')) return 'held';
  return has('collapse') || has('hold', true) || advised ? 'collapsed' : 'visible';
};

const allEvents = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('last')));
const noticed = query<{ member: number }>()((db, p) =>
  db.selectFrom('notification').select('about').where('member_id', '=', p.member).where('kind', '=', 'measure'),
);
const advise = command<{ origin: string; seq: number }>()((db, p) =>
  db.insertInto('post_advice').values({ origin: p.origin, seq: p.seq, effect: 'collapse', data: '[]', until_at: null }),
);
const takeBack = command<{ origin: string; seq: number }>()((db, p) =>
  db.deleteFrom('post_advice').where('origin', '=', p.origin).where('seq', '=', p.seq),
);

test('the live state is what follows from the log', { timeout: 600_000 }, async () => {
  await using house = await openHouse();
  const { db, clock } = house;
  const admin = await house.member('root', 'admin');
  const staff = [admin, await house.member('mo', 'moderator'), await house.member('olga', 'moderator')];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const members: MemberActor[] = [];
  const told = new Map<string, Set<number>>();

  for (let seed = 0; seed < SEEDS; seed++) {
    const pick = random(seed);
    const one = <T>(some: readonly T[]): T => some[pick(some.length)] as T;
    const author = await house.member(`m${seed}`);
    members.push(author);
    const thread = keyOf((await house.startThread(author, 'garden', { title: 'T', body: 'Start.' })).name);
    const keys = [thread];
    for (let index = 0; index < 2; index++)
      keys.push(keyOf((await house.postReply(author, thread, { body: `Post ${index}.` })).name));
    const known: Known[] = [];
    /** What confirms, and what it confirmed. */
    const confirmed = new Map<number, number>();
    const advised = new Set<string>();
    const deleted = new Set<string>();
    const nameOf = (subject: Subject) => (subject.kind === 'post' ? `post ${subject.key.seq}` : 'member');
    const postSubject = (): Subject => ({ kind: 'post', key: one(keys) });
    const memberSubject: Subject = { kind: 'member', member: author.publicId };

    const take = async () => {
      const onPost = pick(4) > 0;
      const kinds: MeasureKind[] = onPost
        ? ['hide', 'collapse', 'hold', 'keep', 'label']
        : ['suspend', 'read-only', 'warning'];
      const kind = one(kinds);
      const until = clock.now() + (1 + pick(30)) * HOUR;
      const more = { lasts: { until }, ...(kind === 'label' ? { settings: { label: 'x' } } : {}), scope: undefined };
      if (onPost && pick(4) === 0) {
        const { subject: _, ...bulk } = house.measure(kind, memberSubject, more);
        const subjects = keys.map((key): Subject => ({ kind: 'post', key }));
        const { actions } = await house.takeBulk(one(staff), { ...bulk, subjects });
        const parent = actions[0]?.number ?? 0;
        for (const [index, { number, awaits }] of actions.entries()) {
          const on = index === 0 ? '' : nameOf(subjects[index - 1] as Subject);
          const carried = index === 0 ? { kind: 'bulk' as const, parent: null } : { kind, parent };
          known.push({ number, on, until, undone: false, pending: awaits !== '', ...carried });
        }
      } else {
        const subject = onPost ? postSubject() : memberSubject;
        const scope = onPost ? undefined : 'instance';
        const { actions } = await house.takeAction(one(staff), house.measure(kind, subject, { ...more, scope }));
        for (const { number, awaits } of actions)
          known.push({ number, kind, on: nameOf(subject), until, parent: null, undone: false, pending: awaits !== '' });
      }
    };
    const undo = async () => {
      const target = one(known.filter(({ kind }) => kind !== 'warning'));
      if (!target) return;
      const parent = known.find(({ number }) => number === target.parent);
      const work = house.reverseAction(one(staff), target.number, { words: '' });
      if (target.undone || parent?.undone) await expect(work).rejects.toMatchObject({ code: 'conflict' });
      else {
        const { actions } = await work;
        if (actions[0]?.awaits === '') target.undone = true;
      }
    };
    const byItself = async () => {
      const kind = one(['collapse', 'label'] as const);
      const subject = postSubject();
      const until = clock.now() + (1 + pick(72)) * HOUR;
      const settings = kind === 'label' ? { label: 'x' } : {};
      const draft = { by: 'automatic', kind, subject, reason: 'spam', basis: 'automatic', settings } as const;
      const number = await db.write(async (tx) => {
        const { actions, events } = await recordActions(
          tx,
          { chance: house.chance, origin: ORIGIN, now: clock.now() },
          [{ ...draft, lasts: { until } }],
        );
        await appendEvents(tx, events, clock.now());
        return actions[0]?.number ?? 0;
      });
      const said = { number, kind, on: nameOf(subject), until, parent: null, undone: false, pending: false };
      known.push({ ...said, automatic: true });
    };
    const confirm = async () => {
      const target = one(known);
      if (!target) return;
      const until = clock.now() + (1 + pick(200)) * HOUR;
      const work = house.confirmAction(one(staff), target.number, { lasts: { until } });
      const again = known.some(
        (other) => confirmed.get(other.number) === target.number && !other.undone && other.until > clock.now(),
      );
      const over = target.undone || target.until <= clock.now();
      if (!target.automatic || over || again) return expect(work).rejects.toMatchObject({ code: 'conflict' });
      for (const { number, awaits } of (await work).actions) {
        const { kind, on } = target;
        known.push({ number, kind, on, until, parent: null, undone: false, pending: awaits !== '' });
        confirmed.set(number, target.number);
      }
    };
    const steps: (() => Promise<unknown>)[] = [
      byItself,
      confirm,
      confirm,
      take,
      take,
      take,
      undo,
      undo,
      async () => clock.advance(pick(20) * HOUR),
      async () => {
        const key = one(keys);
        if (deleted.has(`post ${key.seq}`) || shownAs(known, 'member', clock.now(), false) !== 'visible') return;
        await house.editPost(author, key, { body: `Edited ${pick(100)}.` }).catch(() => {});
      },
      async () => {
        const key = one(keys.slice(1));
        if (deleted.has(`post ${key.seq}`)) return;
        deleted.add(`post ${key.seq}`);
        await house.deletePost(await house.now(author), key);
      },
      async () => {
        const key = one(keys);
        const name = `post ${key.seq}`;
        await db.write(async (tx) => {
          const named = { origin: key.origin, seq: key.seq };
          if (advised.has(name)) await tx.run(takeBack, named);
          else await tx.run(advise, named);
          await renewPost(tx, key, clock.now());
        });
        if (!advised.delete(name)) advised.add(name);
      },
    ];

    for (let step = 0; step < STEPS; step++) {
      await one(steps)();
      await house.settling.look();
      await house.settling.ready();
      const now = clock.now();
      for (const key of keys) {
        const name = `post ${key.seq}`;
        const card = JSON.parse(await house.reads.post(visitor, key));
        const expected = shownAs(known, name, now, advised.has(name));
        expect(`${seed} ${name} ${card.moderation?.state ?? 'visible'}`).toBe(`${seed} ${name} ${expected}`);
        expect(card.state).toBe(deleted.has(name) ? 'deleted' : 'live');
        const wordless = deleted.has(name) || expected === 'hidden' || expected === 'held';
        expect(card.body === '').toBe(wordless);
      }
      const standing = (await house.now(author)).standing ?? [];
      const restricting = known.filter(
        (action) => action.on === 'member' && action.kind !== 'warning' && stands(known, action) && action.until > now,
      );
      expect(standing.map(({ action }) => action)).toEqual(restricting.map(({ number }) => number));
    }
    told.set(
      author.publicId,
      new Set(known.filter((action) => stands(known, action) && action.kind !== 'bulk').map(({ number }) => number)),
    );
  }

  const verified = await verifyLog(db.read);
  expect(verified.faults).toEqual([]);
  expect(verified.actions).toBeGreaterThan(SEEDS * 4);
  expect((await replayLog(db.read, clock.now())).differences).toEqual([]);

  // Everybody was told of everything that concerns them, at the latest with what carried it.
  const last = Number((await db.read.get(allEvents, {}))?.last ?? 0);
  const notifier = createNotifier({ db, origin: ORIGIN });
  for (let stands = 0; stands < last; ) {
    const to = Math.min(last, stands + 50);
    stands = (await notifier.tell(stands, await readNews(db.read, stands + 1, to, ORIGIN), to)) ?? last;
  }
  for (const member of members) {
    const notices = (await db.read.all(noticed, { member: member.memberId })).map(({ about }) => Number(about));
    const { items } = await house.decisions(member, { limit: 100 });
    const decided = new Map(items.map((item) => [item.number, item]));
    for (const number of told.get(member.publicId) ?? []) {
      expect(decided.has(number)).toBe(true);
      // Of what one action carries, the first on them stands for all.
      expect(notices.some((about) => about <= number)).toBe(true);
    }
  }

  for (const member of members.filter((_, index) => index % 3 === 0))
    await db.write(async (tx) => {
      await forgetModerationOfMember(tx, member.memberId);
    });
  const after = await verifyLog(db.read);
  expect(after.faults).toEqual([]);
  expect(after.erased).toBeGreaterThan(0);
  expect((await replayLog(db.read, clock.now())).differences).toEqual([]);
});
