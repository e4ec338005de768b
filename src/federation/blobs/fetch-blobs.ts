// Fetches images that entries on planks name: from the origin that named it first, then from whoever else may have it. What
// comes is a stranger's: its digest is compared, and it is looked at before anybody sees it.
import { Refusal } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import type { Logger } from '../../base/log.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { renewShowing } from '../../forum/threads/shown-image.ts';
import { isDoomedFile } from '../../forum/uploads/file-store.ts';
import { BLOB_BYTES } from '../../journal/limits.ts';
import { listPeers, noteRefusal } from '../sync/peer-store.ts';
import { bytesSince, type DueBlob, dueBlobs, namesOfBlob, noteCame, tryLater } from './blob-store.ts';

type Image = { type: string; size: number; width: number; height: number; small: Uint8Array };
type Peer = { coalition: string; origin: string; url: string };

/** `away`: it did not answer at all, or not in time. */
export type BlobAnswer = { ok: true; value: Uint8Array } | { ok: false; why: string; away: boolean };

export type BlobNeeds = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  log: Logger;
  origin: string;
  /** Asks one peer; `maxBytes` counted while it comes. */
  fetchBlob(peer: Peer, digest: string, maxBytes: number): Promise<BlobAnswer>;
  /** Undefined where it is no image that may be shown. */
  images: { inspect(bytes: Uint8Array): Promise<Image | undefined> };
  files: {
    has(digest: string): Promise<boolean>;
    keep(digest: string, whole: Uint8Array, small: Uint8Array): Promise<void>;
    open(digest: string, kind: 'whole'): Promise<{ read(): Promise<Uint8Array> } | undefined>;
  };
  /** Bytes that come for entries of one origin in a day (protocol.md, Budgets). */
  dailyBytes: number;
};

const BATCH = 50;
/** Peers asked in one turn. */
const ASKED = 4;
const DAY = 86_400_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 3600_000;

export const fetchBlobs = (needs: BlobNeeds) => {
  const { db, clock, log } = needs;

  /** Lets everybody who reads such a post know. Answers whether it was still wanted. */
  const settle = async (digest: string, state: 'held' | 'refused', image: Omit<Image, 'small'>): Promise<boolean> => {
    const at = clock.now();
    const { type, size, width, height } = image;
    const done = await db.write(async (tx) => {
      // Before rows, like whatever else writes on planks.
      await inTurn(tx, 'journal');
      if (await isDoomedFile(tx, digest)) return false;
      if (!(await noteCame(tx, { digest, state, type, size, width, height, at }))) return false;
      const changed = await renewShowing(tx, digest);
      await appendEvents(
        tx,
        changed.map((one) => ({ kind: 'post.changed' as const, ...one })),
        at,
      );
      return true;
    });
    needs.wake.ring();
    return done;
  };

  /** Bytes whose digest is right. Answers false where they could not be kept now. */
  const take = async (digest: string, bytes: Uint8Array, here = false): Promise<boolean> => {
    const image = await needs.images.inspect(bytes);
    if (!image)
      return settle(digest, 'refused', { type: 'application/octet-stream', size: bytes.length, width: 0, height: 0 });
    if (!here || !(await needs.files.has(digest))) await needs.files.keep(digest, bytes, image.small);
    return settle(digest, 'held', image);
  };

  const refuse = async (peer: Peer, why: string): Promise<void> => {
    const { coalition, origin } = peer;
    log.warn({ peer: origin, why }, 'refused a blob');
    await db.write((tx) => noteRefusal(tx, { coalition, origin, at: clock.now(), why, count: 1 }));
  };

  /** Whether it is settled. */
  const attempt = async ({ digest, origin }: DueBlob, coalition: string, away: Set<string>): Promise<boolean> => {
    // An upload here, or what a board shows: the same bytes.
    const here = await (await needs.files.open(digest, 'whole'))?.read();
    if (here && sha256(here) === digest) return take(digest, here, true);
    const names = await namesOfBlob(db.read, digest);
    // Nobody names it now: whoever tidies up forgets it.
    if (names.length === 0) return false;
    const now = clock.now();
    if ((await bytesSince(db.read, origin, now - DAY)) >= needs.dailyBytes) {
      log.warn({ origin }, 'images of an origin wait: it named too much for one day');
      return false;
    }
    const maxBytes = Math.min(BLOB_BYTES, Math.max(...names.map(({ size }) => size)));
    const reachable = (await listPeers(db.read, coalition)).filter(
      (peer) => peer.next_at <= now && !away.has(peer.origin),
    );
    const first = reachable.filter((peer) => names.some((name) => name.origin === peer.origin));
    const others = reachable
      .filter((peer) => !first.includes(peer))
      .map((peer) => ({ peer, by: needs.chance.fraction() }))
      .sort((a, b) => a.by - b.by)
      .map(({ peer }) => peer);
    for (const peer of [...first, ...others].slice(0, ASKED)) {
      const answer = await needs.fetchBlob(peer, digest, maxBytes);
      if (!answer.ok) {
        if (answer.away) away.add(peer.origin);
        continue;
      }
      if (sha256(answer.value) === digest) return take(digest, answer.value);
      await refuse(peer, 'blob: its bytes are not those of its digest');
    }
    return false;
  };

  /** Asks for what is due. Answers how many were settled. */
  return async (coalition: string, signal?: AbortSignal): Promise<number> => {
    let settled = 0;
    // Whoever keeps us waiting is asked once in a turn.
    const away = new Set<string>();
    for (const blob of await dueBlobs(db.read, clock.now(), BATCH)) {
      if (signal?.aborted) break;
      let done = false;
      try {
        done = await attempt(blob, coalition, away);
      } catch (error) {
        // Many images are being prepared: nobody's fault, and soon over.
        if (!(error instanceof Refusal)) log.error({ err: error }, 'a blob could not be taken');
      }
      if (done) settled += 1;
      // What was broken off because we stop says nothing of anybody.
      if (done || signal?.aborted) continue;
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(blob.tries, 20));
      const next = clock.now() + Math.round(wait * (0.8 + 0.4 * needs.chance.fraction()));
      await db.write((tx) => tryLater(tx, blob.digest, next));
    }
    return settled;
  };
};
