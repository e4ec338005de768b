// What any part of the house keeps of members is in the one list: it is forgotten with them, and in their archive.
import { expect, test } from 'vitest';
import { memberData } from '../../src/app/member-data.ts';
import { archivedFiles } from '../../src/forum/identity/archive-shape.ts';
import { filesIn, textOf } from '../house/source.ts';

const declared = (pattern: RegExp): string[] =>
  filesIn('src').flatMap((file) => [...textOf(file).matchAll(pattern)].map(([, name]) => name ?? ''));

test('every forget…OfMember and export…OfMember of the house is in the list', () => {
  const forgets = declared(/export const (forget\w+OfMember)\b/g);
  const exports = declared(/export const (export\w+OfMember)\b/g);
  expect(forgets.length).toBeGreaterThanOrEqual(5);
  expect(memberData.map(({ forget }) => forget.name).sort()).toEqual(forgets.sort());
  expect(memberData.map((part) => part.export.name).sort()).toEqual(exports.sort());
});

test('every part says what its file holds', () => {
  expect(memberData.map(({ name }) => name).filter((name) => !(name in archivedFiles))).toEqual([]);
  expect(new Set(memberData.map(({ name }) => name)).size).toBe(memberData.length);
});
