// Pulls from one peer until it has nothing that we lack: catching up and staying up to date are the same act.
import type { Reader } from '../../db/database.ts';
import { countHoles, findHoles, hashOfEntry } from '../../journal/entry-store.ts';
import { firstSeq } from '../../journal/envelope.ts';
import { hashOfErasures } from '../../journal/erasure-statement.ts';
import { listEvidence } from '../../journal/evidence.ts';
import { type Have, readHave } from '../../journal/heads.ts';
import { listEpochs, listJournals } from '../../journal/journal-store.ts';
import { PAGE_ENTRIES } from '../../journal/limits.ts';
import { type Line, parseLine } from '../../journal/lines.ts';
import { findFork } from './find-fork.ts';
import { notePeerHave, noteReached, noteRefusal } from './peer-store.ts';
import { farewellSchema, type Greeting, greetingSchema, type SyncRequest } from './request.ts';
import { takeIn } from './take-in.ts';
import type { Conflict, TakeInNeeds, TakenIn } from './taking.ts';
import type { Peer, Transport } from './transport.ts';

export type PullNeeds = TakeInNeeds & {
  transport: Transport;
  origin: string;
  /** Our newest charter. */
  head: (coalition: string) => Promise<{ v: number; hash: string }>;
  /** Entries asked for at once, at first. */
  pageSize?: number;
  /** The peer knows a newer charter than we do. */
  onCharterAhead?: (peer: Peer, v: number) => Promise<void>;
};

export type Pulled =
  | {
      ok: true;
      stored: number;
      filled: number;
      /** What the peer said at the end that it holds. */
      have: Have;
    }
  | {
      ok: false;
      why: string;
      /** The peer could not be pulled from, but told of a later epoch of ours, which is stored now. */
      told?: boolean;
    };

/** Numbers of missing contents that are asked for at once, in each origin. */
const HOLES = 100;

const readWant = async (reader: Reader, coalition: string): Promise<SyncRequest['want']> => {
  const want: SyncRequest['want'] = {};
  const counts = await countHoles(reader, coalition);
  if (counts.length === 0) return want;
  for (const journal of await listJournals(reader, coalition)) {
    if (!counts.some((row) => row.journal_id === journal.id)) continue;
    const holes = await findHoles(reader, journal.id, HOLES);
    want[journal.origin] = holes.map((seq) => [seq, seq]);
  }
  return want;
};

const readForked = async (reader: Reader, coalition: string): Promise<SyncRequest['forked']> => {
  const forked: SyncRequest['forked'] = {};
  for (const proof of await listEvidence(reader, coalition)) {
    const epochs = forked[proof.origin] ?? {};
    epochs[proof.epoch] = Math.min(epochs[proof.epoch] ?? Number.POSITIVE_INFINITY, proof.seq);
    forked[proof.origin] = epochs;
  }
  return forked;
};

/** A request that says all we have and lack. */
export const makeRequest = async (
  needs: Pick<PullNeeds, 'db' | 'head'>,
  coalition: string,
  limit: number,
  hold: readonly string[],
): Promise<SyncRequest> => {
  const reader = needs.db.read;
  return {
    coalition,
    have: await readHave(reader, coalition),
    want: await readWant(reader, coalition),
    hold: [...hold],
    head: await needs.head(coalition),
    limit,
    forked: await readForked(reader, coalition),
    erasures: await hashOfErasures(reader, coalition),
  };
};

type Page = { greeting: Greeting; lines: Line[]; more: boolean };

const parseJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** Reads an answer; a fault of the class *line* refuses it as a whole. */
export const readPage = (texts: readonly string[], limit: number): Page | string => {
  const greeting = greetingSchema.safeParse(parseJson(texts[0]));
  const farewell = farewellSchema.safeParse(parseJson(texts.at(-1)));
  if (!greeting.success) return 'the first line is no greeting';
  if (!farewell.success) return 'the last line is no farewell';
  const lines: Line[] = [];
  let entries = 0;
  for (const text of texts.slice(1, -1)) {
    const line = parseLine(text);
    if (!line.ok) return `line ${lines.length + 2}: ${line.fault}`;
    if (line.kind === 'entry' && ++entries > limit + 64) return 'more entries than were asked for';
    lines.push(line);
  }
  return { greeting: greeting.data, lines, more: farewell.data.more };
};

/** Where the greeting names another hash than ours at a number that we hold. */
const conflictsIn = async (needs: PullNeeds, coalition: string, theirs: Have): Promise<Conflict[]> => {
  const conflicts: Conflict[] = [];
  for (const epoch of await listEpochs(needs.db.read, coalition)) {
    const head = theirs[epoch.origin]?.[epoch.epoch];
    if (!head || head[0] < firstSeq(epoch.epoch) || head[0] > epoch.head_seq) continue;
    // What a fork has cut off differs, that is known.
    if (epoch.forked_seq !== null && head[0] >= epoch.forked_seq) continue;
    const ours = await hashOfEntry(needs.db.read, epoch.journal_id, head[0]);
    if (ours !== undefined && ours !== head[1])
      conflicts.push({ origin: epoch.origin, epoch: epoch.epoch, seq: head[0] });
  }
  return conflicts;
};

const settlePage = async (needs: PullNeeds, peer: Peer, page: Page, taken: TakenIn): Promise<void> => {
  await needs.db.write(async (tx) => {
    const at = needs.clock.now();
    await notePeerHave(tx, peer.coalition, peer.origin, page.greeting.have, at);
    await noteReached(tx, { coalition: peer.coalition, origin: peer.origin, at, v: page.greeting.head.v });
    const [last] = taken.refused;
    if (last)
      await noteRefusal(tx, {
        coalition: peer.coalition,
        origin: peer.origin,
        at,
        why: `${last.seq}@${last.origin}: ${last.why}`,
        count: taken.refused.length,
      });
  });
};

/** A pull ends after so many pages even if the peer says that there is more. */
const PAGES = 10_000;

export const pull =
  (needs: PullNeeds) =>
  async (peer: Peer): Promise<Pulled> => {
    const { coalition } = peer;
    const hold = new Set<string>();
    let limit = needs.pageSize ?? PAGE_ENTRIES;
    const total = { stored: 0, filled: 0, have: {} as Have };
    const searched = new Set<string>();
    for (let pages = 0; pages < PAGES; pages++) {
      const request = await makeRequest(needs, coalition, limit, [...hold]);
      const reached = await needs.transport.sync(peer, request);
      if (!reached.ok) {
        if (reached.knows === undefined) return { ok: false, why: reached.why };
        // We forgot an epoch of ours: a backup was restored. Its statement, which we signed, tells the number to go on with.
        const { refused } = await takeIn(needs, coalition, [{ ok: true, kind: 'epoch', epoch: reached.knows }]);
        return { ok: false, why: reached.why, told: refused.length === 0 };
      }
      const page = readPage(reached.value, limit);
      if (typeof page === 'string') return { ok: false, why: page };
      total.have = page.greeting.have;
      const taken = await takeIn(needs, coalition, page.lines);
      await settlePage(needs, peer, page, taken);
      total.stored += taken.stored;
      total.filled += taken.filled;
      for (const origin of taken.spent) hold.add(origin);
      for (const { origin } of taken.refused) if (origin !== '') hold.add(origin);
      const conflicts = [...taken.conflicts, ...(await conflictsIn(needs, coalition, page.greeting.have))];
      let proved = false;
      for (const conflict of conflicts) {
        const name = `${conflict.epoch}@${conflict.origin}`;
        if (searched.has(name)) continue;
        searched.add(name);
        if (!(await findFork(needs, peer, request, conflict))) continue;
        proved = true;
        hold.delete(conflict.origin);
      }
      if (page.greeting.head.v > request.head.v) await needs.onCharterAhead?.(peer, page.greeting.head.v);
      const progress = taken.stored + taken.filled + taken.statements > 0 || proved;
      if (taken.unvouched.length > 0 && taken.stored === 0) {
        // What follows may vouch for it: a longer page, then not from this peer for now.
        if (limit < PAGE_ENTRIES) limit = Math.min(PAGE_ENTRIES, limit * 2);
        else for (const { origin } of taken.unvouched) hold.add(origin);
      } else if (!progress) break;
      // Once more after the last page: it tells the peer what is stored here now, and brings what was said meanwhile.
    }
    return { ok: true, ...total };
  };
