// Rows of charter versions in force, and what they say at a given time.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { type Charter, parseCharter } from './charter.ts';

export type CharterVersion = Row<'charter_version'>;

const versions = query<{ coalition: string; since: number }>()((db, p) =>
  db
    .selectFrom('charter_version')
    .selectAll()
    .where('coalition', '=', p.coalition)
    .where('v', '>', p.since)
    .orderBy('v'),
);
const latest = query()((db) => db.selectFrom('charter_version').selectAll().orderBy('v', 'desc').limit(1));
const insert = command<CharterVersion>()((db, p) =>
  db
    .insertInto('charter_version')
    .values({
      coalition: p.coalition,
      v: p.v,
      hash: p.hash,
      bytes: p.bytes,
      certificate: p.certificate,
      effective: p.effective,
    })
    .onConflict((oc) => oc.columns(['coalition', 'v']).doNothing()),
);

/** Versions after `since`, in their order. */
export const listVersions = async (reader: Reader, coalition: string, since = 0): Promise<CharterVersion[]> =>
  reader.all(versions, { coalition, since });

/** The newest version that this instance knows; undefined outside a coalition. */
export const latestVersion = async (reader: Reader): Promise<CharterVersion | undefined> => reader.get(latest, {});

/** Answers false when the version is there already. */
export const keepVersion = async (tx: Writer, version: CharterVersion): Promise<boolean> =>
  (await tx.run(insert, version)) > 0;

export type VersionInForce = { v: number; hash: string; effective: number; charter: Charter };

/** @throws Error when a stored version is damaged: it was checked before it was kept */
export const readVersions = async (reader: Reader, coalition: string): Promise<VersionInForce[]> =>
  (await listVersions(reader, coalition)).map((row) => {
    const parsed = parseCharter(row.bytes);
    if (!parsed.ok) throw new Error(`Charter version ${row.v} in the database is damaged: ${parsed.why}`);
    return { v: row.v, hash: row.hash, effective: row.effective, charter: parsed.charter };
  });

/** What counts for an entry: the version with the latest `effective` at or before its `at`. Version 1 counts from ever on. */
export const versionAt = (versions: readonly VersionInForce[], at: number): VersionInForce | undefined =>
  versions.findLast((version) => version.effective <= at) ?? versions[0];

/** Whether a plank takes nothing any more at that time. */
export const isPlankClosed = (versions: readonly VersionInForce[], slug: string, at: number): boolean => {
  const closed = versionAt(versions, at)?.charter.planks.find((plank) => plank.slug === slug)?.closed;
  return closed !== undefined && Date.parse(closed) <= at;
};
