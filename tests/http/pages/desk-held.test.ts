// Posts that wait, at the desk: their images blurred and for nobody else, a hold that is confirmed there, and the case that one stands in.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { type Desk, inDays, openDesk } from './desk-house.ts';

const shed = readFileSync(new URL('../files/shed.png', import.meta.url));
const LINKS = 'https://a.example https://b.example https://c.example';

/** A first post with too many links, and an image. Answers the id of what waits and of the image. */
const aside = async ({ house, api, token }: Desk, as: string): Promise<[held: string, image: string]> => {
  const headers = { 'content-type': 'image/png' };
  const upload = await house.call('POST', '/api/v1/me/uploads', { body: shed, headers, token: token(as) });
  const image = String(upload.json.id);
  const attachments = [{ upload: image, alt: 'A shed' }];
  const said = await api(as, 'POST', '/boards/garden/threads', { title: 'Sheds', body: LINKS, attachments });
  expect(said.status).toBe(202);
  return [String(said.json.held), image];
};

const memberBy = query<{ name: string }>()((db, p) =>
  db
    .selectFrom('member')
    .select(['id as memberId', 'name', 'role', 'public_id as publicId'])
    .where('name', '=', p.name),
);

/** A hundred labels on a post, by mo. */
const actALot = async ({ core, api }: Desk): Promise<void> => {
  await api('root_admin', 'POST', '/boards/garden/threads', { title: 'Beans', body: 'Runner beans.' });
  const mo = await core.db.read.get(memberBy, { name: 'mo' });
  if (!mo) throw new Error('mo is not there');
  const subject = { kind: 'post', key: { origin: '', seq: 1 } } as const;
  const because = { reason: 'spam', basis: 'own', words: 'So.', lasts: { permanent: 'It is one.' } } as const;
  for (let done = 0; done < 100; done++)
    await takeAction(core)(
      { kind: 'member', ...mo, sessionId: 0 },
      { kind: 'label', subject, settings: { label: `no. ${done}` }, ...because },
    );
};

const daysIn = (html: string): string => /name="(days-\d+)"/.exec(html)?.[1] ?? '';
const caseIn = (html: string): string => /href="(\/moderation\/cases\/[^"]+)"/.exec(html)?.[1] ?? '';

test('whoever moderates there sees its images when they ask, and nobody else has them', async () => {
  await using desk = await openDesk();
  const { house, token, api } = desk;
  for (const slug of ['shed', 'inner'])
    await house.create('/api/v1/boards', { slug, title: slug, text: '', visibility: 'public' }, token('root_admin'));
  await desk.join('cy');
  for (const [name, board] of [
    ['bo', 'garden'],
    ['cy', 'shed'],
  ])
    await api('root_admin', 'PUT', `/moderation/staff/${name}/board:${board}`, { can: ['see-cases', 'act'] });
  const [held, image] = await aside(desk, 'ada');
  const small = `/uploads/${image}/thumbnail`;
  const has = async (as: string | undefined) =>
    (await house.call('GET', small, as === undefined ? {} : { token: await house.signIn(as) })).status;
  expect([await has('ada'), await has('bo'), await has('mo')]).toEqual([200, 200, 200]);
  expect([await has('cy'), await has(undefined)]).toEqual([404, 404]);
  for (const [who, path] of [
    ['mo', '/moderation/held'],
    ['bo', caseIn((await (await desk.enter('bo')).get('/moderation')).text)],
  ] as const) {
    const { text } = await (await desk.enter(who)).get(path);
    expect(text, who).toMatch(new RegExp(`<div class="reveal"><div class="choice"><input type="checkbox"[^]*${small}`));
    expect(text, who).toContain('alt="A shed"');
  }
  expect((await (await desk.enter('cy')).get('/moderation/held')).text).not.toContain('Sheds');
  const own = await (await desk.enter('ada')).get('/decisions/held');
  expect([own.text.includes(small), own.text.includes('class="reveal"')]).toEqual([true, false]);
  const one = await api('bo', 'GET', `/moderation/held/posts/${held}`);
  expect(one.json).toMatchObject({ author: 'ada', images: [{ thumbnail: small, alt: 'A shed' }] });
  expect((await api('cy', 'GET', `/moderation/held/posts/${held}`)).status).toBe(401);
  // Once it is not let through, nobody looks at it any more.
  await api('mo', 'POST', `/moderation/held/${held}/decision`, { release: false, words: 'No.' });
  expect([await has('mo'), await has('bo'), await has('ada')]).toEqual([404, 404, 200]);
});

test('a hold is confirmed where it is shown; what was typed stays where it was not taken', async () => {
  await using desk = await openDesk();
  await aside(desk, 'ada');
  const mo = await desk.enter('mo', 'es');
  const list = await mo.get('/moderation');
  for (const part of ['Sheds', 'https://a.example', 'Un mensaje en espera', 'en Garden'])
    expect(list.text).toContain(part);
  const path = caseIn(list.text);
  const shown = await mo.get(path);
  const action = /action="(\/moderation\/held\/[^"]+)"/.exec(shown.text)?.[1] ?? '';
  const days = daysIn(shown.text);
  expect([action === '', days === '', shown.text.includes(`name="next" value="${path}"`)]).toEqual([
    false,
    false,
    true,
  ]);
  const ada = await desk.enter('ada');
  expect((await ada.post(action, { do: 'confirm', [days]: '14' })).status).toBe(403);
  const wrong = await mo.post(action, { do: 'burn', words: 'Dos palabras.', next: path });
  expect([wrong.status, wrong.text.includes('Dos palabras.')]).toEqual([400, true]);
  const inAFortnight = () => inDays(14).slice(0, 10);
  const before = inAFortnight();
  const done = await mo.post(action, { do: 'confirm', [days]: '14', words: 'Preguntamos primero.', next: path });
  expect(done.location).toBe(`${path}?did=done`);
  const confirmed = await mo.get(done.location);
  expect(confirmed.text).toContain('Preguntamos primero.');
  expect(daysIn(confirmed.text)).toBe('');
  const again = await mo.post(action, { do: 'confirm', [days]: '14' });
  expect(again.status).toBe(409);
  // Somewhere between, midnight may have passed.
  const held = (await ada.get('/decisions/held')).text;
  expect([before, inAFortnight()].some((day) => held.includes(`datetime="${day}`))).toBe(true);
  expect((await mo.post(action, { do: 'release', words: '' })).location).toBe('/moderation/held?did=done');
  expect((await desk.browser().get('/boards/garden')).text).toContain('Sheds');
  expect((await mo.get(path)).text).toContain('href="/posts/b1"');
});

test('what is decided beyond a hundred actions says that it waits, and for whom', async () => {
  await using desk = await openDesk({ moderators: ['mo', 'mira'] });
  const { api } = desk;
  const [held] = await aside(desk, 'ada');
  await actALot(desk);
  const mo = await desk.enter('mo');
  const after = await mo.post(`/moderation/held/${held}`, { do: 'refuse', words: 'No.' });
  const action = /^\/moderation\/actions\/(\d+)\?did=decided/.exec(after.location)?.[1];
  expect(action, after.location).toBeDefined();
  const mira = await desk.enter('mira');
  const listed = (await mira.get('/moderation/held')).text;
  expect(listed).toContain(`It was decided not to let it through: <a href="/moderation/actions/${action}">`);
  const one = async (as: string) => (await api(as, 'GET', `/moderation/held/posts/${held}`)).json;
  expect(await one('mira')).toMatchObject({ state: 'held', pending: { action: Number(action), release: false } });
  const own = (await api('ada', 'GET', '/me/held')).json.items as object[];
  expect(own).toMatchObject([{ state: 'held' }]);
  expect(own[0]).not.toHaveProperty('pending');
  const again = await api('mira', 'POST', `/moderation/held/${held}/decision`, { release: false, words: 'No.' });
  expect([again.status, again.json.detail]).toEqual([
    409,
    `It is decided so already: action ${action} waits for a second person.`,
  ]);
  expect((await api('mira', 'POST', `/moderation/actions/${action}/approval`, {})).status).toBe(201);
  expect(await one('mira')).toMatchObject({ state: 'refused' });
  expect((await mira.get('/moderation/held')).text).not.toContain('It was decided');
});
