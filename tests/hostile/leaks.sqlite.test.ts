// What moderation knows stays with those who moderate: nobody else reads it anywhere, neither in what the instance shows, nor in what
// it sends to peers, writes into its log or keeps in its events.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { everythingShown, pathsOf } from './abuse/everything-shown.ts';
import { deskWorld, END, why } from './desk-world.ts';
import { callAs, openReals, syncBody } from './real.ts';

const allEvents = query()((db) => db.selectFrom('event').select('data'));
const allMessages = query()((db) => db.selectFrom('message_out').select('content'));

const RED = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

test('words of moderators, reporters and hidden posts are nowhere else', async () => {
  await using town = await openReals({ start: true, scribes: ['reds.example'] });
  const house = town.house();
  const [reds] = town.scribes;
  if (!reds) throw new Error('no scribe');
  const { send, garden, plank, far } = await deskWorld(house, reds);
  const ada = await house.signIn('ada');
  const upload = async () => {
    const png = { body: RED, headers: { 'content-type': 'image/png' }, token: ada };
    return String((await house.call('POST', '/api/v1/me/uploads', png)).json.id);
  };

  // Hidden, once edited; with an image, on a board and on a plank.
  const hidden: string[] = [];
  const images: string[] = [];
  for (const path of ['/boards/garden/threads', '/planks/open-elections/threads']) {
    const told = {
      title: 'qhiddentitle',
      body: 'qhiddenold',
      acknowledged: true,
      attachments: [{ upload: await upload(), alt: 'qhiddenalt' }],
    };
    const { name } = await send('ada', 'POST', path, told);
    const post = String(name);
    await send('ada', 'PATCH', `/posts/${encodeURIComponent(post)}`, { body: 'qhiddenbody' });
    const shown = await send('ada', 'GET', `/posts/${encodeURIComponent(post)}`);
    for (const { url } of shown.attachments as { url: string }[]) images.push(new URL(url, 'http://x').pathname);
    await send('bo', 'POST', `/posts/${encodeURIComponent(post)}/reports`, { reason: 'spam', words: 'qreportwords' });
    await send('mo', 'POST', '/moderation/actions', {
      ...why,
      kind: 'hide',
      subject: { post },
      words: 'qactionwords',
      note: 'qactionnote',
    });
    hidden.push(post);
  }
  expect(images.length).toBeGreaterThan(0);
  // Held.
  for (const path of ['/boards/garden/threads', '/planks/open-elections/threads'])
    await send('nina', 'POST', path, { title: 'qheldtitle', body: 'qheldbody', acknowledged: true });
  // A case, its notes, an appeal; by a reporter who does nothing else.
  await send('herb', 'POST', `/posts/${encodeURIComponent(far)}/reports`, { reason: 'other', words: 'qreportwords' });
  const { items } = await send('mo', 'GET', '/moderation/cases?limit=100');
  const its = (subject: string) => (items as { id: string; subject: string }[]).find((one) => one.subject === subject);
  for (const subject of [`post ${garden.post}`, `post ${plank.post}`, `post ${far}`])
    await send('mo', 'POST', `/moderation/cases/${its(subject)?.id}/notes`, { words: 'qcasenote' });
  const measure = {
    kind: 'read-only',
    scope: 'planks',
    reason: 'other',
    reviewAt: END,
    words: 'qpersonwords',
    note: 'qactionnote',
  };
  const { actions } = await send('mo', 'POST', '/moderation/actions', { ...measure, subject: { member: 'bo' } });
  const decision = (actions as { number: number }[])[0]?.number;
  await send('bo', 'POST', '/appeals', { decision, words: 'qappealwords' });
  await send('mo', 'POST', '/moderation/actions', {
    ...why,
    kind: 'limit',
    scope: 'planks',
    subject: { member: 'rosa@reds.example' },
    words: 'qremotewords',
    note: 'qactionnote',
  });
  await send('mo', 'POST', `/moderation/cases/${its(`post ${far}`)?.id}/forward`, { words: 'qforwardwords' });
  await send('root_admin', 'POST', '/moderation/filters', {
    scope: 'instance',
    kind: 'words',
    pattern: 'qfilterpattern',
    effect: 'label',
    reason: 'spam',
    words: 'qfilterwords',
  });
  // Purged.
  const { name: gone } = await send('bo', 'POST', '/boards/garden/threads', {
    title: 'qpurgedtitle',
    body: 'qpurgedbody',
  });
  const purge = await send('mo', 'POST', '/moderation/actions', {
    kind: 'purge',
    subject: { post: gone },
    reason: 'illegal',
    permanent: 'qpurgewhy',
  });
  await send(
    'root_admin',
    'POST',
    `/moderation/actions/${(purge.actions as { number: number }[])[0]?.number}/approval`,
    { words: 'qapprovalwords' },
  );
  // A place that visitors know nothing of.
  await send('root_admin', 'POST', '/boards', { slug: 'qsecretplace', title: 'Q', text: '', visibility: 'members' });
  const { name: inside } = await send('bo', 'POST', '/boards/qsecretplace/threads', {
    title: 'qinside',
    body: 'qinside',
  });
  await send('mo', 'POST', '/moderation/actions', {
    ...why,
    kind: 'label',
    subject: { post: inside },
    settings: { label: 'qlabel' },
  });

  const values = {
    name: [...hidden, garden.post, plank.post, far, String(gone), String(inside)],
    member: ['ada', 'bo', 'nina', 'rosa@reds.example'],
    slug: ['garden', 'open-elections', 'qsecretplace'],
    kind: ['rules'],
    origin: ['reds.example'],
    number: Array.from({ length: 25 }, (_, index) => String(index + 1)),
    id: [garden.case, plank.case, garden.held, garden.filter, garden.appeal],
  };
  const period = 'from=2026-01-01T00:00:00Z&to=2046-01-01T00:00:00Z';
  const words = ['qhiddenbody', 'qhiddenold', 'qhiddentitle', 'qheldbody', 'qpurgedbody', 'qinside'];
  const more = [
    `/api/v1/transparency?${period}`,
    '/api/v1/modlog?limit=100',
    '/modlog',
    '/metrics',
    ...words.map((word) => `/api/v1/search?q=${word}`),
    ...values.name.flatMap((name) => [
      `/posts/${encodeURIComponent(name)}/fragment`,
      `/posts/${encodeURIComponent(name)}/history`,
      `/posts/${encodeURIComponent(name)}`,
    ]),
  ];
  const paths = await pathsOf(house, values, more);
  const kept =
    /qhidden\w*|qheld\w*|qreport\w*|qcasenote|qactionnote|qfilter\w*|qpurge\w*|qforward\w*|qapprovalwords|qactionwords|qappealwords|qremotewords|qpersonwords|\bolga\b/g;
  const leaks = (texts: readonly { path: string; text: string }[], but: RegExp = /^$/): string[] =>
    texts.flatMap(({ path, text }) => {
      // The description's own examples speak of an olga.
      if (path.endsWith('/openapi.json')) return [];
      const found = [...new Set(text.match(kept) ?? [])].filter((one) => !but.test(one));
      return found.length > 0 ? [`${path}: ${found}`] : [];
    });
  const ofMo = JSON.stringify(await send('mo', 'GET', `/moderation/cases/${garden.case}`));
  expect(leaks([{ path: 'case', text: ofMo }])).toEqual([expect.stringContaining('qcasenote')]);
  const visitor = await everythingShown(house, paths);
  expect(leaks(visitor)).toEqual([]);
  expect(visitor.filter(({ text }) => /qsecretplace|qinside|qlabel/.test(text)).map(({ path }) => path)).toEqual([]);
  // Whoever is concerned reads their own words, and what was said to them.
  expect(leaks(await everythingShown(house, paths, ada), /^qhidden|^qactionwords$/)).toEqual([]);
  for (const image of images) expect((await house.call('GET', image)).status).toBe(404);
  // Hiding is local: the posts go on, and nothing of why.
  const { text } = await callAs(house, reds, '/federation/v1/sync', syncBody(house, { limit: 1000 }));
  expect(text).toContain('qhiddenbody');
  expect(leaks([{ path: 'journal', text }], /^qhidden/)).toEqual([]);
  const messages = (await house.db.read.all(allMessages, {})).map(({ content }) => ({
    path: 'message',
    text: content,
  }));
  expect(messages.length).toBeGreaterThan(1);
  expect(leaks(messages, /^qremotewords$|^qforwardwords$/)).toEqual([]);
  expect(leaks((await house.db.read.all(allEvents, {})).map(({ data }) => ({ path: 'event', text: data })))).toEqual(
    [],
  );
  expect(leaks(house.log.lines.map((line) => ({ path: 'log', text: JSON.stringify(line) })))).toEqual([]);
});
