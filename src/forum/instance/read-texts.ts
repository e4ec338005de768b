// The texts of an instance as everybody may read them, old versions too.
import { Refusal } from '../../base/errors.ts';
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Reader } from '../../db/database.ts';
import type { TextKind } from '../../db/tables/coming-in.ts';
import { type InstanceText, newestText, textOfVersion, versionsBefore } from './text-store.ts';

const PAGE = 50;

/** @throws Refusal `not-found`: there was never such a text, or (without a version) it was taken away */
export const readText = async (reader: Reader, kind: TextKind, version?: number): Promise<InstanceText> => {
  const found =
    version === undefined ? await reader.get(newestText, { kind }) : await reader.get(textOfVersion, { kind, version });
  if (!found || (version === undefined && found.text === ''))
    throw new Refusal('not-found', 'This instance has no such text.');
  return found;
};

/** Newest first. @throws Refusal `invalid` (cursor) */
export const listVersions = async (
  reader: Reader,
  kind: TextKind,
  cursor?: string,
): Promise<Page<{ version: number; at: number }>> => {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeNumberCursor(cursor);
  const found = await reader.all(versionsBefore, { kind, before, limit: PAGE + 1 });
  const items = found.slice(0, PAGE);
  const last = items.at(-1);
  return { items, next: found.length > PAGE && last ? encodeCursor([last.version]) : null };
};
