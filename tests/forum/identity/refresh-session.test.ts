import fc from 'fast-check';
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { endSession } from '../../../src/forum/identity/end-session.ts';
import { refreshSession } from '../../../src/forum/identity/refresh-session.ts';
import { actorOfSession } from '../../../src/forum/identity/session-actor.ts';
import { codeOf, day, openHouse } from './people.ts';

const secrets = query()((db) => db.selectFrom('session_secret').select(['hash', 'used_at']));

test('a refresh token is spent for the next one, and the session slides', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const first = await house.enter('ada');
  house.clock.advance(29 * day);
  const second = await refreshSession(house.needs())({ secret: first.secret });
  const now = house.clock.now();
  expect(second.session).toEqual({ ...first.session, usedAt: now, expiresAt: now + 30 * day });
  expect(second.member).toEqual(first.member);
  expect(second.secret).not.toBe(first.secret);
  house.clock.advance(29 * day);
  expect((await refreshSession(house.needs())({ secret: second.secret })).session.id).toBe(first.session.id);
});

test('one that is brought twice ends the session, for the thief and the owner', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const other = await house.enter('ada');
  const stolen = await house.enter('ada');
  const next = await refreshSession(house.needs())({ secret: stolen.secret });
  const newest = await refreshSession(house.needs())({ secret: next.secret });
  let rings = 0;
  house.wake.listen(() => rings++);
  expect(await codeOf(refreshSession(house.needs())({ secret: stolen.secret }))).toBe('unauthenticated');
  expect(rings).toBe(1);
  expect((await house.events()).at(-1)?.data).toContain('"why":"reuse"');
  expect(await codeOf(refreshSession(house.needs())({ secret: newest.secret }))).toBe('unauthenticated');
  expect(await actorOfSession(house.db.read, stolen.session.id, house.clock.now())).toBeUndefined();
  expect(await actorOfSession(house.db.read, other.session.id, house.clock.now())).toMatchObject({ name: 'ada' });
});

test('of many that race with one token exactly one wins, then the session ends', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const { secret, session } = await house.enter('ada');
  const rotate = () => refreshSession(house.needs())({ secret }).catch(() => undefined);
  const won = (await Promise.all(Array.from({ length: 10 }, rotate))).filter((answer) => answer !== undefined);
  expect(won).toHaveLength(1);
  expect(await actorOfSession(house.db.read, session.id, house.clock.now())).toBeUndefined();
  expect(await codeOf(refreshSession(house.needs())({ secret: won[0]?.secret ?? '' }))).toBe('unauthenticated');
  expect((await house.events()).filter(({ data }) => data.includes('reuse'))).toHaveLength(1);
});

test('a rotation and a sign-out that race leave no session behind', async () => {
  await using house = await openHouse();
  await house.join('ada');
  for (let round = 0; round < 5; round++) {
    const { secret, session } = await house.enter('ada');
    const actor = await house.actor(session.id);
    const [next] = await Promise.all([
      refreshSession(house.needs())({ secret }).catch(() => undefined),
      endSession(house.needs())(actor, {}),
    ]);
    if (next) expect(await codeOf(refreshSession(house.needs())({ secret: next.secret }))).toBe('unauthenticated');
    expect(await actorOfSession(house.db.read, session.id, house.clock.now())).toBeUndefined();
  }
});

test('unknown, expired and cookie secrets are refused and change nothing', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const cookie = await house.enter('ada', 'cookie');
  const token = await house.enter('ada');
  const before = await house.events();
  const foreign = [cookie.secret, '', 'nonsense', `${token.secret}=`, token.secret.slice(1), '\u0000'];
  for (const secret of foreign) {
    expect(await codeOf(refreshSession(house.needs())({ secret }))).toBe('unauthenticated');
  }
  house.clock.advance(30 * day);
  expect(await codeOf(refreshSession(house.needs())({ secret: token.secret }))).toBe('unauthenticated');
  expect(await house.events()).toEqual(before);
  expect((await house.db.read.all(secrets, {})).filter(({ used_at }) => used_at !== null)).toEqual([]);
});

test('a chain of rotations goes on after a restart, and does not grow for ever', async () => {
  await using house = await openHouse();
  await house.join('ada');
  let { secret } = await house.enter('ada');
  const spent: string[] = [];
  for (let n = 0; n < 40; n++) {
    spent.push(secret);
    house.clock.advance(5 * day);
    secret = (await refreshSession(house.needs())({ secret })).secret;
    if (n === 20) await house.reopen();
  }
  // 30 days of spent ones, and the newest.
  expect(await house.db.read.all(secrets, {})).toHaveLength(8);
  expect(await codeOf(refreshSession(house.needs())({ secret: spent.at(-3) ?? '' }))).toBe('unauthenticated');
  expect(await codeOf(refreshSession(house.needs())({ secret }))).toBe('unauthenticated');
});

test('whatever is done in whatever order, a session lives as long as the model says', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('refresh' as const), back: fc.nat({ max: 2 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 35 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { secret, session } = await house.enter('ada');
      const actor = await house.actor(session.id);
      const chain = [secret];
      let alive = true;
      let expires = session.expiresAt;
      for (const act of steps) {
        if (act.do === 'wait') house.clock.advance(act.days * day);
        if (act.do === 'restart') await house.reopen();
        alive &&= house.clock.now() < expires;
        if (act.do === 'end') {
          // A session that nobody asks for is not found; the model's own is there while it lives.
          const code = await codeOf(endSession(house.needs())(actor, { id: session.id }));
          expect(code).toBe(alive ? 'fine' : 'not-found');
          alive = false;
        }
        if (act.do === 'refresh') {
          const index = Math.max(0, chain.length - 1 - act.back);
          const newest = index === chain.length - 1;
          const asked = refreshSession(house.needs())({ secret: chain[index] ?? '' });
          const answer = await asked.catch(() => undefined);
          expect(answer !== undefined).toBe(alive && newest);
          alive &&= newest;
          if (answer) {
            chain.push(answer.secret);
            expires = answer.session.expiresAt;
          }
        }
        const found = await actorOfSession(house.db.read, session.id, house.clock.now());
        expect(found !== undefined).toBe(alive);
      }
    }),
    { numRuns: 60 },
  );
});
