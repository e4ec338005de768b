// How often somebody may call, and who counts as somebody.
import { describe, expect, it, test } from 'vitest';
import { createClientAddress, createNetworkOf, isLoopback } from '../../src/http/client-address.ts';
import { createRateLimit } from '../../src/http/limits.ts';
import { fixedClock } from '../support/time.ts';
import { openHouse } from './house.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) => ({
  env: { incoming: { headers, socket: { remoteAddress } } },
});

test('a minute has so many calls, for each caller', () => {
  const clock = fixedClock();
  const { take } = createRateLimit({ clock, perMinute: 2 });
  take('a');
  clock.advance(20_000);
  take('a');
  take('b');
  expect(() => take('a')).toThrow(expect.objectContaining({ code: 'too-many', retryAfter: 40 }));
  clock.advance(40_000);
  take('a');
});

test('many callers cost no more memory than few', () => {
  const { take } = createRateLimit({ clock: fixedClock(), perMinute: 1 });
  take('first');
  for (let i = 0; i < 20_000; i++) take(`address ${i}`);
  // Forgotten for all the others, so it may call again.
  take('first');
});

test('reads are limited by address, and say when to come back', async () => {
  await using house = await openHouse({ readLimit: 2 });
  const read = (address: string, headers = {}) => house.call('GET', '/api/v1/instance', from(address, headers));
  expect((await read('192.0.2.1')).status).toBe(200);
  expect((await read('192.0.2.1', { 'x-forwarded-for': '198.51.100.1' })).status).toBe(200);
  house.clock.advance(1500);
  // Nobody is trusted, so a forged header changes nothing.
  const third = await read('192.0.2.1', { 'x-forwarded-for': '198.51.100.2' });
  expect([third.status, third.json.code, third.headers.get('retry-after')]).toEqual([429, 'too-many', '59']);
  expect((await read('192.0.2.2')).status).toBe(200);
  expect((await house.call('GET', '/healthz', from('192.0.2.1'))).status).toBe(200);
});

test('writes are limited by member, wherever they come from', async () => {
  await using house = await openHouse({ writeLimit: 2 });
  const ada = `Bearer ${await house.join('ada')}`;
  const bob = `Bearer ${await house.join('bob')}`;
  const status = async (authorization: string, address: string) =>
    (await house.call('DELETE', '/api/v1/sessions/none', from(address, { authorization }))).status;
  expect(await status(ada, '192.0.2.1')).toBe(404);
  expect(await status(ada, '192.0.2.2')).toBe(404);
  expect(await status(ada, '192.0.2.3')).toBe(429);
  expect(await status(bob, '192.0.2.1')).toBe(404);
});

test('guessing at tokens counts against the address', async () => {
  await using house = await openHouse({ readLimit: 2 });
  const guess = async () =>
    (await house.call('GET', '/api/v1/me', from('192.0.2.1', { authorization: 'Bearer x.y.z' }))).status;
  expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429]);
});

describe('the address of a client', () => {
  const behind = createClientAddress(['10.0.0.0/8', '::1/128']);

  it.each([
    ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
    // What stands before the first address that is not trusted, anybody may have written.
    ['10.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '198.51.100.1, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['::1', '2001:db8::7', '2001:db8::7'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.1', 'nonsense', '10.0.0.1'],
    ['10.0.0.1', '203.0.113.9, nonsense', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['10.0.0.1', '', '10.0.0.1'],
  ])('from %s with X-Forwarded-For "%s" is %s', (socket, forwarded, client) => {
    expect(behind(socket, forwarded)).toBe(client);
  });

  it('is that of the connection where nobody is trusted', () => {
    expect(createClientAddress([])('10.0.0.1', '203.0.113.9')).toBe('10.0.0.1');
    expect(behind(undefined, '203.0.113.9')).toBe('unknown');
  });

  it('counts 64 bits of IPv6 as one caller', () => {
    const networkOf = createNetworkOf();
    expect(networkOf('2001:db8:1:2:3::1')).toBe(networkOf('2001:db8:1:2:ffff::2'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('nonsense')).toBe('unknown');
  });

  it('is of this machine or not', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['10.0.0.1', 'unknown', '2001:db8::1'].some(isLoopback)).toBe(false);
  });
});
