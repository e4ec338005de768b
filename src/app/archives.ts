// Makes members' archives in the background, one after the other; one that a stop cuts short is begun anew.
import { join } from 'node:path';
import { version } from '../base/version.ts';
import { archiveFile, sweepArchives, writeArchive } from '../delivery/archives.ts';
import { UPLOADS } from '../delivery/backup.ts';
import { createBlobFiles } from '../delivery/files/blob-files.ts';
import { ARCHIVE_FORMAT } from '../forum/identity/archive-shape.ts';
import {
  ARCHIVE_MS,
  archiveById,
  archivesOf,
  dropOldArchives,
  failArchive,
  finishArchive,
  keptArchives,
  newestReady,
  nextWaiting,
  tryArchive,
} from '../forum/identity/archive-store.ts';
import { askArchive } from '../forum/identity/ask-archive.ts';
import { accountById } from '../forum/identity/member-store.ts';
import { postsOfMember } from '../forum/identity/posts-of-member.ts';
import { PUBLIC_ID } from '../forum/identity/secret.ts';
import { liveSessions } from '../forum/identity/session-store.ts';
import type { Core } from './core.ts';
import { type MemberData, memberData } from './member-data.ts';

/** JSON of any size in pieces: long lists some items at a time. */
function* piecesOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield '[';
    for (let from = 0; from < value.length; from += 100)
      yield `${from === 0 ? '' : ',\n'}${JSON.stringify(value.slice(from, from + 100)).slice(1, -1)}`;
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let comma = '';
    yield '{';
    for (const [key, one] of Object.entries(value)) {
      if (one === undefined) continue;
      yield `${comma}${JSON.stringify(key)}:`;
      yield* piecesOf(one);
      comma = ',\n';
    }
    yield '}';
  } else yield JSON.stringify(value) ?? 'null';
}

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'timers' | 'log' | 'origin' | 'publicUrl'> & {
  dataDir: string;
};

export const buildArchives = (needs: Needs, parts: readonly MemberData[] = memberData) => {
  const { db, clock, timers, log, origin, publicUrl, dataDir } = needs;
  const images = createBlobFiles(join(dataDir, UPLOADS), needs.chance);
  const pause = () => new Promise<void>((resolve) => void timers.after(0, resolve));

  /** Answers its size in bytes; undefined where the member has left. */
  const write = async (id: string, memberId: number): Promise<number | undefined> => {
    const account = await db.read.get(accountById, { id: memberId });
    if (!account) return undefined;
    const { publicId, name, displayName, bio, role } = account;
    const at = clock.now();
    const files: { path: string; bytes: number; items?: number }[] = [];
    const archive = await writeArchive({ dataDir, pause, at }, id);
    const add = async (file: string, value: unknown): Promise<void> => {
      const path = `${file}.json`;
      files.push({ path, bytes: await archive.add(path, piecesOf(value)) });
    };
    try {
      await add('profile', { name, origin, displayName, bio, role, at: account.at, publicId });
      const sessions = await db.read.all(liveSessions, { memberId, now: at });
      await add(
        'sessions',
        sessions.map(({ number: _, ...session }) => session),
      );
      let items = 0;
      async function* posts(): AsyncGenerator<string> {
        for await (const post of postsOfMember(db.read, { publicId, home: origin, publicUrl }))
          yield `${items++ === 0 ? '[' : ',\n'}${JSON.stringify(post)}`;
        yield items === 0 ? '[]' : ']';
      }
      const bytes = await archive.add('posts.json', posts());
      files.push({ path: 'posts.json', bytes, items });
      for (const part of parts) {
        await add(part.name, await part.export(db.read, memberId));
        for (const { path, digest } of (await part.files?.(db.read, memberId)) ?? []) {
          const image = await images.open(digest, 'whole');
          // What was erased meanwhile is not there any more.
          if (image) files.push({ path, bytes: await archive.add(path, image.stream(), true) });
        }
      }
      await add('manifest', { format: ARCHIVE_FORMAT, version, origin, member: name, at, files: [...files] });
      return await archive.end();
    } catch (error) {
      await archive.giveUp();
      throw error;
    }
  };

  const make = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const next = await db.read.get(nextWaiting, {});
      if (!next || signal.aborted) return;
      const { id } = next;
      await db.write(async (tx) => void (await tx.run(tryArchive, { id })));
      try {
        const size = await write(next.public_id, next.member_id);
        const readyAt = clock.now();
        if (size !== undefined)
          await db.write(
            async (tx) =>
              void (await tx.run(finishArchive, { id, at: readyAt, expiresAt: readyAt + ARCHIVE_MS, size })),
          );
      } catch (error) {
        log.error({ err: error }, 'an archive could not be made');
        await db.write((tx) => failArchive(tx, id, clock.now()));
        return;
      }
    }
  };

  return {
    askArchive: askArchive(needs),
    listArchives: (memberId: number) => db.read.all(archivesOf, { memberId }),
    findArchive: async (memberId: number, id: string) =>
      PUBLIC_ID.test(id) ? db.read.get(archiveById, { memberId, publicId: id }) : undefined,
    newestArchive: (memberId: number) => db.read.get(newestReady, { memberId, now: clock.now() }),
    archiveFile: (id: string) => archiveFile(dataDir, id),
    /** Makes those that wait. One process at a time. */
    async make(signal: AbortSignal): Promise<void> {
      if (await db.read.get(nextWaiting, {})) await db.alone('archives', () => make(signal));
    },
    /** Forgets those whose time is over, and removes files that are nobody's. */
    async sweep(): Promise<void> {
      await db.write((tx) => dropOldArchives(tx, clock.now()));
      sweepArchives(dataDir, await keptArchives(db.read));
    },
  };
};

export type Archives = ReturnType<typeof buildArchives>;
