import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { type Arrived, checkRun, type Head, openEntryLine } from '../../src/journal/check-run.ts';
import { verifyingKey } from '../../src/journal/keys.ts';
import { type EntryLine, entryLine, parseLine } from '../../src/journal/lines.ts';
import { createScribe, type Scribe, spoilSignature } from '../support/scribe.ts';
import { newYear } from '../support/time.ts';

const COALITION = sha256('a charter');
const ALICE = 'alice-00000001';

const lineOf = (text: string): EntryLine => {
  const line = parseLine(text);
  if (!line.ok || line.kind !== 'entry') throw new Error('no entry');
  return line;
};
const arrivedOf = (text: string): Arrived => {
  const opened = openEntryLine(lineOf(text));
  if (!opened.ok) throw new Error(opened.fault);
  return opened.arrived;
};

const pen = (bad: readonly number[] = [], count = 5): Scribe => {
  const scribe = createScribe(COALITION, 'x.example');
  for (let number = 1; number <= count; number++)
    scribe.start('p', ALICE, `t${number}`, 'b', bad.includes(number) ? { spoil: spoilSignature } : {});
  return scribe;
};
const startOf = (scribe: Scribe): Head => ({ seq: 0, hash: scribe.opening, at: newYear, first: true });
const check = (scribe: Scribe, lines = scribe.written.map(({ line }) => line), vouched?: ReadonlySet<string>) =>
  checkRun(startOf(scribe), scribe.key.kid, verifyingKey(scribe.key.publicJwk), lines.map(arrivedOf), vouched);
const seqs = (arrived: readonly Arrived[]) => arrived.map(({ opened }) => opened.payload.seq);

test('an unbroken chain is good as a whole', () => {
  const run = check(pen());
  expect([seqs(run.good), run.stopped]).toEqual([[1, 2, 3, 4, 5], null]);
});

test('a gap, another chain, an earlier time, another key: what stands before is good', () => {
  const gap = pen();
  const without = gap.written.filter(({ seq }) => seq !== 3).map(({ line }) => line);
  expect(check(gap, without)).toMatchObject({
    good: [{}, {}],
    stopped: { kind: 'fault', seq: 4, why: 'seq: 3 expected' },
  });

  const twice = gap.written.map(({ line }) => line);
  twice.splice(2, 0, twice[1] ?? '');
  expect(check(gap, twice).stopped).toEqual({ kind: 'fault', seq: 2, why: 'seq: 3 expected' });

  const prev = pen([], 2);
  prev.start('p', ALICE, 't', 'b', { payload: { prev: sha256('else') } });
  expect(check(prev)).toMatchObject({
    good: [{}, {}],
    stopped: { seq: 3, why: 'prev: not the hash of the entry before' },
  });

  const early = pen([], 2);
  early.start('p', ALICE, 't', 'b', { at: newYear + 1_999 });
  expect(check(early).stopped).toMatchObject({ kind: 'fault', seq: 3, why: 'at: earlier than the entry before' });
  const same = pen([], 2);
  same.start('p', ALICE, 't', 'b', { at: newYear + 2_000 });
  expect(check(same).stopped).toBeNull();

  const key = pen([], 2);
  key.start('p', ALICE, 't', 'b', { key: key.governance });
  expect(check(key).stopped).toMatchObject({ kind: 'fault', seq: 3, why: 'kid: not the key of the epoch' });
});

test('the last signature that holds vouches for all before it; what follows is not vouched for', () => {
  expect(seqs(check(pen([2, 3])).good)).toEqual([1, 2, 3, 4, 5]);
  const tail = check(pen([2, 4, 5]));
  expect([seqs(tail.good), tail.stopped]).toEqual([
    [1, 2, 3],
    { kind: 'unvouched', seq: 4, why: 'signature: does not hold' },
  ]);
  const all = check(pen([1, 2, 3, 4, 5]));
  expect([all.good, all.stopped?.kind, all.stopped?.seq]).toEqual([[], 'unvouched', 1]);
});

test('an entry that something else vouches for needs no signature', () => {
  const scribe = pen([4, 5]);
  const vouched = new Set([scribe.written[3]?.hash ?? '']);
  expect(seqs(check(scribe, undefined, vouched).good)).toEqual([1, 2, 3, 4]);
});

test('a long run of bad signatures is tried a few at a time', () => {
  const scribe = pen(
    Array.from({ length: 30 }, (_, index) => index + 3),
    32,
  );
  const run = check(scribe);
  expect(run.good).toEqual([]);
  expect(run.stopped?.kind).toBe('unvouched');
  expect(run.stopped?.seq).toBeGreaterThan(3);
  expect(run.stopped?.seq).toBeLessThan(32);
});

test('a content must be the one that the envelope promises', () => {
  const scribe = createScribe(COALITION, 'x.example');
  const start = scribe.start('p', ALICE, 't');
  const plain = scribe.write('post.deleted', { post: start.name, erases: [] });
  const named = { origin: 'x.example', epoch: 1, seq: 1 };
  const open = (text: string) => openEntryLine(lineOf(text));
  const other = Buffer.from(
    Buffer.from(start.bytes ?? '')
      .toString()
      .replace('"t"', '"u"'),
  );
  expect(open(entryLine(start.envelope, 'held', other))).toEqual({
    ok: false,
    named,
    fault: 'digest: not that of the content',
  });
  expect(open(entryLine(start.envelope, 'held', Buffer.from('{}')))).toMatchObject({
    named,
    fault: expect.stringMatching(/^size: /),
  });
  expect(open(entryLine(start.envelope, 'none', null))).toMatchObject({
    fault: 'content: missing, without saying why',
  });
  expect(open(plain.bare('erased'))).toMatchObject({ fault: 'content: the envelope promises none' });
  expect(open(entryLine(plain.envelope, 'held', Buffer.from('{}')))).toMatchObject({
    fault: expect.stringMatching(/^size: 0 /),
  });
  for (const why of ['erased', 'withheld', 'missing'] as const)
    expect(open(start.bare(why))).toMatchObject({ ok: true, arrived: { content: null, bytes: null } });
  expect(open(entryLine('a.b.c', 'none', null))).toMatchObject({ ok: false });
});
