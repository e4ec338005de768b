// The pages of the administration as a browser without JavaScript uses them, on a whole instance.
import { expect, test } from 'vitest';
import { TOKEN_FIELD } from '../../../src/http/pages/form-token.ts';
import { openReals, password, type Real } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

const open = async () => {
  const town = await openReals();
  const house = town.house();
  const browser = (language?: string) => createBrowser(house.call, `http://${house.origin}`, language);
  const enter = async (name: string, language?: string) => {
    const person = browser(language);
    await person.post('/sign-in', { name, password });
    return person;
  };
  await house.admin();
  return { town, house, browser, enter };
};

const instanceOf = async (house: Real) => (await house.call('GET', '/api/v1/instance')).json;
const SETTINGS = {
  ...{ name: 'The Greens', description: 'Who grows what.', language: 'fr', registration: 'invitation' },
  ...{ question: 'Why?', applicationDays: '20', invitations: 'members', votes: 'off' },
  ...{ uploadLimit: '1,5', uploadQuota: '0', colour: '#aa5500' },
};

test('settings: what is typed is what is so, and what breaks a rule comes back as it was typed', async () => {
  const { town, house, enter } = await open();
  await using _ = town;
  const admin = await enter('root_admin', 'de');
  const before = await admin.get('/admin/settings');
  expect(before.text).toContain('<h1 dir="auto">Einstellungen</h1>');
  const saved = await admin.post('/admin/settings', { ...SETTINGS, 'own-colour': 'yes' });
  expect([saved.status, saved.location]).toEqual([303, '/admin/settings?done=saved']);
  expect(await instanceOf(house)).toMatchObject({
    ...{ name: 'The Greens', description: 'Who grows what.', language: 'fr', registration: 'invitation' },
    ...{ question: 'Why?', applicationDays: 20, invitations: 'members', votes: 'off' },
    ...{ uploadLimit: 1.5 * 1024 * 1024, uploadQuota: 0, colour: '#aa5500' },
  });
  // Without the tick the colour is ours again.
  await admin.post('/admin/settings', SETTINGS);
  expect(await instanceOf(house)).toMatchObject({ colour: '' });

  for (const [field, value] of Object.entries({
    ...{ name: ' ', language: 'tlh', registration: 'maybe', applicationDays: '0', votes: 'sideways' },
    ...{ uploadLimit: 'much', uploadQuota: '', question: ' ' },
  })) {
    const answer = await admin.post('/admin/settings', { ...SETTINGS, [field]: value });
    expect(answer.status, field).toBe(400);
    expect(answer.text, field).toContain('Die Anfrage verletzt eine Regel');
    expect(answer.text, field).toContain('value="20"'.replace('20', field === 'applicationDays' ? '0' : '20'));
  }
  expect(await instanceOf(house)).toMatchObject({ name: 'The Greens', votes: 'off' });
});

test('what is stored and cannot be typed exactly stays exactly that', async () => {
  const { town, house, enter } = await open();
  await using _ = town;
  const admin = await enter('root_admin');
  const token = await house.signIn('root_admin');
  await house.call('PATCH', '/api/v1/instance', { token, body: { uploadLimit: 1_234_567 } });
  await admin.post('/admin/settings', { ...SETTINGS, uploadLimit: '1.177' });
  expect(await instanceOf(house)).toMatchObject({ uploadLimit: 1_234_567, uploadQuota: 0 });
});

test('nobody but admins gets in, and nothing is done that our page did not send', async () => {
  const { town, house, browser, enter } = await open();
  await using _ = town;
  await house.join('mira');
  const forms = [
    ['/admin/settings', SETTINGS],
    ['/admin/settings/logo/removal', {}],
    ['/admin/texts/rules', { text: 'Evil' }],
    ['/admin/boards', { slug: 'evil', title: 'Evil' }],
    ['/admin/members/mira/role', { role: 'admin' }],
    ['/admin/announcements', { text: 'Evil', until: '2045-01-01T00:00' }],
    ['/admin/invitations', { uses: '1', days: '1' }],
    ['/admin/health', {}],
  ] as const;
  const [visitor, mira, admin] = [browser(), await enter('mira'), await enter('root_admin')];
  for (const [path, form] of forms) {
    expect((await visitor.post(path, form)).status, path).toBe(401);
    expect((await mira.post(path, form)).status, path).toBe(403);
    expect((await admin.post(path, form, { origin: 'http://evil.example' })).status, path).toBe(403);
    const forged = await admin.post(path, { ...form, [TOKEN_FIELD]: 'x'.repeat(32) });
    expect(forged.status, path).toBe(403);
  }
  for (const path of ['', '/settings', '/texts', '/boards', '/members', '/announcements', '/health', '/applications']) {
    expect((await visitor.get(`/admin${path}`)).status, path).toBe(401);
    expect((await mira.get(`/admin${path}`)).status, path).toBe(403);
    expect((await admin.get(`/admin${path}`)).status, path).toBe(200);
  }
  expect(await instanceOf(house)).toMatchObject({ rules: '', votes: 'both', announcements: [] });
  expect((await house.call('GET', '/api/v1/boards')).json.items).toEqual([]);
  expect((await house.call('GET', '/api/v1/members/mira')).json).toMatchObject({ role: 'member' });
});

test('the link of an invitation is shown once, and kept nowhere', async () => {
  const { town, house, enter } = await open();
  await using _ = town;
  const admin = await enter('root_admin');
  const made = await admin.post('/admin/invitations', { uses: '2', days: '3', note: '<The choir>' });
  expect([made.status, made.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const [, code = ''] = /\/register\?invitation=([\w-]+)"/.exec(made.text) ?? [];
  expect(code).not.toBe('');
  expect((await admin.get('/admin/invitations')).text).not.toContain(code);
  expect(made.text).toContain('&lt;The choir&gt;');
  expect(
    (await house.call('POST', '/api/v1/registrations', { body: { name: 'uma', password, invitation: code } })).status,
  ).toBe(201);
  const wrong = await admin.post('/admin/invitations', { uses: 'x', days: '3', note: 'kept as typed' });
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('value="kept as typed"');
});

test('boards keep their order, whatever their numbers were', async () => {
  const { town, house, enter } = await open();
  await using _ = town;
  const token = await house.signIn('root_admin');
  for (const slug of ['one', 'two', 'three'])
    await house.create('/api/v1/boards', { slug, title: slug, text: '', visibility: 'members', position: 7 }, token);
  const admin = await enter('root_admin');
  const order = async () =>
    ((await house.call('GET', '/api/v1/boards', { token })).json.items as { slug: string }[]).map(({ slug }) => slug);
  await admin.post('/admin/boards/three/move', { way: 'up' });
  expect(await order()).toEqual(['one', 'three', 'two']);
  await admin.post('/admin/boards/one/move', { way: 'up' });
  await admin.post('/admin/boards/two/move', { way: 'down' });
  await admin.post('/admin/boards/two/move', { way: 'sideways' });
  expect(await order()).toEqual(['one', 'three', 'two']);
  const edited = await admin.post('/admin/boards/two', {
    title: 'Two & a half',
    text: '',
    visibility: 'public',
    state: 'archived',
  });
  expect(edited.status).toBe(303);
  expect((await house.call('GET', '/api/v1/boards/two')).json).toMatchObject({
    title: 'Two & a half',
    state: 'archived',
  });
  expect((await admin.post('/admin/boards/two', { title: ' ' })).status).toBe(400);
  expect((await admin.get('/admin/boards/none')).status).toBe(404);
});

test('an announcement’s times are in UTC, and wrong ones come back', async () => {
  const { town, house, enter } = await open();
  await using _ = town;
  const admin = await enter('root_admin');
  const form = {
    text: 'Back **soon**.',
    level: 'warning',
    audience: 'members',
    from: '2044-12-31T23:59',
    until: '2045-01-01T10:30',
  };
  expect((await admin.post('/admin/announcements', form)).status).toBe(303);
  const token = await house.signIn('root_admin');
  const { json } = await house.call('GET', '/api/v1/announcements?all=true', { token });
  expect(json.items).toMatchObject([{ from: '2044-12-31T23:59:00.000Z', until: '2045-01-01T10:30:00.000Z' }]);
  for (const wrong of [{ until: '' }, { until: 'tomorrow' }, { until: '2044-01-01T00:00' }, { text: '' }]) {
    const answer = await admin.post('/admin/announcements', { ...form, ...wrong });
    expect(answer.status, JSON.stringify(wrong)).toBe(400);
    expect(answer.text).toContain('value="2044-12-31T23:59"');
  }
  expect((await admin.post('/admin/announcements/1/removal', {})).status).toBe(303);
  expect((await admin.post('/admin/announcements/1/removal', {})).status).toBe(404);
  expect((await admin.get('/admin/announcements/1')).status).toBe(404);
});

test('a text is shown as Markdown makes it, never as markup of its own', async () => {
  const { town, enter } = await open();
  await using _ = town;
  const admin = await enter('root_admin');
  const text = 'Be *kind*. <script>alert(1)</script>';
  const preview = await admin.post('/admin/texts/rules', { text, preview: 'yes' });
  expect([preview.status, preview.location]).toEqual([200, '']);
  expect(preview.text).toContain('Be <em>kind</em>.');
  expect(preview.text).not.toContain('<script>alert');
  expect((await admin.get('/admin/texts')).text).toContain('There is none.');
  expect((await admin.post('/admin/texts/rules', { text })).status).toBe(303);
  expect((await admin.get('/admin/texts/rules/versions/1')).text).not.toContain('<script>alert');
  expect((await admin.get('/admin/texts/rules/versions/2')).status).toBe(404);
  expect((await admin.get('/admin/texts/recipes')).status).toBe(404);
});
