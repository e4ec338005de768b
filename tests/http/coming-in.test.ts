// The doors to coming in: applications with their token, invitations, texts, acceptances, roles.
import { expect, test } from 'vitest';
import { eventKinds } from '../../src/events/append.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { frameOf } from '../../src/http/live/frames.ts';
import { type House, openHouse, password } from './house.ts';

const api = '/api/v1';

const admin = async (house: House, name = 'root_one'): Promise<string> => {
  const token = await house.join(name);
  await setRole(house)(operator, { name, role: 'admin' });
  return token;
};

test('an admin sets how people come in, over what the environment says', async () => {
  await using house = await openHouse({ registration: 'closed' });
  const token = await admin(house);
  const join = (name: string) => house.call('POST', `${api}/registrations`, { body: { name, password } });
  expect((await join('zoe')).json.code).toBe('closed');
  const set = (body: object) => house.call('PATCH', `${api}/instance`, { token, body });
  expect((await set({ registration: 'open' })).json.registration).toBe('open');
  expect((await join('zoe')).status).toBe(201);
  expect((await set({ registration: 'application', question: 'Which branch?' })).json).toMatchObject({
    registration: 'application',
    question: 'Which branch?',
  });
  expect((await set({ registration: 'maybe' })).json).toMatchObject({ code: 'invalid', field: 'registration' });
  expect((await set({ applicationDays: 0 })).json).toMatchObject({ code: 'invalid', field: 'applicationDays' });
  const member = await house.join('bob');
  expect((await house.call('PATCH', `${api}/instance`, { token: member, body: {} })).status).toBe(403);
});

test('an application from its question to its decision, looked at with its token alone', async () => {
  await using house = await openHouse({ registration: 'application' });
  const token = await admin(house);
  const about = (await house.call('GET', `${api}/instance`)).json;
  expect([about.registration, about.question]).toEqual(['application', 'What brings you here?']);
  const body = { name: 'zoe', password, displayName: 'Zoe', answer: 'The choir.' };
  expect(
    (await house.call('POST', `${api}/registrations`, { body: { ...body, answer: undefined } })).json,
  ).toMatchObject({
    code: 'invalid',
    field: 'answer',
  });
  const asked = await house.call('POST', `${api}/registrations`, { body });
  expect(asked.status).toBe(202);
  expect(asked.headers.get('location')).toBe(`${api}/registrations/${asked.json.id}`);
  expect(asked.headers.get('cache-control')).toBe('no-store');
  expect(asked.json).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    name: 'zoe',
    state: 'pending',
    token: expect.stringMatching(/^[\w-]{43}$/),
    at: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-31T00:00:00.000Z',
  });
  const path = `${api}/registrations/${asked.json.id}`;
  const look = (bearer?: string) => house.call('GET', path, bearer ? { token: bearer } : {});
  expect((await look()).status).toBe(401);
  expect((await look('x'.repeat(43))).status).toBe(404);
  expect((await look(token)).status).toBe(401);
  expect((await house.call('GET', `${path}?token=${asked.json.token}`)).status).toBe(401);
  expect((await look(asked.json.token)).json).toMatchObject({ state: 'pending', decidedAt: null, reason: '' });

  expect((await house.call('GET', `${api}/applications`)).status).toBe(401);
  const plain = await house.join('plain');
  expect((await house.call('GET', `${api}/applications`, { token: plain })).status).toBe(403);
  const milo = await house.join('milo');
  const given = await house.call('PUT', `${api}/members/milo/role`, { token, body: { role: 'moderator' } });
  expect([given.status, given.json.role]).toEqual([200, 'moderator']);
  const listed = await house.call('GET', `${api}/applications`, { token: milo });
  expect(listed.json.items).toMatchObject([{ id: asked.json.id, name: 'zoe', answer: 'The choir.' }]);
  expect(listed.text).not.toContain('argon2');

  const decide = (input: object) =>
    house.call('POST', `${api}/applications/${asked.json.id}/decision`, { token: milo, body: input });
  expect((await decide({ accept: false })).json).toMatchObject({ code: 'invalid', field: 'reason' });
  expect((await decide({ accept: true, reason: 'Welcome to the choir.' })).json).toEqual({
    name: 'zoe',
    state: 'accepted',
  });
  expect((await decide({ accept: false, reason: 'No.' })).json.code).toBe('conflict');
  expect((await look(asked.json.token)).json).toMatchObject({ state: 'accepted', reason: 'Welcome to the choir.' });
  expect((await house.call('POST', `${api}/sessions`, { body: { name: 'zoe', password } })).status).toBe(201);
  expect((await house.call('GET', `${api}/members/zoe`)).json.displayName).toBe('Zoe');

  // An admin brings somebody without a question.
  const brought = await house.call('POST', `${api}/registrations`, { token, body: { name: 'yan', password } });
  expect(brought.status).toBe(201);
});

test('an invitation: made once by its key, used, seen, ended', async () => {
  await using house = await openHouse({ registration: 'invitation' });
  const token = await admin(house);
  const headers = { 'idempotency-key': 'choir' };
  const body = { uses: 2, days: 7, note: 'The choir' };
  const make = () => house.call('POST', `${api}/invitations`, { token, body, headers });
  const made = await make();
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ uses: 2, note: 'The choir', expiresAt: '2026-01-08T00:00:00.000Z' });
  expect((await make()).json).toEqual(made.json);

  const join = (name: string, invitation?: string) =>
    house.call('POST', `${api}/registrations`, { body: { name, password, invitation } });
  expect((await join('zoe')).json.code).toBe('closed');
  expect((await join('zoe', 'wrong')).json).toMatchObject({ status: 410, field: 'invitation' });
  expect((await join('zoe', made.json.code)).status).toBe(201);
  const list = async () => (await house.call('GET', `${api}/invitations`, { token })).json.items;
  expect(await list()).toEqual([
    {
      id: made.json.id,
      by: 'root_one',
      note: 'The choir',
      uses: 2,
      used: 1,
      at: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-08T00:00:00.000Z',
      open: true,
      joined: [{ name: 'zoe', at: '2026-01-01T00:00:00.000Z' }],
    },
  ]);
  expect((await house.call('DELETE', `${api}/invitations/${made.json.id}`, { token })).status).toBe(204);
  expect((await list())[0].open).toBe(false);
  expect((await join('yan', made.json.code)).status).toBe(410);
  expect((await house.call('POST', `${api}/invitations`, { token, body: { uses: 0 } })).json).toMatchObject({
    code: 'invalid',
    field: 'uses',
  });
  expect((await house.call('GET', `${api}/invitations`)).status).toBe(401);
});

test('texts in their versions, accepted at registration and after a change', async () => {
  await using house = await openHouse();
  const token = await admin(house);
  const put = (kind: string, text: string) =>
    house.call('PUT', `${api}/instance/texts/${kind}`, { token, body: { text } });
  expect((await house.call('GET', `${api}/instance/texts/rules`)).status).toBe(404);
  expect((await house.call('GET', `${api}/instance/texts/nothing`)).status).toBe(404);
  expect((await put('rules', 'Be *kind*.')).json).toEqual({
    kind: 'rules',
    version: 1,
    at: '2026-01-01T00:00:00.000Z',
    text: 'Be *kind*.',
    html: '<p>Be <em>kind</em>.</p>\n',
  });
  await put('rules', 'Be kinder.');
  expect((await house.call('GET', `${api}/instance`)).json).toMatchObject({ rules: 'Be kinder.', texts: { rules: 2 } });
  const versions = await house.call('GET', `${api}/instance/texts/rules/versions`);
  expect(versions.json.items.map((one: { version: number }) => one.version)).toEqual([2, 1]);
  expect((await house.call('GET', `${api}/instance/texts/rules/versions/1`)).json.text).toBe('Be *kind*.');
  expect((await house.call('GET', `${api}/instance/texts/rules/versions/0`)).status).toBe(404);

  const join = (accepts?: object) =>
    house.call('POST', `${api}/registrations`, { body: { name: 'zoe', password, accepts } });
  expect((await join()).json).toMatchObject({ status: 400, field: 'accepts.rules' });
  expect((await join({ rules: 1 })).json).toMatchObject({ status: 409, code: 'conflict', field: 'accepts.rules' });
  expect((await join({ rules: 2 })).status).toBe(201);
  const zoe = (await house.call('POST', `${api}/sessions`, { body: { name: 'zoe', password } })).json.accessToken;
  expect((await house.call('GET', `${api}/me`, { token: zoe })).json.toAccept).toEqual([]);
  await put('privacy', 'Nothing is kept.');
  expect((await house.call('GET', `${api}/me`, { token: zoe })).json.toAccept).toEqual([
    { kind: 'privacy', version: 1 },
  ]);
  const accepted = await house.call('POST', `${api}/me/acceptances`, { token: zoe, body: { accepts: { privacy: 1 } } });
  expect(accepted.json).toEqual((await house.call('GET', `${api}/me/acceptances`, { token: zoe })).json);
  expect(accepted.json.items).toEqual([
    { kind: 'privacy', version: 1, at: '2026-01-01T00:00:00.000Z' },
    { kind: 'rules', version: 2, at: '2026-01-01T00:00:00.000Z' },
  ]);
  expect((await house.call('GET', `${api}/me`, { token: zoe })).json.toAccept).toEqual([]);
  expect((await house.call('PUT', `${api}/instance/texts/rules`, { token: zoe, body: { text: '' } })).status).toBe(403);
});

test('roles by admins alone', async () => {
  await using house = await openHouse();
  const token = await admin(house);
  const bob = await house.join('bob');
  const put = (name: string, role: string, as: string) =>
    house.call('PUT', `${api}/members/${name}/role`, { token: as, body: { role } });
  expect((await put('bob', 'admin', bob)).status).toBe(403);
  expect((await put('bob', 'queen', token)).status).toBe(400);
  expect((await put('nobody_here', 'admin', token)).status).toBe(404);
  expect((await put('root_one', 'member', token)).json.code).toBe('conflict');
  expect((await put('bob', 'admin', token)).json.role).toBe('admin');
});

test('nobody hears on the live stream who asked, who invited and who accepted', async () => {
  const kinds = [
    'application.received',
    'application.decided',
    'invitation.changed',
    'invitation.used',
    'texts.accepted',
  ];
  const ada = { kind: 'member', memberId: 1, name: 'ada', role: 'admin', publicId: 'a', sessionId: 1 } as const;
  const event = { id: 1, at: 1, placeId: null, threadId: null, postId: null, place: null, thread: null, post: null };
  for (const kind of kinds) {
    const told = eventKinds.find((one) => one === kind);
    if (!told) throw new Error(`no such kind: ${kind}`);
    expect(frameOf({ ...event, kind: told, data: '{"member":"a"}' }, ada)).toBe('');
  }
});
