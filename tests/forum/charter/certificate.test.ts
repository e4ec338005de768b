// A certificate is checked from what it is given alone; whatever is altered is found.
import { describe, expect, test } from 'vitest';
import { certificateOf, checkCertificate, checkChain } from '../../../src/forum/charter/certificate.ts';
import { charterBytes } from '../../../src/forum/charter/charter.ts';
import { checkFoundingMessage, FOUNDING_MESSAGE, sealFounding } from '../../../src/forum/charter/founding-message.ts';
import { sealEpoch } from '../../../src/journal/epoch-statement.ts';
import { openJws, sealJws } from '../../../src/journal/jws.ts';
import { draftOf, ids, keyOf, wordOf } from './samples.ts';

const draft = draftOf();
const words = ids.map((id) => wordOf(draft, id));
const certify = (list: readonly string[]) => JSON.stringify(list);
const good = certify(words);
const [blues, greens, reds] = words as [string, string, string];

const payloadOf = (message: string) => {
  const opened = openJws(message, FOUNDING_MESSAGE);
  if (!opened.ok) throw new Error(opened.fault);
  return opened.payload;
};
/** The word of the greens with other fields, sealed by them or by somebody else. */
const altered = (changes: object, key = keyOf('greens.example')) =>
  sealJws(FOUNDING_MESSAGE, { ...payloadOf(greens), ...changes }, key);
const epochOf = (changes: object, key = keyOf('greens.example')) => {
  const at = '2026-01-01T00:00:00.000Z';
  const first = { v: 1 as const, coalition: draft.hash, origin: 'greens.example', epoch: 1, at, final: false };
  const after = [0, 0, ''] as const;
  return sealEpoch({ ...first, after, key: keyOf('operations').publicJwk, ...changes }, key).statement;
};
const withGreens = (message: string) => certify([blues, message, reds]);

test('all founders together certify version 1', () => {
  const checked = checkCertificate(draft.bytes, good);
  if (!checked.ok) throw new Error(checked.why);
  expect(checked.hash).toBe(draft.hash);
  expect(checked.charter).toEqual(draft.charter);
  expect(checked.epochs.map(({ payload }) => payload.origin)).toEqual([...ids]);
  expect(checked.epochs.map(({ payload }) => [payload.epoch, payload.coalition])).toEqual(
    ids.map(() => [1, draft.hash]),
  );
  expect(new Set(checked.epochs.map(({ operationsKid }) => operationsKid)).size).toBe(3);
});

test('it is made of the words in the order of the charter, when all are there', () => {
  const said = new Map([...ids].reverse().map((id) => [id as string, wordOf(draft, id)]));
  expect(certificateOf(draft.charter, said)).toBe(good);
  said.delete('reds.example');
  expect(certificateOf(draft.charter, said)).toBeUndefined();
});

test.each<[string, string, string]>([
  ['a missing founder', certify([blues, greens]), '2 messages for 3 founders'],
  ['a founder twice', certify([blues, greens, greens]), 'stands in the place of reds.example'],
  ['one too many', certify([...words, greens]), '4 messages for 3 founders'],
  ['another order', certify([greens, blues, reds]), 'stands in the place of blues.example'],
  ['nothing', '[]', 'not a list of messages'],
  ['no JSON', 'x', 'not a list of messages'],
  ['blanks', ` ${good}`, 'not a list of messages'],
  ['no messages', certify(['a', 'b', 'c']), 'blues.example: not three parts'],
  [
    'a word on another draft',
    withGreens(wordOf(draftOf(['greens.example']), 'greens.example')),
    'hash is not that of this',
  ],
  ['another hash', withGreens(altered({ hash: draftOf(['greens.example']).hash })), 'hash is not that of this draft'],
  ['another coalition', withGreens(altered({ coalition: draftOf(['x.example']).hash })), 'coalition is not the hash'],
  ['no founder', withGreens(altered({ origin: 'x.example' })), 'origin is not one of the founders'],
  ['another version of the form', withGreens(altered({ v: 2 })), 'v is not 1'],
  ['no time', withGreens(altered({ at: 'yesterday' })), 'at is no instant'],
  ['a key of somebody else', withGreens(altered({}, keyOf('x.example'))), 'not signed by the key that the draft names'],
  [
    'the key of another founder',
    withGreens(altered({}, keyOf('reds.example'))),
    'not signed by the key that the draft',
  ],
  ['no epoch', withGreens(altered({ epoch: 7 })), 'epoch is no statement'],
  ['an epoch of nobody', withGreens(altered({ epoch: 'a.b.c' })), 'epoch: the signature is not'],
  [
    "another coalition's epoch",
    withGreens(altered({ epoch: epochOf({ coalition: draftOf(['x.example']).hash }) })),
    'epoch: of another coalition',
  ],
  ["another's epoch", withGreens(altered({ epoch: epochOf({ origin: 'reds.example' }) })), 'epoch: of another origin'],
  ['a second epoch', withGreens(altered({ epoch: epochOf({ epoch: 2 }) })), 'epoch: not the first'],
  ['a final epoch', withGreens(altered({ epoch: epochOf({ final: true }) })), 'epoch: not the first'],
  [
    'an epoch that somebody else signed',
    withGreens(altered({ epoch: epochOf({}, keyOf('reds.example')) })),
    'epoch: not signed by the key',
  ],
])('refused: %s', (_, certificate, why) => {
  const checked = checkCertificate(draft.bytes, certificate);
  expect(checked).toMatchObject({ ok: false });
  expect(checked.ok || checked.why).toContain(why);
});

test.each<[string, (bytes: string) => string, string]>([
  ['a word', (bytes) => bytes.replace('Lawfully', 'Lawfull¥'), 'hash is not that of this draft'],
  ['a key', (bytes) => bytes.replace(keyOf('reds.example').publicJwk.x, keyOf('x').publicJwk.x), 'hash is not that'],
  ['a blank', (bytes) => `${bytes}\n`, 'not in the form of RFC 8785'],
])('refused: %s of the charter altered', (_, change, why) => {
  const checked = checkCertificate(change(draft.bytes), good);
  expect(checked.ok || checked.why).toContain(why);
  expect(checked.ok).toBe(false);
});

test('later versions are not supported yet, and say so', () => {
  const second = charterBytes({ ...draft.charter, v: 2, coalition: draft.hash, prev: draft.hash });
  const first = { bytes: draft.bytes, certificate: good, effective: 0 };
  const why = 'version 2: version 2 is not supported by this version of Koinon';
  expect(checkChain([first, { bytes: second, certificate: '[]', effective: 1 }])).toEqual({ ok: false, why });
});

describe('a chain', () => {
  const first = { bytes: draft.bytes, certificate: good, effective: 5 };
  test('of one version, which counts from ever on', () => {
    expect(checkChain([first], draft.hash)).toMatchObject({ ok: true, versions: [{ hash: draft.hash, effective: 0 }] });
  });
  test.each([
    ['is empty', [], undefined, 'no versions'],
    ['is of another coalition', [first], draftOf(['x.example']).hash, 'version 1: of another coalition'],
    ['begins twice', [first, first], undefined, 'version 2: it says that it is version 1'],
    [
      'has a bad certificate',
      [{ ...first, certificate: '[]' }],
      undefined,
      'version 1: certificate: not a list of messages',
    ],
  ])('that %s', (_, chain, coalition, why) => {
    expect(checkChain(chain, coalition)).toEqual({ ok: false, why });
  });
});

test('a founder who signs the same draft twice says the same, with the same operations key', () => {
  const [once, again] = [1, 2].map(() =>
    sealFounding(draft.charter, draft.hash, 'reds.example', keyOf('reds.example')),
  );
  expect(again?.message).toBe(once?.message);
  expect(again?.operations.kid).toBe(once?.operations.kid);
  expect(once?.operations.kid).not.toBe(keyOf('reds.example').kid);
  const other = draftOf(undefined, { name: 'Another' });
  expect(sealFounding(other.charter, other.hash, 'reds.example', keyOf('reds.example')).operations.kid).not.toBe(
    once?.operations.kid,
  );
});

test('every single bit of a word counts', () => {
  const last = reds.slice(-1);
  const next = String.fromCharCode(last.charCodeAt(0) + 1);
  for (const changed of [`${reds.slice(0, -1)}${next}`, `A${reds.slice(1)}`, `${reds}A`, reds.slice(1)])
    expect(checkFoundingMessage(draft.charter, draft.hash, changed).ok).toBe(false);
});
