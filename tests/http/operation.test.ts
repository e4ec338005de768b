// Health, readiness, figures, and the description of the API.

import { expect, test } from 'vitest';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { openHouse } from './house.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) => ({
  env: { incoming: { headers, socket: { remoteAddress } } },
});

test('alive is not the same as ready', async () => {
  let why: string | undefined = 'Starting.';
  await using house = await openHouse({ notReady: () => why });
  expect((await house.call('GET', '/healthz')).json).toEqual({ status: 'alive' });
  const waiting = await house.call('GET', '/readyz');
  expect([waiting.status, waiting.json.detail, waiting.headers.get('retry-after')]).toEqual([503, 'Starting.', '1']);
  why = undefined;
  expect((await house.call('GET', '/readyz')).json).toEqual({ status: 'ready' });
});

test('figures are for a scraper on this machine and for admins', async () => {
  await using house = await openHouse();
  const metrics = async (address: string, headers = {}) =>
    (await house.call('GET', '/metrics', from(address, headers))).status;
  expect(await metrics('127.0.0.1')).toBe(200);
  expect(await metrics('::1')).toBe(200);
  expect(await metrics('192.0.2.1')).toBe(403);
  expect((await house.call('GET', '/metrics')).status).toBe(403);
  // A proxy on this machine passed somebody's call on.
  expect(await metrics('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  expect(await metrics('127.0.0.1', { forwarded: 'for=192.0.2.1' })).toBe(403);
  const authorization = `Bearer ${await house.join('ada')}`;
  expect(await metrics('192.0.2.1', { authorization })).toBe(403);
  await setRole(house)(operator, { name: 'ada', role: 'admin' });
  expect(await metrics('192.0.2.1', { authorization })).toBe(200);
});

test('requests are counted by route and status, with their times', async () => {
  await using house = await openHouse({ measures: () => [{ name: 'koinon_peers', help: 'Peers.', value: 2 }] });
  await house.call('GET', '/api/v1/instance');
  await house.call('GET', '/api/v1/instance');
  await house.call('GET', '/api/v1/members/nobody');
  const read = async () => (await house.call('GET', '/metrics', from('127.0.0.1'))).text;
  const figures = await read();
  expect(figures).toContain('koinon_http_requests_total{method="GET",route="/api/v1/instance",status="200"} 2');
  expect(figures).toContain('koinon_http_requests_total{method="GET",route="/api/v1/members/{name}",status="404"} 1');
  const duration = 'koinon_http_request_duration_seconds';
  expect(figures).toContain(`# TYPE ${duration} histogram`);
  expect(figures).toContain(`${duration}_bucket{method="GET",route="/api/v1/instance",le="0.001"} 2`);
  expect(figures).toContain(`${duration}_bucket{method="GET",route="/api/v1/instance",le="+Inf"} 2`);
  expect(figures).toContain(`${duration}_count{method="GET",route="/api/v1/instance"} 2`);
  expect(figures).toContain('koinon_peers 2');
  expect(figures).toContain('process_cpu_seconds_total');
  // Read twice, counted once.
  await house.call('GET', '/api/v1/instance');
  expect(await read()).toContain('koinon_http_requests_total{method="GET",route="/api/v1/instance",status="200"} 3');
});

test('the OpenAPI document is made of the schemas that check requests', async () => {
  await using house = await openHouse();
  const { status, json, headers } = await house.call('GET', '/api/v1/openapi.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(json.openapi).toBe('3.1.1');
  expect(json.servers).toEqual([{ url: 'http://greens.example/api/v1' }]);
  expect(Object.keys(json.paths).sort()).toEqual([
    '/applications',
    '/applications/{id}/decision',
    '/email-confirmations',
    '/instance',
    '/instance/texts/{kind}',
    '/instance/texts/{kind}/versions',
    '/instance/texts/{kind}/versions/{version}',
    '/invitations',
    '/invitations/{id}',
    '/me',
    '/me/acceptances',
    '/me/email',
    '/me/password',
    '/me/totp',
    '/me/totp/activation',
    '/me/totp/recovery-codes',
    '/members',
    '/members/{name}',
    '/members/{name}/password-reset',
    '/members/{name}/role',
    '/password-resets',
    '/password-resets/redeem',
    '/registrations',
    '/registrations/{id}',
    '/sessions',
    '/sessions/refresh',
    '/sessions/{id}',
  ]);
  const signIn = json.paths['/sessions'].post;
  expect(signIn.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Credentials' });
  expect(json.components.schemas.Credentials.properties.password).toEqual({ type: 'string', maxLength: 1000 });
  expect(signIn.responses['201'].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Tokens' });
  expect(Object.keys(signIn.responses)).toEqual(['201', '400', '413', '415', '429', 'default']);
  expect(json.paths['/me'].get.security).toEqual([{ bearer: [] }]);
  expect(json.paths['/sessions/{id}'].delete.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
  // Every reference leads somewhere.
  for (const [, name] of JSON.stringify(json).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(json.components.schemas).toHaveProperty([name ?? '']);
});

test('the page at /api lists every call and every code', async () => {
  await using house = await openHouse();
  const { status, text, headers } = await house.call('GET', '/api');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(text).toContain('<code>DELETE /sessions/{id}</code>');
  expect(text).toContain('<tr id="key-reused">');
  expect(text).not.toContain('<script');
});
