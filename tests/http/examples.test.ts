// Every call has an example in the OpenAPI document, and every example does what it says on a running instance.

import { readFileSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { makeResetLink } from '../../src/forum/identity/make-reset-link.ts';
import { register } from '../../src/forum/identity/register.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { examplesFor } from '../../src/http/examples/all.ts';
import type { Example } from '../../src/http/examples/example.ts';
import { readDocument } from '../fuzz/document.ts';
import { closedPost, openReals, password, type Real } from '../hostile/real.ts';
import { until } from '../real/patience.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { quickHasher } from '../support/hasher.ts';
import type { Scribe } from '../support/scribe.ts';
import { automationSecrets } from './automation-secrets.ts';
import { caseSecrets } from './case-secrets.ts';

const fileOf = (name: string): Uint8Array => readFileSync(new URL(name, import.meta.url));

const ORDER = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

type World = {
  tokens: Record<NonNullable<Example['as']>, string | undefined>;
  /** What stands for `$name` in an example. */
  secrets: Record<string, () => unknown>;
};

/** The token in the mail that waits, or in the link. */
const tokenIn = (text: string | undefined): string => /\?token=([\w-]+)/.exec(text ?? '')?.[1] ?? '';

const waitingMails = query()((db) => db.selectFrom('outbox').select('text').orderBy('id'));

/** What the moderator mo got by mail, what an admin gave bo, and what mo's authenticator app shows. */
const accountSecrets = async (house: Real, mo: string): Promise<World['secrets']> => {
  const email = { address: 'mo@example.org', password };
  await house.call('PUT', '/api/v1/me/email', { token: mo, body: email });
  const [mail] = await house.db.read.all(waitingMails, {});
  const mailing = { on: true, origin: house.origin, publicUrl: `http://${house.origin}` };
  const link = await makeResetLink({ ...house.app.core, mailing })(operator, { name: 'bo' });
  const { secret } = await house.create('/api/v1/me/totp', { password }, mo);
  const app = new TOTP({ secret: Secret.fromBase32(String(secret)) });
  let last = 0;
  return {
    confirmationToken: () => tokenIn(mail?.text),
    resetToken: () => tokenIn(link.url),
    // Each is good once, and so is the one before and after that of now.
    code() {
      last = Math.max(last + 1, app.counter() - 1);
      return app.generate({ timestamp: last * 30_000 });
    },
  };
};

/** A passkey of mo's that has signed, and one of ada's that was made. */
const passkeySecrets = async (house: Real, mo: string, ada: string): Promise<World['secrets']> => {
  const device = createAuthenticator({ origin: `http://${house.origin}` });
  const make = async (token: string) => {
    const { json } = await house.call('POST', '/api/v1/me/passkeys/options', { token, body: {} });
    return device.create(json as Parameters<typeof device.create>[0]);
  };
  const { id } = await house.create('/api/v1/me/passkeys', { name: 'Phone', credential: await make(mo) }, mo);
  const { json } = await house.call('POST', '/api/v1/sessions/passkey/options');
  const assertion = device.get({ challenge: String(json.challenge) });
  const attestation = await make(ada);
  return { passkeyId: () => id, assertion: () => assertion, attestation: () => attestation };
};

/** Somebody who asked to be let in, and rules that whoever comes accepts. */
const makeApplication = async (house: Real, token: string): Promise<Record<string, unknown>> => {
  const set = (registration: string) => house.call('PATCH', '/api/v1/instance', { token, body: { registration } });
  await set('application');
  const body = { name: 'uma', password, answer: 'The valley branch.' };
  const { json } = await house.call('POST', '/api/v1/registrations', { body });
  await set('open');
  await house.call('PUT', '/api/v1/instance/texts/rules', { token, body: { text: 'Be *kind*.' } });
  return json;
};

/** A member's archive, once it is ready. */
const makeArchive = async (house: Real, token: string): Promise<string> => {
  const asked = await house.call('POST', '/api/v1/me/exports', { token });
  const ready = async () => (await house.call('GET', '/api/v1/me/export', { token })).status === 200;
  await until('the archive is ready', ready);
  return String(asked.json.id);
};

/** An action of the moderator mo, and one on another moderator, which waits. */
const actionSecrets = async (house: Real, mo: string): Promise<World['secrets']> => {
  const take = async (body: object, token = mo) => {
    const why = { reason: 'spam', until: '2046-01-01T00:00:00.000Z' };
    const { actions } = await house.create('/api/v1/moderation/actions', { ...why, ...body }, token);
    return String((actions as unknown as { number: number }[])[0]?.number);
  };
  const action = await take({ kind: 'label', subject: { post: 'b2' }, settings: { label: 'advertising' } });
  await take({ kind: 'label', subject: { post: 'b3' }, settings: { label: 'idle' } }, await house.signIn('olga'));
  const pendingAction = await take({ kind: 'read-only', subject: { member: 'olga' }, scope: 'instance' });
  await take({ kind: 'hold-posts', subject: { member: 'nina' }, scope: 'board:garden' });
  const nina = await house.signIn('nina');
  const write = async (body: string) => {
    const { status, json } = await house.call('POST', '/api/v1/threads/b1/posts', { body: { body }, token: nina });
    expect(status).toBe(202);
    return String(json.held);
  };
  const [heldPost, otherHeldPost] = [await write('Is this seen?'), await write('Or this?')];
  const { json } = await house.call('GET', '/api/v1/moderation/held', { token: mo });
  const held = (json.items as { id: string; action: number }[]).find(({ id }) => id === otherHeldPost);
  return {
    automaticAction: () => String(held?.action),
    action: () => action,
    pendingAction: () => pendingAction,
    heldPost: () => heldPost,
    otherHeldPost: () => otherHeldPost,
  };
};

/** A post on a plank, and what the moderator mo advised about it. */
const adviceSecrets = async (house: Real, mo: string, plankPost: string): Promise<World['secrets']> => {
  const until = new Date(house.app.core.clock.now() + 30 * 86_400_000).toISOString();
  const body = { subject: { post: plankPost }, effect: 'label', reason: 'spam', until };
  const { name } = await house.create('/api/v1/advisories', body, mo);
  return { plankPost: () => plankPost, advisory: () => String(name), inAMonth: () => until };
};

/** What the examples speak of: ada, an admin and a moderator, the board garden with b1 to b3, a thread on the plank. */
const makeWorld = async (house: Real, reds: Scribe): Promise<World> => {
  const { core } = house.app;
  const hasher = quickHasher();
  const admin = await house.admin();
  for (const name of ['ada', 'bo', 'mo', 'lena', 'olga', 'nina'])
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
  for (const name of ['mo', 'olga']) await setRole(core)(operator, { name, role: 'moderator' });
  const ada = await house.signIn('ada');
  await house.create('/api/v1/boards', { slug: 'garden', title: 'Garden', text: '', visibility: 'public' }, admin);
  await house.create('/api/v1/boards/garden/threads', { title: 'Compost', body: 'Who has compost?' }, ada);
  for (const body of ['There is compost behind the shed.', 'Never mind.'])
    await house.create('/api/v1/threads/b1/posts', { body }, ada);
  await house.create('/api/v1/planks/open-elections/threads', { title: 'Thresholds', body: 'Three per cent?' }, ada);
  const sold = { title: 'For sale', body: 'Cheap gold.' };
  const { name: plankPost } = await house.create('/api/v1/planks/open-elections/threads', sold, ada);
  const asked = await makeApplication(house, admin);
  const { id: invitationId } = await house.create('/api/v1/invitations', {}, admin);
  const other = await house.create('/api/v1/sessions', { name: 'ada', password });
  const sent = await house.call('POST', '/api/v1/me/uploads', {
    body: fileOf('files/shed.png'),
    headers: { 'content-type': 'image/png' },
    token: ada,
  });
  const mo = await house.signIn('mo');
  await house.signIn('mo');
  const archiveId = await makeArchive(house, mo);
  const { id: announcementId } = await house.create(
    '/api/v1/announcements',
    { text: 'Back soon.', until: '2046-01-01T00:00:00Z' },
    admin,
  );
  const sessions = await house.call('GET', '/api/v1/sessions', { token: mo });
  const another = (sessions.json.items as { id: string; current: boolean }[]).find(({ current }) => !current);
  return {
    tokens: {
      visitor: undefined,
      applicant: String(asked.token),
      member: ada,
      moderator: mo,
      admin,
      leaver: await house.signIn('lena'),
      reviewed: await house.signIn('nina'),
    },
    secrets: {
      refreshToken: () => String(other.refreshToken),
      sessionId: () => String(another?.id),
      applicationId: () => String(asked.id),
      invitationId: () => String(invitationId),
      archiveId: () => archiveId,
      announcementId: () => String(announcementId),
      ...(await actionSecrets(house, mo)),
      ...(await caseSecrets(house, reds, { admin, ada, bo: await house.signIn('bo'), mo })),
      uploadId: () => String(sent.json.id),
      ...(await adviceSecrets(house, mo, String(plankPost))),
      ...(await accountSecrets(house, mo)),
      ...(await automationSecrets(house, admin)),
      ...(await passkeySecrets(house, mo, ada)),
    },
  };
};

/** With the secrets filled in. */
const settle = <T>(value: T, secrets: World['secrets']): T =>
  JSON.parse(
    JSON.stringify(value).replaceAll(/"\$(\w+)"/g, (_, name: string) => {
      const secret = secrets[name];
      if (secret === undefined) throw new Error(`no such secret: $${name}`);
      return JSON.stringify(secret());
    }),
  );

test('every call has an example that works', async () => {
  await using town = await openReals({ start: true, scribes: ['reds.example'], settings: closedPost });
  const house = town.house();
  const [reds] = town.scribes;
  if (!reds) throw new Error('no scribe');
  const { operations } = readDocument(JSON.parse((await house.call('GET', '/api/v1/openapi.json')).text));
  const examples = examplesFor(house.origin);
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(examples).sort()).toEqual([...names].sort());

  const { tokens, secrets } = await makeWorld(house, reds);
  const inOrder = [...operations].sort((one, other) => ORDER.indexOf(one.method) - ORDER.indexOf(other.method));
  const wrong: string[] = [];
  for (const { method, path, responses, requestBody } of inOrder) {
    const name = `${method} ${path}`;
    const example = settle(examples[name] ?? {}, secrets);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(example.params?.[key] ?? ''));
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(example.query ?? {})) query.set(key, String(value));
    const token = tokens[example.as ?? 'member'];
    if (Object.keys(responses['200']?.content ?? {}).includes('text/event-stream')) continue;
    const [type = ''] = Object.keys(requestBody?.content ?? {});
    const sent = example.file === undefined ? example.body : fileOf(example.file);
    const answer = await house.call(method, `/api/v1${filled}${query.size > 0 ? `?${query}` : ''}`, {
      ...(token ? { token } : {}),
      ...(sent === undefined ? {} : { body: sent, headers: { 'content-type': type } }),
    });
    if (answer.status >= 300 || !responses[String(answer.status)])
      wrong.push(`${name}: ${answer.status} ${answer.text}`);
  }
  expect(wrong).toEqual([]);
});
