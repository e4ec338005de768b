// Version 1 as it is written and read: one byte form, and rules that are refused by name.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/hash.ts';
import { charterBytes, parseCharter } from '../../../src/forum/charter/charter.ts';
import { fingerprintOf } from '../../../src/forum/charter/fingerprint.ts';
import { draftCharter, foundingFault, readProposal } from '../../../src/forum/charter/founding-draft.ts';
import { newYear } from '../../support/time.ts';
import { draftOf, founder, keyOf, proposal } from './samples.ts';

const refused = (work: () => unknown): { code: string; field: string | undefined; text: string } | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, field: error.field, text: error.message };
    throw error;
  }
  return undefined;
};

test('says who founds what, from when on', () => {
  const { charter, bytes, hash } = draftOf();
  expect(charter).toMatchObject({ type: 'charter', v: 1, coalition: '', prev: '', cuts: {} });
  expect(charter.constituents.map(({ id, voting, since }) => [id, voting, since])).toEqual(
    ['blues.example', 'greens.example', 'reds.example'].map((id) => [id, true, '2026-01-01T00:00:00.000Z']),
  );
  expect(charter.planks.map(({ slug, since, termStart }) => [slug, since, termStart])).toEqual(
    ['self-determination', 'open-elections'].map((slug) => [
      slug,
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ]),
  );
  expect(hash).toBe(sha256(bytes));
  expect(foundingFault(charter)).toBeUndefined();
});

test('the same founders in any order and the same time give the same bytes', () => {
  const { bytes } = draftOf();
  expect(draftOf(['reds.example', 'blues.example', 'greens.example']).bytes).toBe(bytes);
  expect(draftOf(undefined, {}, newYear + 1).bytes).not.toBe(bytes);
});

test('its bytes are RFC 8785: sorted members, no blanks; read back they say the same', () => {
  const { bytes, charter } = draftOf();
  expect(bytes.startsWith('{"coalition":"","constituents":[{"gov":{"crv":"Ed25519","kty":"OKP","x":"')).toBe(true);
  expect(parseCharter(bytes)).toEqual({ ok: true, charter });
  const read = parseCharter(bytes);
  expect(read.ok && Object.keys(read.charter.constituents[0]?.gov ?? {})).toEqual(['kty', 'crv', 'x']);
});

test.each([
  ['a blank', (bytes: string) => `${bytes} `, 'not in the form of RFC 8785'],
  ['another order', (bytes: string) => JSON.stringify({ v: 1, ...JSON.parse(bytes) }), 'not in the form of RFC 8785'],
  ['a member twice', (bytes: string) => bytes.replace('"v":1}', '"v":1,"v":1}'), 'an object names a member twice'],
  ['a member too many', (bytes: string) => bytes.replace('"v":1}', '"v":1,"w":1}'), 'charter: Unrecognized key: "w"'],
  ['no JSON', () => '{', 'not JSON'],
  ['no object', () => '[]', 'charter: Invalid input: expected object, received array'],
  ['U+0000', (bytes: string) => bytes.replace('The Open Table', 'The\\u0000Table'), 'U+0000 in a string'],
  [
    'an escape sequence',
    (bytes: string) => bytes.replace('The Open Table', 'The\\u001b[2JTable'),
    'name: must not hold control characters',
  ],
])('%s is no charter', (_, change, why) => {
  expect(parseCharter(change(draftOf().bytes))).toEqual({ ok: false, why });
});

describe('a proposal is refused by field', () => {
  const plank = proposal().planks[0];
  test.each([
    ['name', { ...proposal(), name: '' }],
    ['name', { ...proposal(), name: 7 }],
    ['', { ...proposal(), motto: 'x' }],
    ['planks', { ...proposal(), planks: [] }],
    ['planks.0', { ...proposal(), planks: [{ ...plank, colour: 'red' }] }],
    ['planks.0.slug', { ...proposal(), planks: [{ ...plank, slug: 'Not a slug' }] }],
    ['planks.0.audience', { ...proposal(), planks: [{ ...plank, audience: 'friends' }] }],
    ['planks.0.since', { ...proposal(), planks: [{ ...plank, since: '2026-01-01T00:00:00.000Z' }] }],
    ['planks.0.termDays', { ...proposal(), planks: [{ ...plank, termDays: 0 }] }],
    ['rules.admit', { ...proposal(), rules: { ...proposal().rules, admit: [1, 2] } }],
    ['rules.reviewBy', { ...proposal(), rules: { ...proposal().rules, reviewBy: '2030' } }],
    ['rules.extra', { ...proposal(), rules: { ...proposal().rules, extra: 1 } }],
  ])('%s', (field, value) => {
    const refusal = refused(() => readProposal(value));
    // An unknown field is told by the object that it stands in.
    const expected = ['planks.0.since', 'rules.extra'].includes(field) ? field.replace(/\.[^.]+$/, '') : field;
    expect(refusal).toMatchObject({ code: 'invalid', field: expected });
    expect(refusal?.text).toContain(field.split('.').at(-1) ?? '');
  });

  test('the founding proposal that comes with Koinon is one', () => {
    const seed = readProposal(
      JSON.parse(readFileSync(new URL('../../../seeds/charter.json', import.meta.url), 'utf8')),
    );
    expect(seed.planks.map(({ slug }) => slug)).toEqual(['self-determination', 'open-elections']);
    expect(draftOf(undefined, seed).charter.name).toBe('The Open Table');
  });

  test('what the schema of a proposal takes', () => {
    expect(readProposal(JSON.parse(JSON.stringify(proposal())))).toEqual(proposal());
  });
});

test.each([
  ['constituents', [founder('a.example'), founder('a.example')]],
  ['constituents.1.gov', [founder('a.example'), { ...founder('b.example'), gov: keyOf('a.example').publicJwk }]],
  ['constituents.0.id', [{ ...founder('a.example'), id: 'b.example' }]],
  ['constituents.0.url', [{ ...founder('a.example'), url: 'https://a.example/' }]],
  ['constituents.0.url', [{ ...founder('a.example'), url: 'ftp://a.example' }]],
  ['constituents.0.name', [{ ...founder('a.example'), name: '' }]],
])('founders are refused by field: %s', (field, founders) => {
  expect(refused(() => draftCharter({ ...proposal(), founders, now: newYear }))).toMatchObject({
    code: 'invalid',
    field,
  });
});

test('planks of one name are refused, and a review before the founding', () => {
  const twice = [...proposal().planks, ...proposal().planks];
  expect(refused(() => draftOf(undefined, { planks: twice }))).toMatchObject({ field: 'planks' });
  expect(refused(() => draftOf(undefined, {}, Date.parse('2030-01-01T00:00:00.000Z')))).toMatchObject({
    field: 'rules.reviewBy',
  });
});

test('a first version says nothing that only later ones may', () => {
  const { charter, hash } = draftOf();
  const [first, ...others] = charter.constituents;
  const [plank, ...planks] = charter.planks;
  const later = '2026-02-01T00:00:00.000Z';
  const fault = (changes: object) => {
    const parsed = parseCharter(charterBytes({ ...charter, ...changes }));
    if (!parsed.ok) throw new Error(parsed.why);
    return foundingFault(parsed.charter)?.field;
  };
  expect(fault({})).toBeUndefined();
  expect(fault({ predecessor: hash })).toBeUndefined();
  expect(fault({ v: 2 })).toBe('v');
  expect(fault({ coalition: hash })).toBe('coalition');
  expect(fault({ prev: hash })).toBe('prev');
  expect(fault({ cuts: { 'reds.example': [1, 1, hash] } })).toBe('cuts');
  expect(fault({ constituents: [...others, first] })).toBe('constituents');
  expect(fault({ constituents: [{ ...first, voting: false }, ...others] })).toBe('constituents.0.voting');
  expect(fault({ constituents: [first, { ...others[0], since: later }] })).toBe('constituents.1.since');
  expect(fault({ planks: [{ ...plank, since: later }, ...planks] })).toBe('planks.0.since');
  expect(fault({ planks: [{ ...plank, termStart: later }, ...planks] })).toBe('planks.0.termStart');
  expect(fault({ planks: [{ ...plank, closed: later }, ...planks] })).toBe('planks.0.closed');
});

test('a fingerprint is the thumbprint in groups that can be read aloud', () => {
  const key = keyOf('reds.example');
  const hex = Buffer.from(key.kid, 'base64url').toString('hex');
  expect(fingerprintOf(key.publicJwk)).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
  expect(fingerprintOf(key.publicJwk).replaceAll(' ', '')).toBe(hex);
});
