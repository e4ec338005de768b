// Rows of archives: what a member can fetch of everything that they said and that is kept of them. The files are elsewhere
// (src/delivery/archives.ts), under the archive's public id.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type ArchiveRow = Row<'archive'>;
/** Times in epoch milliseconds; `size` in bytes, once it is ready. */
export type ArchiveView = {
  id: string;
  state: ArchiveRow['state'];
  at: number;
  readyAt: number | null;
  expiresAt: number | null;
  size: number | null;
};

/** 7 days. */
export const ARCHIVE_MS = 7 * 86_400_000;
/** A new one may be asked for after so long. */
export const ARCHIVE_PAUSE = 86_400_000;
/** Then it is given up, and another one may be asked for. */
export const ARCHIVE_TRIES = 3;

const shown = ['public_id as id', 'state', 'at', 'ready_at as readyAt', 'expires_at as expiresAt', 'size'] as const;

export const insertArchive = command<{ publicId: string; memberId: number; at: number }>()((db, p) =>
  db.insertInto('archive').values({
    public_id: p.publicId,
    member_id: p.memberId,
    state: 'waiting',
    at: p.at,
    ready_at: null,
    expires_at: null,
    size: null,
  }),
);
export const archivesOf = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('archive').select(shown).where('member_id', '=', p.memberId).orderBy('id', 'desc').limit(20),
);
export const archiveById = query<{ memberId: number; publicId: string }>()((db, p) =>
  db.selectFrom('archive').select(shown).where('member_id', '=', p.memberId).where('public_id', '=', p.publicId),
);
export const newestReady = query<{ memberId: number; now: number }>()((db, p) =>
  db
    .selectFrom('archive')
    .select(shown)
    .where('member_id', '=', p.memberId)
    .where('state', '=', 'ready')
    .where('expires_at', '>', p.now)
    .orderBy('id', 'desc')
    .limit(1),
);
export const nextWaiting = query()((db) =>
  db
    .selectFrom('archive')
    .innerJoin('member', 'member.id', 'archive.member_id')
    .select(['archive.id', 'archive.public_id', 'archive.member_id', 'archive.tries'])
    .where('archive.state', '=', 'waiting')
    .where('member.state', '=', 'active')
    .orderBy('archive.id')
    .limit(1),
);
/** Changes no row where the member has left meanwhile. */
export const finishArchive = command<{ id: number; at: number; expiresAt: number; size: number }>()((db, p) =>
  db
    .updateTable('archive')
    .set({ state: 'ready', ready_at: p.at, expires_at: p.expiresAt, size: p.size })
    .where('id', '=', p.id)
    .where('state', '=', 'waiting'),
);
export const tryArchive = command<{ id: number }>()((db, p) =>
  db
    .updateTable('archive')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', p.id),
);
const fail = command<{ id: number; expiresAt: number }>()((db, p) =>
  db
    .updateTable('archive')
    .set({ state: 'failed', expires_at: p.expiresAt })
    .where('id', '=', p.id)
    .where('tries', '>=', ARCHIVE_TRIES),
);
const dropOld = command<{ now: number }>()((db, p) => db.deleteFrom('archive').where('expires_at', '<=', p.now));
const kept = query()((db) => db.selectFrom('archive').select('public_id'));

/** Gives it up where it was tried often enough. */
export const failArchive = async (tx: Writer, id: number, now: number): Promise<void> => {
  await tx.run(fail, { id, expiresAt: now + ARCHIVE_MS });
};

export const dropOldArchives = async (tx: Writer, now: number): Promise<void> => {
  await tx.run(dropOld, { now });
};

/** The public ids of all that there are: files of others are nobody's. */
export const keptArchives = async (reader: Reader): Promise<Set<string>> =>
  new Set((await reader.all(kept, {})).map((row) => row.public_id));

const dropAll = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('archive').where('member_id', '=', p.memberId),
);

/** Their files go with the next sweep, which follows at once (src/app/leaving.ts). */
export const forgetArchivesOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(dropAll, { memberId });
};

export const exportArchivesOfMember = async (reader: Reader, memberId: number) => ({
  archives: await reader.all(archivesOf, { memberId }),
});
