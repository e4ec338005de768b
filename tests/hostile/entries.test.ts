// What a constituent may send, over real HTTP: each fault is refused as its class says (protocol.md, Three classes of fault),
// the log says why, and nothing else changes.
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { query } from '../../src/db/statement.ts';
import { EPOCH_STATEMENT, openEpoch } from '../../src/journal/epoch-statement.ts';
import { sealJws } from '../../src/journal/jws.ts';
import { EPOCH_SIZE, MAX_EPOCH } from '../../src/journal/limits.ts';
import { entryLine, epochLine } from '../../src/journal/lines.ts';
import { headerOf, signParts } from '../journal/samples.ts';
import { createScribe, operationsOf, type Scribe, spoilSignature } from '../support/scribe.ts';
import { type Answered, callAs, openReals, pushAs, type Real, syncBody } from './real.ts';

const ALICE = 'alice-00000001';

const open = async () => {
  const town = await openReals();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  return { town, house: town.house(), x, y };
};

const counts = query()((db) => db.selectFrom('entry').select((eb) => eb.fn.countAll<number>().as('entries')));
const entryOf = query<{ seq: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.effect', 'entry.content_state as state'])
    .where('journal.origin', '=', 'x.example')
    .where('entry.seq', '=', p.seq),
);
const stored = async (house: Real) => (await house.db.read.get(counts, {}))?.entries;

const logged = (house: Real, message: string) => house.log.lines.filter((line) => line.message === message);
const noError = (house: Real) =>
  expect(house.log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([]);

/** A well-signed envelope around any payload text, after the scribe's last entry. */
const sealedText = (scribe: Scribe, change: (payload: string) => string): string => {
  const { seq, hash } = scribe.head();
  const payload = JSON.stringify({
    v: 1,
    coalition: scribe.coalition,
    origin: scribe.origin,
    epoch: 1,
    seq: seq + 1,
    prev: hash,
    at: '2026-02-01T00:00:00.000Z',
    type: 'post.deleted',
    ref: { post: '1@x.example', erases: [] },
    digest: '',
    size: 0,
  });
  const text = Buffer.from(change(payload)).toString('base64url');
  // What is written next comes after it.
  scribe.write('post.deleted', { post: '1@x.example', erases: [] });
  return entryLine(signParts(headerOf(scribe.key, 'koinon-entry'), text, scribe.key), 'none', null);
};

test('the class line: the request is refused, and nothing of it is stored', async () => {
  const { town, house, x } = await open();
  await using _ = town;
  const good = x.start('open-elections', ALICE, 'Ballots').line;
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const cases: [string, string, RegExp][] = [
    ['1,001 lines', `${good}\n${'{"epoch":"e"}\n'.repeat(1_000)}`, /^more than 1000 lines$/],
    ['not JSON', `${good}\nnot JSON\n`, /^line 2: not JSON$/],
    ['half a line', `${good}\n{"envelope":"a`, /^line 2: not JSON$/],
    ['an empty line', `${good}\n\n`, /^line 2: not JSON$/],
    ['two values', `${good}{"epoch":"e"}\n`, /^line 1: /],
    ['no object', `${good}\n[]\n`, /^line 2: no object$/],
    ['a string', `${good}\n"envelope"\n`, /^line 2: no object$/],
    ['nothing known', `${good}\n{"posts":[]}\n`, /^line 2: not exactly one of/],
    ['two at once', `${good}\n{"epoch":"e","envelope":"e"}\n`, /^line 2: not exactly one of/],
    ['duplicate keys', `${good}\n{"envelope":"a","envelope":"b"}\n`, /^line 2: an object names a member twice$/],
    [
      'duplicate keys, deep',
      `${good}\n{"epoch":"e","more":{"a":1,"a":2}}\n`,
      /^line 2: an object names a member twice$/,
    ],
    ['__proto__ instead', `${good}\n{"__proto__":{"envelope":"a"}}\n`, /^line 2: not exactly one of/],
    ['depth 1,000', `${good}\n{"epoch":"e","more":${deep(1_000)}}\n`, /^line 2: nested deeper than 32 levels$/],
    ['depth 100,000', `${good}\n{"epoch":"e","more":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`, /nested deeper/],
    ['a lone surrogate', `${good}\n{"epoch":"\\ud800"}\n`, /^line 2: a lone surrogate in a string$/],
    ['a content of another kind', `${good}\n{"envelope":"a","content":7}\n`, /^line 2: content is neither/],
    ['no reason', `${good}\n{"envelope":"a","content":null}\n`, /^line 2: why is not/],
    ['a reason of its own', `${good}\n{"envelope":"a","content":null,"why":"tired"}\n`, /^line 2: why is not/],
    ['evidence of one', `${good}\n{"evidence":["a"]}\n`, /^line 2: evidence is no pair/],
    ['too long', `${good}\n{"epoch":"${'A'.repeat(1_700_000)}"}\n`, /^line 2: too long$/],
  ];
  for (const [name, body, why] of cases) {
    const answer = await callAs(house, x, '/federation/v1/entries', body);
    expect([name, answer.status, answer.json.code]).toEqual([name, 400, 'invalid']);
    expect(answer.json.detail).toMatch(why);
    expect(logged(house, 'refused a push').at(-1)).toMatchObject({
      level: 'warn',
      caller: 'x.example',
      why: answer.json.detail,
    });
    expect([name, await stored(house)]).toEqual([name, 0]);
  }
  const huge = await callAs(house, x, '/federation/v1/entries', `${'{"epoch":"e"}\n'.repeat(320_000)}`);
  expect([huge.status, huge.json.code]).toEqual([413, 'too-large']);
  expect(({} as { envelope?: unknown }).envelope).toBeUndefined();
  // Nothing of it was counted against the honest line.
  expect((await pushAs(house, x, good)).json).toMatchObject({ held: { 'x.example': { 1: 1 } }, refused: [] });
  noError(house);
});

test('a request that is no sync or nudge is refused, and the log says why', async () => {
  const { town, house, x } = await open();
  await using _ = town;
  const { coalition } = house;
  const have = (origin: string) => ({ [origin]: { 1: [1, sha256('a'), 0] } });
  const cases: [string, string, RegExp][] = [
    ['/federation/v1/sync', 'not JSON', /^not strict JSON$/],
    ['/federation/v1/sync', '{"coalition":"a","coalition":"b"}', /^not strict JSON$/],
    ['/federation/v1/sync', syncBody(house, { coalition: 'else' }), /^coalition: /],
    ['/federation/v1/sync', syncBody(house, { coalition: 'A'.repeat(43) }), /^coalition: not that of the call token$/],
    ['/federation/v1/sync', syncBody(house, { have: have('NO HOST') }), /^have\./],
    ['/federation/v1/sync', syncBody(house, { have: { 'x.example': { 0: [1, sha256('a'), 0] } } }), /^have\./],
    ['/federation/v1/sync', syncBody(house, { want: { 'x.example': [[2, 1]] } }), /^want\./],
    ['/federation/v1/sync', syncBody(house, { want: { 'x.example': Array(201).fill([1, 1]) } }), /^want\./],
    ['/federation/v1/sync', syncBody(house, { limit: 1_001 }), /^limit: /],
    ['/federation/v1/sync', syncBody(house, { limit: 0 }), /^limit: /],
    [
      '/federation/v1/sync',
      syncBody(house, { more: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) }),
      /^not strict JSON$/,
    ],
    ['/federation/v1/nudge', '[]', /./],
    ['/federation/v1/nudge', JSON.stringify({ coalition, heads: { 'x.example': -1 } }), /^heads\./],
    ['/federation/v1/nudge', JSON.stringify({ coalition: 'A'.repeat(43), heads: {} }), /^coalition: /],
  ];
  for (const [path, body, why] of cases) {
    const answer = await callAs(house, x, path, body);
    expect([path, body.slice(0, 60), answer.status, answer.json.code]).toEqual([
      path,
      body.slice(0, 60),
      400,
      'invalid',
    ]);
    expect(answer.json.detail).toMatch(why);
    expect(logged(house, 'refused a request').at(-1)).toMatchObject({
      caller: 'x.example',
      path,
      why: answer.json.detail,
    });
  }
  noError(house);
});

test('journals with all the epochs that there can be keep nobody from asking, and one epoch more is refused', async () => {
  const { town, house, x } = await open();
  await using _ = town;
  const epochs = Array.from({ length: MAX_EPOCH }, (_, i) => [i + 1, [i * EPOCH_SIZE, sha256(`${i}`), 0]] as const);
  const all = Object.fromEntries(epochs);
  const have = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`house-${i}.example`, all]));
  expect((await callAs(house, x, '/federation/v1/sync', syncBody(house, { have }))).status).toBe(200);
  const more = { ...all, [MAX_EPOCH + 1]: [MAX_EPOCH * EPOCH_SIZE, sha256('more'), 0] };
  const answer = await callAs(house, x, '/federation/v1/sync', syncBody(house, { have: { 'x.example': more } }));
  expect([answer.status, answer.json.detail]).toEqual([400, 'have.x.example: too many epochs']);

  const opened = openEpoch(x.statement);
  if (!opened.ok) throw new Error(opened.fault);
  const payload = { ...opened.payload, epoch: MAX_EPOCH + 1 };
  const statement = sealJws(EPOCH_STATEMENT, payload, x.governance);
  expect((await pushAs(house, x, epochLine(statement))).json).toMatchObject({
    refused: [{ why: 'epoch statement: epoch is no number from 1 to 1000' }],
  });
  noError(house);
});

test('an origin called __proto__ is nobody, and changes nothing', async () => {
  const { town, house, x } = await open();
  await using _ = town;
  const hash = sha256('a');
  const body = syncBody(house).replace('"have":{}', `"have":{"__proto__":{"1":[1,"${hash}",0]}}`);
  expect(JSON.parse((await callAs(house, x, '/federation/v1/sync', body)).text.split('\n')[0] ?? '')).toMatchObject({
    have: { 'x.example': { 1: [0, x.opening, 0] } },
  });
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  noError(house);
});

type Refused = { origin: string; epoch: number; seq: number; why: string };

test('the class envelope: refused from there on, the sender is told why', async () => {
  const { town, house, x, y } = await open();
  await using _ = town;
  const { coalition } = house;
  const stranger = operationsOf('stranger.example', 1);
  const first = x.start('open-elections', ALICE, 'Ballots');
  await pushAs(house, x, first.line);
  let held = 1;

  /** Pushes a good entry, the bad one, and one that follows: only the first is taken. */
  const refuse = async (name: string, why: RegExp, bad: (scribe: Scribe) => string, also: Partial<Refused> = {}) => {
    const good = x.start('open-elections', ALICE, `before ${name}`);
    const line = bad(x);
    const after = x.start('open-elections', ALICE, `after ${name}`);
    const answer = await pushAs(house, x, good.line, line, after.line);
    // What follows it is refused as well, where it stands in the same chain.
    held += also.epoch === 2 || (also.origin ?? x.origin) !== x.origin ? 2 : 1;
    const refused = [answer.json.refused, answer.json.unvouched].flat() as Refused[];
    expect([name, answer.status, answer.json.held]).toMatchObject([name, 200, { 'x.example': { 1: held } }]);
    expect([name, refused[0]?.why]).toEqual([name, expect.stringMatching(why)]);
    expect(refused[0]).toMatchObject(also);
    expect(
      logged(house, refused[0]?.why.startsWith('signature') ? 'an entry is not vouched for yet' : 'refused an entry'),
    ).toContainEqual(expect.objectContaining({ why: refused[0]?.why, seq: refused[0]?.seq }));
    expect([name, await stored(house)]).toEqual([name, held]);
    // The scribe takes back what was not taken.
    while (x.written.length > held) x.forget(1);
  };
  const own = { origin: 'x.example', epoch: 1 };
  const write =
    (more: object, words: object | null = { title: 't', body: 'b' }) =>
    (scribe: Scribe) =>
      scribe.write('thread.started', { plank: 'open-elections', author: ALICE }, words, more).line;

  await refuse(
    'gap',
    /^seq: \d+ expected$/,
    (scribe) => write({ payload: { seq: scribe.head().seq + 2 } })(scribe),
    own,
  );
  await refuse(
    'repeated number',
    /^seq: \d+ expected$/,
    (scribe) => write({ payload: { seq: scribe.head().seq } })(scribe),
    own,
  );
  await refuse('wrong prev', /^prev: /, write({ payload: { prev: sha256('else') } }), own);
  await refuse('another coalition', /^coalition: another one$/, write({ payload: { coalition: 'A'.repeat(43) } }), own);
  await refuse('another key', /^kid: /, write({ key: stranger }), own);
  await refuse('a signature that does not hold', /^signature: /, (scribe) => {
    const line = write({ spoil: spoilSignature })(scribe);
    // Nor do the ones after it.
    scribe.forget(1);
    return line;
  });
  await refuse('an earlier time', /^at: /, write({ at: 1_000 }), own);
  await refuse('a wrong digest', /^digest: /, write({ payload: { digest: sha256('else') } }), own);
  await refuse('a wrong size', /^size: /, write({ payload: { size: 7 } }), own);
  await refuse(
    'a changed content',
    /^(digest|size): /,
    (scribe) => write({})(scribe).replace('\\"b\\"', '\\"c\\"'),
    own,
  );
  await refuse(
    'no content, and no reason',
    /^content: missing/,
    (scribe) => {
      const { envelope } = scribe.start('open-elections', ALICE, 't');
      return entryLine(envelope, 'none', null);
    },
    own,
  );
  await refuse(
    'a content that nobody promised',
    /^size: 0 promised/,
    (scribe) => {
      const { envelope } = scribe.write('post.deleted', { post: first.name, erases: [] });
      return entryLine(envelope, 'held', Buffer.from('{}'));
    },
    own,
  );
  await refuse(
    'an unknown epoch',
    /^epoch: no statement/,
    () => {
      const next = createScribe(coalition, 'x.example', { epoch: 2 });
      return next.start('open-elections', ALICE, 't').line;
    },
    { origin: 'x.example', epoch: 2 },
  );
  await refuse(
    'nobody of this coalition',
    /^epoch: no statement/,
    () => {
      const nobody = createScribe(coalition, 'nobody.example');
      return nobody.start('open-elections', ALICE, 't').line;
    },
    { origin: 'nobody.example' },
  );

  // Words put into somebody else's mouth: signed by the own key, or by the key that its envelope names.
  await refuse(
    "another's origin",
    /^kid: /,
    (scribe) => {
      const forged = createScribe(coalition, 'y.example');
      return forged.start('open-elections', ALICE, 'I resign', 'b', { key: scribe.key }).line;
    },
    { origin: 'y.example', seq: 1 },
  );
  await refuse(
    "another's origin, under its kid",
    /^signature: /,
    () => {
      const forged = createScribe(coalition, 'y.example');
      return forged.start('open-elections', ALICE, 'I resign', 'b', { spoil: spoilSignature }).line;
    },
    { origin: 'y.example', seq: 1 },
  );

  // Texts that an honest writer cannot even seal.
  const text = (name: string, why: RegExp, change: (payload: string) => string) =>
    refuse(name, why, (scribe) => sealedText(scribe, change));
  await text('depth 1,000 in ref', /nests deeper than 32 levels/, (payload) =>
    payload.replace('"erases":[]', `"erases":${'['.repeat(1_000)}${']'.repeat(1_000)}`),
  );
  await text('duplicate keys', /not in the one byte form/, (payload) =>
    payload.replace('"erases":[]', '"erases":[1],"erases":[]'),
  );
  await text('duplicate fields', /not in the one byte form/, (payload) => payload.replace('"v":1,', '"v":2,"v":1,'));
  await text('another order', /another order/, (payload) => payload.replace('{"v":1,', '{').replace(/}$/, ',"v":1}'));
  await text('one more field', /other fields/, (payload) => payload.replace(/}$/, ',"more":1}'));
  await text('__proto__ as a field', /other fields/, (payload) =>
    payload.replace(/}$/, ',"__proto__":{"polluted":1}}'),
  );
  await text('spaces', /not in the one byte form/, (payload) => payload.replace('"v":1,', '"v": 1,'));
  await text('not JSON', /not JSON/, (payload) => payload.slice(1));
  await text('no object', /no object/, () => '[1]');
  await text('seq of another epoch', /^seq is not in the range/, (payload) =>
    payload.replace(/"seq":\d+/, '"seq":1000000001'),
  );
  await text('no instant', /^at is no instant/, (payload) => payload.replace('2026-02-01T', '2026-02-30T'));
  await text('a size without digest', /^digest and size/, (payload) => payload.replace('"size":0', '"size":1'));
  await text('a size over the limit', /^size is no integer/, (payload) =>
    payload.replace('"digest":""', `"digest":"${sha256('a')}"`).replace('"size":0', '"size":262145'),
  );
  await text('an envelope over the limit', /^too long$/, (payload) =>
    payload.replace('"erases":[]', `"erases":[],"more":"${'m'.repeat(16_384)}"`),
  );
  await refuse('unused bits of a signature', /canonical base64url/, (scribe) => {
    const { line, envelope } = scribe.start('open-elections', ALICE, 't');
    const last = envelope.at(-1) ?? '';
    const bits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return line.replace(envelope, `${envelope.slice(0, -1)}${bits[(bits.indexOf(last) + 1) % 64]}`);
  });
  await refuse('no envelope at all', /./, (scribe) => {
    scribe.start('open-elections', ALICE, 'never sent');
    return '{"envelope":"nonsense"}';
  });
  await refuse('alg none', /alg is not/, (scribe) => {
    const [, payload] = scribe.start('open-elections', ALICE, 't').envelope.split('.');
    const header = Buffer.from('{"alg":"none","kid":"","typ":"koinon-entry"}').toString('base64url');
    return entryLine(`${header}.${payload}.${'A'.repeat(86)}`, 'erased', null);
  });

  // Whoever is named by others' entries has nothing in its journal, and can go on.
  y.start('open-elections', ALICE, 'honest');
  expect((await pushAs(house, y, ...y.lines())).json).toMatchObject({ held: { 'y.example': { 1: 1 } }, refused: [] });
  expect((await pushAs(house, x, x.start('open-elections', ALICE, 'at last').line)).json.refused).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  noError(house);
});

test('a content over the limit cannot be promised, and does not fit into a line', async () => {
  const { town, house, x } = await open();
  await using _ = town;
  const most = 256 * 1024;
  const filled = (size: number) => {
    const bare = JSON.stringify({ salt: 'A'.repeat(22), title: 't', body: 'b', more: '' });
    return JSON.stringify({ salt: 'A'.repeat(22), title: 't', body: 'b', more: 'm'.repeat(size - bare.length) });
  };
  const full = x.write('thread.started', { plank: 'open-elections', author: ALICE }, filled(most));
  expect((await pushAs(house, x, full.line)).json).toMatchObject({ held: { 'x.example': { 1: 1 } }, refused: [] });
  const { envelope } = x.start('open-elections', ALICE, 't');
  const answer = await pushAs(house, x, entryLine(envelope, 'held', Buffer.from(filled(most + 1))));
  expect(answer.json.refused).toMatchObject([{ why: expect.stringMatching(/^size: /) }]);
});

test('the class content: kept and passed on, without effect, and admins see a count', async () => {
  const { town, house, x, y } = await open();
  await using _ = town;
  const salt = '"salt":"AAAAAAAAAAAAAAAAAAAAAA"';
  const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
  const cases: [string, string, RegExp][] = [
    ['not JSON', 'not JSON', /not JSON/],
    ['duplicate keys', `{${salt},"title":"t","body":"b","body":"c"}`, /names a member twice/],
    ['depth 1,000', `{${salt},"title":"t","body":"b","more":${deep}}`, /nested deeper/],
    ['a lone surrogate', `{${salt},"title":"\\ud800","body":"b"}`, /lone surrogate/],
    ['U+0000', `{${salt},"title":"\\u0000","body":"b"}`, /U\+0000/],
    ['U+0000 as it is', `{${salt},"title":"\u0000","body":"b"}`, /./],
    ['no title', `{${salt},"body":"b"}`, /title/],
    ['a title too long', `{${salt},"title":"${'t'.repeat(301)}","body":"b"}`, /title/],
    ['a body too long', `{${salt},"title":"t","body":"${'b'.repeat(40_001)}"}`, /body/],
    ['no salt', `{"title":"t","body":"b"}`, /salt/],
    ['a list', '[]', /./],
    ['__proto__ instead', `{"__proto__":{${salt},"title":"t","body":"b"}}`, /./],
  ];
  for (const [name, words, why] of cases) {
    const entry = x.write('thread.started', { plank: 'open-elections', author: ALICE }, words);
    const answer = await pushAs(house, x, entry.line);
    expect([name, answer.status, answer.json.refused, answer.json.held]).toMatchObject([
      name,
      200,
      [],
      { 'x.example': { 1: entry.seq } },
    ]);
    expect([name, await house.db.read.get(entryOf, { seq: entry.seq })]).toEqual([
      name,
      { effect: 'void', state: 'held' },
    ]);
    const log = logged(house, 'kept an entry that has no effect').at(-1);
    expect([name, log]).toMatchObject([
      name,
      { name: entry.name, type: 'thread.started', why: expect.stringMatching(why) },
    ]);
    expect(JSON.stringify(log)).not.toContain('AAAAAAAA');
  }
  for (const [type, ref, words] of [
    ['from-the.future', { a: 1 }, { b: 2 }],
    ['post.deleted', { post: 'b17', erases: [] }, null],
    ['post.deleted', { post: '1@x.example', erases: [[2, 1]] }, null],
    ['votes.tallied', { tallies: [{ post: '1@x.example', up: -1, down: 0 }] }, null],
    ['member.described', { member: ALICE }, { name: 'Not A Name', displayName: 'n', bio: '' }],
    ['post.edited', { post: '1@x.example' }, null],
    ['post.deleted', { post: '1@x.example', erases: [] }, { more: 1 }],
    ['reply.posted', { thread: '\ud800', parent: 'b', author: ALICE }, { body: 'b' }],
  ] as const) {
    const entry = x.write(type, ref, words);
    expect((await pushAs(house, x, entry.line)).json.refused).toEqual([]);
    expect([type, await house.db.read.get(entryOf, { seq: entry.seq })]).toMatchObject([type, { effect: 'void' }]);
  }
  // A member that means nothing here does not matter, whatever it is called.
  const proto = x.write(
    'thread.started',
    { plank: 'open-elections', author: ALICE },
    `{${salt},"title":"fine","body":"b","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`,
  );
  await pushAs(house, x, proto.line);
  expect(await house.db.read.get(entryOf, { seq: proto.seq })).toEqual({ effect: 'applied', state: 'held' });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();

  // Passed on, byte for byte.
  const answer: Answered = await callAs(house, y, '/federation/v1/sync', syncBody(house));
  const lines = answer.text.split('\n');
  for (const { line } of x.written) expect(lines).toContain(line);

  // In the lists stands what can be read.
  const threads = (await house.call('GET', '/api/v1/planks/open-elections/threads')).json;
  expect((threads.items as { title: string }[]).map(({ title }) => title)).toEqual(['fine']);
  const admin = await house.admin();
  const peers = (await house.call('GET', '/api/v1/peers', { token: admin })).json.items as {
    origin: string;
    trouble: { withoutEffect: number } | null;
  }[];
  expect(peers.find(({ origin }) => origin === 'x.example')?.trouble?.withoutEffect).toBe(20);
  noError(house);
});
