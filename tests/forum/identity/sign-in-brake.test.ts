import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSignInBrake, type SignInBrake } from '../../../src/forum/identity/sign-in-brake.ts';

// The library takes its time from the process.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const outcome = async (brake: SignInBrake, account: string, address?: string) =>
  brake.attempt(account, address).then(
    () => 'goes on',
    (refusal: { code: string; retryAfter: number }) => `${refusal.code} ${refusal.retryAfter}`,
  );

const times = async (count: number, act: (n: number) => Promise<string>) => {
  const outcomes: string[] = [];
  for (let n = 0; n < count; n++) outcomes.push(await act(n));
  return outcomes;
};

test('an account has so many failures in 15 minutes, from wherever', async () => {
  const brake = createSignInBrake(3);
  const far = (n: number) => outcome(brake, 'ada', `192.0.2.${n}`);
  expect(await times(4, far)).toEqual(['goes on', 'goes on', 'goes on', 'too-many 900']);
  vi.advanceTimersByTime(600_500);
  expect(await far(9)).toBe('too-many 300');
  expect(await outcome(brake, 'bob', '192.0.2.1')).toBe('goes on');
  vi.advanceTimersByTime(300_000);
  expect(await far(10)).toBe('goes on');
});

test('an address has so many failures in a minute, for whatever accounts, and then uses up none', async () => {
  const brake = createSignInBrake(3);
  const near = (n: number) => outcome(brake, `ada${n}`, '192.0.2.1');
  expect(await times(5, near)).toEqual(['goes on', 'goes on', 'goes on', 'too-many 60', 'too-many 60']);
  expect(await times(3, (n) => outcome(brake, 'ada4', `192.0.2.${n + 2}`))).toEqual(['goes on', 'goes on', 'goes on']);
  vi.advanceTimersByTime(60_001);
  expect(await near(9)).toBe('goes on');
});

test('a network is one address, however it is written', async () => {
  const brake = createSignInBrake(1);
  const same = [
    ['2001:db8::1', '2001:db8:0:0:ffff::2'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['x'.repeat(64), 'x'.repeat(999)],
  ];
  for (const [n, [one, two]] of same.entries()) {
    expect(await outcome(brake, `a${n}`, one)).toBe('goes on');
    expect(await outcome(brake, `b${n}`, two)).toBe('too-many 60');
  }
  expect(await outcome(brake, 'c', '2001:db8:0:1::1')).toBe('goes on');
});

test('what proves right is not counted', async () => {
  const brake = createSignInBrake(2);
  for (let n = 0; n < 20; n++) await (await brake.attempt('ada', '192.0.2.1')).forgive();
  expect(await outcome(brake, 'ada', '192.0.2.1')).toBe('goes on');
});

test('nobody gets more guesses by signing in to an account of their own', async () => {
  const brake = createSignInBrake(3);
  const round = async () => {
    const own = await brake.attempt('eve', '192.0.2.66').catch(() => undefined);
    await own?.forgive();
    return outcome(brake, 'ada', '192.0.2.66');
  };
  expect((await times(6, round)).filter((one) => one === 'goes on')).toHaveLength(3);
});

test('a stranger’s guesses keep nobody out where they signed in before', async () => {
  const brake = createSignInBrake(2);
  await (await brake.attempt('ada', '192.0.2.1')).forgive();
  await times(5, (n) => outcome(brake, 'ada', `198.51.100.${n}`));
  expect(await outcome(brake, 'ada', '203.0.113.1')).toBe('too-many 900');
  expect(await outcome(brake, 'ada', '192.0.2.1')).toBe('goes on');
  // There, too, only so many.
  expect(await outcome(brake, 'ada', '192.0.2.1')).toBe('goes on');
  vi.advanceTimersByTime(60_001);
  expect(await outcome(brake, 'ada', '192.0.2.1')).toBe('too-many 840');
});

test('attempts at once are counted one by one', async () => {
  const brake = createSignInBrake(4);
  const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => outcome(brake, 'ada', `192.0.2.${n}`)));
  expect(outcomes.filter((one) => one === 'goes on')).toHaveLength(4);
});

test('without an address the account alone counts', async () => {
  const brake = createSignInBrake(1);
  expect(await times(2, () => outcome(brake, 'ada'))).toEqual(['goes on', 'too-many 900']);
});

test('0 is no limit, as everywhere in the configuration', async () => {
  const brake = createSignInBrake(0);
  expect(new Set(await times(50, () => outcome(brake, 'ada', '192.0.2.1')))).toEqual(new Set(['goes on']));
});
