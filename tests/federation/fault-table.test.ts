// The table of faults in FEDERATION.md, row by row: what a peer sends that it must not, which class that is, what it is
// answered, and that nobody else suffers. Everything arrives as a push does; a pull takes in by the same functions.
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { query } from '../../src/db/statement.ts';
import { readPage } from '../../src/federation/sync/pull.ts';
import { sealErasure } from '../../src/journal/erasure-statement.ts';
import { CONTENT_BYTES, LINE_LENGTH, PAGE_BYTES } from '../../src/journal/limits.ts';
import { entryLine, epochLine, erasureLine } from '../../src/journal/lines.ts';
import { textOf } from '../house/source.ts';
import { openCoalition } from '../support/coalition.ts';
import { createScribe, operationsOf, type Scribe, spoilSignature } from '../support/scribe.ts';

const ADA = 'ada-ada-ada-ada';
const PLANK = 'open-elections';

const stored = query<{ origin: string }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.seq', 'entry.effect'])
    .where('journal.origin', '=', p.origin)
    .orderBy('entry.seq'),
);

/** An instance, and a constituent on paper that has said two good things. */
const begin = async () => {
  const coalition = await openCoalition({ instances: ['a.example'], scribes: ['c.example', 'd.example'] });
  const [instance, scribe] = [coalition.at('a.example'), coalition.scribe('c.example')];
  scribe.describe(ADA, 'ada');
  scribe.start(PLANK, ADA, 'Thresholds');
  const push = (lines: readonly string[]) => instance.answerPush('d.example', coalition.id, `${lines.join('\n')}\n`);
  const held = async (origin = 'c.example') => instance.db.read.all(stored, { origin });
  return { coalition, instance, scribe, push, held, [Symbol.asyncDispose]: () => coalition[Symbol.asyncDispose]() };
};
type Begun = Awaited<ReturnType<typeof begin>>;

const good = (scribe: Scribe): string[] => scribe.written.map(({ line }) => line);
const plain = (text: string) => `{"envelope":"e","content":"${text}"}`;

/** A line that refuses the request, and why. */
const lineFaults: [row: string, lines: (scribe: Scribe) => string[], why: RegExp][] = [
  ['not JSON', () => ['hello'], /line 3: not JSON/],
  ['no line of the four kinds', () => ['{"more":true}'], /exactly one of envelope, epoch, evidence and erasure/],
  ['two kinds in one line', () => ['{"envelope":"e","epoch":"s"}'], /exactly one/],
  ['a content that is null without a reason', () => ['{"envelope":"e","content":null}'], /why is not/],
  ['a member twice in a line', () => ['{"envelope":"e","content":"x","content":"y"}'], /twice/],
  ['a lone surrogate in a line', () => [plain('\\ud800')], /lone surrogate/],
  ['a line that nests deeper than 32', () => [`{"epoch":"e","x":${'['.repeat(40)}${']'.repeat(40)}}`], /deeper/],
  ['a line that is too long', () => [plain('x'.repeat(LINE_LENGTH))], /too long/],
  ['more than 1,000 lines', (scribe) => Array(1_000).fill(good(scribe)[0]), /more than 1000 lines/],
  ['more than 4 MiB', () => Array(5).fill(plain('x'.repeat(PAGE_BYTES / 4))), /more than 4194304 bytes/],
];

test.each(lineFaults)('line: %s', async (_, lines, why) => {
  await using begun = await begin();
  const { scribe, push, held, instance } = begun;
  expect(await push([...good(scribe), ...lines(scribe)])).toEqual({ why: expect.stringMatching(why) });
  expect(await held()).toEqual([]);
  expect(instance.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', caller: 'd.example' }));
  expect(await instance.peers()).toContainEqual(
    expect.objectContaining({ origin: 'd.example', refused: 1, refused_why: expect.stringMatching(why) }),
  );
});

test('line: a page that does not begin with a greeting or end with a farewell', () => {
  const hello = JSON.stringify({ have: {}, head: { v: 1, hash: sha256('x') } });
  expect(readPage([hello, '{"more":false}'], 10)).toMatchObject({ lines: [], more: false });
  expect(readPage(['{}', '{"more":false}'], 10)).toMatch(/greeting/);
  expect(readPage([hello, hello], 10)).toMatch(/farewell/);
  expect(readPage([hello, 'hello', '{"more":false}'], 10)).toMatch(/line 2: not JSON/);
});

const body = { body: 'What may not be here' };
const ref = { thread: '2@c.example', parent: '2@c.example', author: ADA };

/** Takes the scribe's next words; a line that is refused, with why. */
const envelopeFaults: [row: string, write: (scribe: Scribe, begun: Begun) => string, why: RegExp][] = [
  [
    'another byte form',
    (scribe) => {
      const { envelope, bytes } = scribe.reply('2@c.example', ADA, 'x');
      const end = envelope.slice(-1);
      // The last character of a signature has four unused bits.
      const other = { A: 'B', Q: 'R', g: 'h', w: 'x' }[end] ?? 'B';
      return entryLine(envelope.slice(0, -1) + other, 'held', bytes);
    },
    /canonical base64url/,
  ],
  [
    'another coalition',
    (scribe) => scribe.write('reply.posted', ref, body, { payload: { coalition: sha256('other') } }).line,
    /coalition: another one/,
  ],
  ['a gap', (scribe) => scribe.write('reply.posted', ref, body, { payload: { seq: 5 } }).line, /seq: 3 expected/],
  [
    'another predecessor',
    (scribe) => scribe.write('reply.posted', ref, body, { payload: { prev: sha256('other') } }).line,
    /prev: not the hash/,
  ],
  [
    'a number outside its epoch',
    (scribe) => {
      const { envelope, line } = scribe.reply('2@c.example', ADA, 'x');
      const [head = '', payload = '', signature = ''] = envelope.split('.');
      const text = Buffer.from(payload, 'base64url').toString().replace('"seq":3', '"seq":3000000000');
      return line.replace(envelope, `${head}.${Buffer.from(text).toString('base64url')}.${signature}`);
    },
    /seq is not in the range/,
  ],
  [
    'earlier than the entry before',
    (scribe) => scribe.reply('2@c.example', ADA, 'x', '2@c.example', { at: 1000 }).line,
    /at: earlier/,
  ],
  [
    "another's key",
    (scribe) => scribe.write('reply.posted', ref, body, { key: operationsOf('d.example', 1) }).line,
    /kid: not the key of the epoch/,
  ],
  [
    'a digest that is not that of the content',
    (scribe) => {
      const { envelope, bytes } = scribe.reply('2@c.example', ADA, 'x');
      const other = Buffer.from(bytes ?? []);
      other[other.length - 3] = 0x79;
      return entryLine(envelope, 'held', other);
    },
    /digest: not that of the content/,
  ],
  [
    'a size that is not that of the content',
    (scribe) => entryLine(scribe.reply('2@c.example', ADA, 'x').envelope, 'held', Buffer.from('{}')),
    /size: \d+ promised, 2 came/,
  ],
  [
    'a content left out without saying why',
    (scribe) => entryLine(scribe.reply('2@c.example', ADA, 'x').envelope, 'none', null),
    /content: missing, without saying why/,
  ],
  [
    'a content that the envelope does not promise',
    (scribe) => entryLine(scribe.write('steward.pinned', { thread: '2@c.example' }).envelope, 'erased', null),
    /content: the envelope promises none/,
  ],
];

test.each(envelopeFaults)('envelope: %s', async (_, write, why) => {
  await using begun = await begin();
  const { scribe, push, held, instance } = begun;
  const before = good(scribe);
  const bad = write(scribe, begun);
  const after = scribe.reply('2@c.example', ADA, 'What follows').line;
  const other = begun.coalition.scribe('d.example').start(PLANK, ADA, 'Somebody else').line;
  const answer = await push([...before, bad, after, other]);
  expect(answer).toMatchObject({ held: { 'c.example': { 1: 2 }, 'd.example': { 1: 1 } } });
  expect(answer).toMatchObject({
    refused: expect.arrayContaining([
      {
        origin: expect.any(String),
        epoch: expect.any(Number),
        seq: expect.any(Number),
        why: expect.stringMatching(why),
      },
    ]),
  });
  expect((await held()).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(instance.log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', why: expect.stringMatching(why) }),
  );
});

test('envelope: over the limits', async () => {
  await using begun = await begin();
  const { scribe, push, held } = begun;
  const long = `${'A'.repeat(17_000)}.e30.${'A'.repeat(86)}`;
  expect(await push([...good(scribe), entryLine(long, 'none', null)])).toMatchObject({
    refused: [{ why: 'too long' }],
  });
  const payload = { size: CONTENT_BYTES + 1 };
  expect(() => scribe.write('reply.posted', ref, body, { payload })).toThrow(/size is no integer from 0 to 262144/);
  expect(await held()).toHaveLength(2);
});

test('envelope: an origin that no charter names', async () => {
  await using begun = await begin();
  const stranger = createScribe(begun.coalition.id, 'stranger.example');
  stranger.start(PLANK, ADA, 'Hello');
  expect(await begun.push(stranger.lines())).toMatchObject({
    refused: [
      { why: 'epoch statement: origin: no constituent of this coalition' },
      { origin: 'stranger.example', why: 'epoch: no statement of it is known' },
    ],
  });
  expect(await begun.held('stranger.example')).toEqual([]);
});

test('envelope: a statement or an erasure by another key', async () => {
  await using begun = await begin();
  const { coalition, scribe, push } = begun;
  const forged = createScribe(coalition.id, 'c.example', {
    epoch: 2,
    governance: coalition.scribe('d.example').governance,
  });
  const erases: [number, number][] = [[1, 2]];
  const erasure = sealErasure(
    { coalition: coalition.id, origin: 'c.example', erases },
    coalition.scribe('d.example').key,
  );
  const answer = await push([...good(scribe), epochLine(forged.statement), erasureLine(erasure)]);
  expect(answer).toMatchObject({
    held: { 'c.example': { 1: 2 } },
    refused: [
      { why: 'epoch statement: signature: not by the governance key' },
      { origin: 'c.example', why: 'erasure: signature does not hold' },
    ],
  });
  expect((await begun.instance.viewText()).join('\n')).toContain('Thresholds');
});

test('not vouched for: a last signature that does not hold', async () => {
  await using begun = await begin();
  const { scribe, push, held } = begun;
  const bad = scribe.reply('2@c.example', ADA, 'x', '2@c.example', { spoil: spoilSignature }).line;
  expect(await push([...good(scribe).slice(0, 2), bad])).toMatchObject({ refused: [] });
  expect(await held()).toHaveLength(2);
  const vouching = scribe.reply('2@c.example', ADA, 'What follows vouches for it').line;
  await push([bad, vouching]);
  expect(await held()).toHaveLength(4);
});

const salted = (fields: string) => `{"salt":"${'A'.repeat(22)}"${fields}}`;
/** Kept and passed on, without effect. */
const contentFaults: [row: string, type: string, ref: object, content: object | string | null][] = [
  ['a content that is not JSON', 'reply.posted', ref, 'hello'],
  ['a member twice in a content', 'reply.posted', ref, salted(',"body":"x","body":"y"')],
  [
    'a content that nests deeper than 32',
    'reply.posted',
    ref,
    salted(`,"body":"x","y":${'['.repeat(999)}${']'.repeat(999)}`),
  ],
  ['a lone surrogate in a content', 'reply.posted', ref, salted(',"body":"\\ud800"')],
  ['U+0000 in a content', 'reply.posted', ref, salted(',"body":"\\u0000"')],
  ["a content that is not its type's", 'reply.posted', ref, salted(',"text":"x"')],
  ["a ref that is not its type's", 'reply.posted', { thread: 'x' }, body],
  ['a type that is not known', 'from-the-future.said', { x: 1 }, body],
  ['a content where the type has none', 'post.deleted', { post: '2@c.example', erases: [] }, body],
  ['no content where the type needs one', 'member.described', { member: ADA }, null],
  ["an act on somebody else's post", 'post.deleted', { post: '1@d.example', erases: [[1, 1]] }, null],
];

test.each(contentFaults)('content: %s', async (_, type, of, content) => {
  await using begun = await begin();
  const { coalition, scribe, push, held, instance } = begun;
  const other = coalition.scribe('d.example').start(PLANK, ADA, 'Still here').line;
  const bad = scribe.write(type, of, content);
  const after = scribe.reply('2@c.example', ADA, 'What follows').line;
  expect(await push([other, ...good(scribe).slice(0, 2), bad.line, after])).toMatchObject({ refused: [] });
  expect(await held()).toMatchObject([{}, {}, { seq: 3, effect: 'void' }, { seq: 4, effect: 'applied' }]);
  const view = (await instance.viewText()).join('\n');
  expect(view).toContain('Still here');
  expect(view).toContain('What follows');
  const request = { coalition: coalition.id, have: {}, want: { 'c.example': [[3, 3] as [number, number]] } };
  const served = await instance.answerSync('d.example', {
    ...request,
    hold: [],
    head: { v: 1, hash: coalition.id },
    limit: 10,
    forked: {},
    erasures: '',
  });
  expect(served).toContain(bad.line);
});

test('the table in FEDERATION.md has these rows and no others', () => {
  const alone = [
    'line: a page that does not begin with a greeting or end with a farewell',
    'envelope: over the limits',
    'envelope: an origin that no charter names',
    'envelope: a statement or an erasure by another key',
    'not vouched for: a last signature that does not hold',
  ];
  const named = (kind: string, rows: readonly (readonly [string, ...unknown[]])[]) =>
    rows.map(([row]) => `${kind}: ${row}`);
  const tested = [
    ...named('line', lineFaults),
    ...named('envelope', envelopeFaults),
    ...named('content', contentFaults),
    ...alone,
  ];
  const rows = [...textOf('FEDERATION.md').matchAll(/^\| ([^|]+) \| (line|envelope|content|not vouched for) \|/gm)];
  expect(rows.map(([, row, kind]) => `${kind}: ${row}`).sort()).toEqual(tested.sort());
});
