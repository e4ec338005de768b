// What an instance says of itself, and who may change it.
import { expect, test } from 'vitest';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { openHouse } from './house.ts';

test('everybody reads it; admins alone change it, a field at a time', async () => {
  await using house = await openHouse();
  const before = await house.call('GET', '/api/v1/instance');
  expect(before.json).toMatchObject({ name: 'greens.example', description: '', rules: '', coalition: null });

  const member = await house.join('bram');
  const refused = await house.call('PATCH', '/api/v1/instance', { token: member, body: { name: 'Mine' } });
  expect(refused.status).toBe(403);

  const admin = await house.join('ada');
  await setRole(house)(operator, { name: 'ada', role: 'admin' });
  const change = (body: object) => house.call('PATCH', '/api/v1/instance', { token: admin, body });
  expect((await change({ name: 'Greens', registration: 'invitation' })).status).toBe(200);
  expect((await change({ description: 'Of the valley' })).json).toMatchObject({ name: 'Greens' });
  expect((await house.call('GET', '/api/v1/instance')).json).toMatchObject({
    name: 'Greens',
    description: 'Of the valley',
    registration: 'invitation',
  });
  const bad = await change({ name: '   ' });
  expect(bad.status).toBe(400);
  expect(JSON.stringify(bad.json)).toContain('name');
});
