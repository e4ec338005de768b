// Who gets what from each call that moderation brought: what everybody is answered, on a board, on a plank, and on the whole instance.
// A call that the OpenAPI description has and this table has not fails the test.
import { expect, test } from 'vitest';
import { readDocument } from '../fuzz/document.ts';
import { callers, type DeskWorld, deskWorld, END, places, type Where, why } from './desk-world.ts';
import { openReals } from './real.ts';

const touched =
  /moderation|modlog|transparency|appeals|advisories|peers|reports|notices|notes|decisions|held|withdrawal|role|PATCH .threads/;

type Try = { params?: Record<string, string>; query?: string; body?: unknown };
type Expected = string | ((where: Where) => string);
type Row = readonly [call: string, expected: Expected, made?: (world: DeskWorld, where: Where) => Try | undefined];

/** What {@link callers} are answered, in their order. */
const everybody = (is: string) => Array.from(callers, () => is).join(' ');
const members = (is: string) => `401${` ${is}`.repeat(callers.length - 1)}`;
const staff = (is: string) => `401 403 403 ${is} ${is} ${is} ${is} 403 ${is}`;
const moderators = (is: string) => `401 403 403 403 403 403 ${is} 403 ${is}`;
const admins = (is: string) => `401 403 403 403 403 403 403 403 ${is}`;
/** Whoever moderates there; others who moderate get `no`. */
const there =
  (is: string, no = '403') =>
  (where: Where): string => {
    const [gil, pia] = [where === 'garden' ? is : no, where === 'plank' ? is : no];
    return `401 403 403 ${no} ${gil} ${pia} ${is} 403 ${is}`;
  };

/** No version of any case, and nobody. */
const [OLD, NOBODY, PAST] = [999, 'nobody_here', '2020-01-01T00:00:00.000Z'];
const scopes = { garden: 'board:garden', plank: 'planks', instance: 'instance' } as const;
const subjectAt = (world: DeskWorld, where: Where) =>
  where === 'instance' ? { member: 'bo' } : { post: world[where].post };
const measureAt = (where: Where) =>
  where === 'instance' ? { kind: 'note', scope: 'instance' } : { kind: 'label', settings: { label: 'idle' } };
const placeAt = (where: Where) => (where === 'garden' ? places.garden : places.plank);
const list = { format: 'koinon-measures', version: 1, origin: 'reds.example', at: PAST, measures: [] };
const words = { kind: 'words', pattern: 'gold' };

const rows: readonly Row[] = [
  // Everybody's.
  ['GET /modlog', everybody('200')],
  ['GET /modlog/feed', everybody('200')],
  ['GET /transparency', everybody('200'), () => ({ query: '?from=2026-01-01T00:00:00Z&to=2046-01-01T00:00:00Z' })],
  ['GET /peers', everybody('200')],
  ['GET /peers/{origin}/history', admins('200'), () => ({ params: { origin: 'reds.example' } })],
  // One's own.
  ['GET /me/decisions', members('200')],
  ['GET /me/held', members('200')],
  ['GET /me/reports', members('200')],
  ['GET /me/appeals', members('200')],
  ['GET /me/notes', members('200')],
  ['GET /me/notices', members('200')],
  ['DELETE /me/held/{id}', members('404'), (world, at) => ({ params: { id: world[at].held } })],
  [
    'POST /appeals',
    members('404'),
    (world, at) => ({ body: { decision: Number(world[at].action), words: 'Let it go.' } }),
  ],
  [
    'POST /posts/{name}/reports',
    members('400'),
    (world, at) =>
      at === 'instance' ? undefined : { params: { name: world[at].post }, body: { reason: 'off-topic', revision: 7 } },
  ],
  ['POST /members/{name}/reports', members('404'), () => ({ params: { name: NOBODY }, body: { reason: 'spam' } })],
  // The queue.
  ['GET /moderation/counts', staff('200')],
  ['GET /moderation/cases', staff('200')],
  ['GET /moderation/cases/{id}', there('200', '404'), (world, at) => ({ params: { id: world[at].case } })],
  [
    'POST /moderation/cases/{id}/claim',
    there('409', '404'),
    (world, at) => ({ params: { id: world[at].case }, body: { version: OLD } }),
  ],
  ['DELETE /moderation/cases/{id}/claim', there('409', '404'), (world, at) => ({ params: { id: world[at].case } })],
  [
    'POST /moderation/cases/{id}/notes',
    there('204', '404'),
    (world, at) => ({ params: { id: world[at].case }, body: { words: 'Seen.' } }),
  ],
  [
    'POST /moderation/cases/{id}/decision',
    there('409', '404'),
    (world, at) => ({ params: { id: world[at].case }, body: { version: OLD, outcome: 'dismissed' } }),
  ],
  [
    'POST /moderation/cases/{id}/close',
    there('409', '404'),
    (world, at) => ({ params: { id: world[at].case }, body: { version: OLD } }),
  ],
  [
    'POST /moderation/cases/{id}/forward',
    there('400', '404'),
    (world, at) => ({ params: { id: world[at].case }, body: { words: 'Look.' } }),
  ],
  [
    'POST /moderation/appeals/{id}/decision',
    there('409', '404'),
    (world, at) => ({
      params: { id: world[at].appeal },
      body: { version: OLD, outcome: 'upheld', reasons: 'It holds.' },
    }),
  ],
  ['GET /moderation/mutes', moderators('200')],
  ['PUT /moderation/mutes', moderators('404'), () => ({ body: { reporter: NOBODY, until: END, words: 'Enough.' } })],
  // Acts.
  [
    'POST /moderation/actions',
    there('201'),
    (world, at) => ({ body: { ...why, ...measureAt(at), subject: subjectAt(world, at) } }),
  ],
  [
    'POST /moderation/actions/bulk',
    there('201'),
    (world, at) => ({ body: { ...why, ...measureAt(at), subjects: [subjectAt(world, at)] } }),
  ],
  ['GET /moderation/actions/{number}', there('200'), (world, at) => ({ params: { number: world[at].action } })],
  ['GET /moderation/actions/{number}/approvers', moderators('200'), (world) => ({ params: { number: world.pending } })],
  ['GET /moderation/actions/{number}/carried', staff('200'), (world, at) => ({ params: { number: world[at].action } })],
  [
    'POST /moderation/actions/{number}/reversal',
    there('201/409', '403/409'),
    (world, at) => ({ params: { number: world[at].action }, body: { words: 'Wrong.' } }),
  ],
  [
    'POST /moderation/actions/{number}/approval',
    there('409'),
    (world, at) => ({ params: { number: world[at].action }, body: { words: 'Yes.' } }),
  ],
  [
    'POST /moderation/actions/{number}/confirmation',
    there('409'),
    (world, at) => ({ params: { number: world[at].action }, body: { until: END } }),
  ],
  ['GET /moderation/reversals', admins('200'), () => ({ query: '?by=sue&since=2026-01-01T00:00:00.000Z' })],
  [
    'POST /moderation/reversals',
    admins('409'),
    () => ({ body: { by: 'sue', since: '2026-01-01T00:00:00.000Z', words: 'Again.' } }),
  ],
  ['GET /moderation/measures', staff('200')],
  ['GET /moderation/members/{name}/actions', staff('200'), () => ({ params: { name: 'bo' } })],
  ['GET /moderation/members/{name}/cases', staff('200'), () => ({ params: { name: 'bo' } })],
  [
    'GET /moderation/members/{name}/posts',
    staff('200'),
    () => ({ params: { name: 'bo' }, query: '?since=2026-01-01T00:00:00Z' }),
  ],
  [
    'PATCH /threads/{name}',
    (where) => (where === 'garden' ? moderators('200') : staff('400')),
    (world, at) =>
      at === 'instance'
        ? undefined
        : { params: { name: at === 'garden' ? world.moved : world[at].post }, body: { board: 'herbs' } },
  ],
  // What waits.
  ['GET /moderation/held', staff('200')],
  ['GET /moderation/held/peers', staff('200')],
  [
    'GET /moderation/held/posts/{id}',
    there('200', '404'),
    (world, at) => (at === 'instance' ? undefined : { params: { id: world[at].held } }),
  ],
  [
    'POST /moderation/held/{id}/decision',
    there('200/409'),
    (world, at) => (at === 'instance' ? undefined : { params: { id: world[at].held }, body: { release: false } }),
  ],
  // Who moderates.
  ['GET /moderation/staff', staff('200')],
  [
    'PUT /moderation/staff/{name}/{scope}',
    admins('404'),
    (_, at) => ({ params: { name: NOBODY, scope: scopes[at] }, body: {} }),
  ],
  [
    'DELETE /moderation/staff/{name}/{scope}',
    admins('404'),
    (_, at) => ({ params: { name: NOBODY, scope: scopes[at] } }),
  ],
  ['PUT /members/{name}/role', admins('404'), () => ({ params: { name: NOBODY }, body: { role: 'moderator' } })],
  // What looks by itself.
  ['GET /moderation/filters', staff('200')],
  [
    'POST /moderation/filters',
    admins('201'),
    (_, at) => ({ body: { ...words, scope: scopes[at], effect: 'label', reason: 'spam', words: 'Gold.' } }),
  ],
  ['POST /moderation/filters/trial', there('200'), (_, at) => ({ body: { ...words, scope: scopes[at] } })],
  [
    'PATCH /moderation/filters/{id}',
    admins('200'),
    (world, at) => ({ params: { id: world[at].filter }, body: { state: 'off' } }),
  ],
  ['GET /moderation/filters/{id}/matches', there('200', '404'), (world, at) => ({ params: { id: world[at].filter } })],
  ['DELETE /moderation/filters/{id}', admins('204'), (world, at) => ({ params: { id: world[at].filter } })],
  ['GET /moderation/places', staff('200')],
  [
    'PUT /moderation/places/{kind}/{slug}',
    admins('204'),
    (_, at) => (at === 'instance' ? undefined : { params: placeAt(at), body: { premoderated: false } }),
  ],
  [
    'DELETE /moderation/places/{kind}/{slug}/brake',
    there('404'),
    (_, at) => (at === 'instance' ? undefined : { params: placeAt(at) }),
  ],
  // Advice, and lists.
  ['GET /advisories', staff('200')],
  ['GET /advisories/posts', staff('200')],
  ['GET /advisories/settings', staff('200')],
  ['PATCH /advisories/settings', admins('200'), () => ({ body: {} })],
  [
    'POST /advisories',
    (where) => (where === 'instance' ? admins('201') : there(where === 'garden' ? '400' : '201/409')(where)),
    (world, at) => ({
      body: {
        subject: at === 'instance' ? { peer: 'reds.example' } : { post: world[at].post },
        effect: 'label',
        reason: 'spam',
        until: world.soon,
      },
    }),
  ],
  ['DELETE /advisories/{name}', there('204/409')('plank'), (world) => ({ params: { name: world.advisory } })],
  [
    'PUT /posts/{name}/withdrawal',
    there('400'),
    (world, at) => (at !== 'plank' ? undefined : { params: { name: world[at].post }, body: { ...why, until: PAST } }),
  ],
  [
    'DELETE /posts/{name}/withdrawal',
    there('409'),
    (world, at) => (at !== 'plank' ? undefined : { params: { name: world[at].post } }),
  ],
  ['GET /moderation/measure-list', admins('200')],
  ['POST /moderation/measure-list', admins('200'), () => ({ body: { list } })],
];

test('everybody gets from each call what is theirs', async () => {
  await using town = await openReals({ scribes: ['reds.example'] });
  const house = town.house();
  const [reds] = town.scribes;
  if (!reds) throw new Error('no scribe');
  const world = await deskWorld(house, reds);
  const { operations } = readDocument(JSON.parse((await house.call('GET', '/api/v1/openapi.json')).text));
  const calls = operations.map(({ method, path }) => `${method} ${path}`).filter((call) => touched.test(call));
  expect(rows.map(([call]) => call).sort()).toEqual(calls.sort());

  const wrong: string[] = [];
  for (const [call, expected, made] of rows) {
    const [method = '', path = ''] = call.split(' ');
    const tried = typeof expected === 'string' ? (['plank'] as const) : (['garden', 'plank', 'instance'] as const);
    for (const where of tried) {
      const asked = made ? made(world, where) : {};
      if (!asked) continue;
      const { params = {}, query = '', body } = asked;
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
      const statuses = (typeof expected === 'string' ? expected : expected(where)).split(' ');
      for (const [index, who] of callers.entries()) {
        const token = world.tokenOf(who);
        const headers = {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        };
        const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
        const answer = await house.app.fetch(new Request(`http://${house.origin}/api/v1${filled}${query}`, sent));
        const [status, text] = [answer.status, await answer.text()];
        if (!statuses[index]?.split('/').includes(String(status)))
          wrong.push(`${call} (${where}) by ${who}: ${status}, not ${statuses[index]}: ${text.slice(0, 200)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
