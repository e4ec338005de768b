// Answers a peer that catches up: what it lacks, in order within each origin, a page filled round-robin over origins.
import type { Reader } from '../../db/database.ts';
import { type EntryRow, entriesBetween } from '../../journal/entry-store.ts';
import { firstSeq } from '../../journal/envelope.ts';
import { hashOfErasures, listErasures } from '../../journal/erasure-statement.ts';
import { listEvidence } from '../../journal/evidence.ts';
import { countedHead, type Have, readHave } from '../../journal/heads.ts';
import { type EpochOfJournal, listEpochs } from '../../journal/journal-store.ts';
import { PAGE_BYTES } from '../../journal/limits.ts';
import { entryLine, epochLine, erasureLine, evidenceLine } from '../../journal/lines.ts';
import type { SyncRequest } from './request.ts';

const lineOf = (row: EntryRow): string => entryLine(row.envelope, row.content_state, row.content);

/** A page under way: lines, their bytes, and how many entries it may still take. */
type PageUnderWay = { lines: string[]; bytes: number; entries: number; full: boolean };

const add = (page: PageUnderWay, line: string, limits: { entries: number; bytes: number }): boolean => {
  // UTF-16 units are at most a third of the bytes that they become; envelopes are ASCII.
  const bytes = Buffer.byteLength(line) + 1;
  if (page.entries >= limits.entries || (page.entries > 0 && page.bytes + bytes > limits.bytes)) {
    page.full = true;
    return false;
  }
  page.lines.push(line);
  page.bytes += bytes;
  page.entries += 1;
  return true;
};

/** What of one epoch the caller lacks: from one number to another; null when it lacks nothing that we can tell. */
type Lack = { epoch: EpochOfJournal; from: number; to: number };

const findLacks = async (reader: Reader, epochs: EpochOfJournal[], have: Have, hold: Set<string>): Promise<Lack[]> => {
  const lacks: Lack[] = [];
  for (const epoch of epochs) {
    if (hold.has(epoch.origin)) continue;
    const theirs = have[epoch.origin]?.[epoch.epoch]?.[0] ?? firstSeq(epoch.epoch) - 1;
    const { seq } = await countedHead(reader, epoch);
    if (seq > theirs) lacks.push({ epoch, from: theirs + 1, to: seq });
  }
  return lacks;
};

/** What an origin gives before it is the next one's turn: so many entries, and no further one after so many bytes. */
const TURN = 32;
const TURN_BYTES = 128 * 1024;

const fillRoundRobin = async (
  reader: Reader,
  page: PageUnderWay,
  lacks: Lack[],
  limits: { entries: number; bytes: number },
): Promise<void> => {
  // An origin's epochs come one after another; origins take turns.
  const byOrigin = new Map<string, Lack[]>();
  for (const lack of lacks) byOrigin.set(lack.epoch.origin, [...(byOrigin.get(lack.epoch.origin) ?? []), lack]);
  let turns = [...byOrigin.values()];
  const lines = new Map<Lack[], string[]>(turns.map((queue) => [queue, []]));
  while (turns.length > 0 && !page.full) {
    for (const queue of turns) {
      const lack = queue[0];
      if (!lack || page.full) break;
      const room = Math.min(TURN, limits.entries - page.entries);
      const rows = await entriesBetween(reader, lack.epoch.journal_id, lack.from, lack.to, Math.max(room, 1));
      const enough = page.bytes + TURN_BYTES;
      for (const row of rows) {
        if (page.bytes > enough || !add(page, lineOf(row), limits)) break;
        lines.get(queue)?.push(page.lines.pop() ?? '');
        lack.from = row.seq + 1;
      }
      if (rows.length === 0 || lack.from > lack.to) queue.shift();
    }
    turns = turns.filter((queue) => queue.length > 0);
  }
  // Grouped by origin, so that a reader checks one signature for each: the last of its run.
  for (const run of lines.values()) page.lines.push(...run);
};

const addWanted = async (
  reader: Reader,
  page: PageUnderWay,
  epochs: EpochOfJournal[],
  want: SyncRequest['want'],
  limits: { entries: number; bytes: number },
): Promise<void> => {
  for (const [origin, ranges] of Object.entries(want)) {
    const journal = epochs.find((epoch) => epoch.origin === origin)?.journal_id;
    if (journal === undefined) continue;
    for (const [from, to] of ranges)
      for (const row of await entriesBetween(reader, journal, from, to, limits.entries - page.entries + 1))
        if (!add(page, lineOf(row), limits)) return;
  }
};

/** Where the caller names another hash than ours at its head: our entry there, for it to see the difference. */
const addDifferences = async (
  reader: Reader,
  page: PageUnderWay,
  epochs: EpochOfJournal[],
  have: Have,
  limits: { entries: number; bytes: number },
): Promise<Set<EpochOfJournal>> => {
  const different = new Set<EpochOfJournal>();
  for (const epoch of epochs) {
    const head = have[epoch.origin]?.[epoch.epoch];
    if (!head || head[0] < firstSeq(epoch.epoch) || head[0] > epoch.head_seq) continue;
    const [row] = await entriesBetween(reader, epoch.journal_id, head[0], head[0], 1);
    if (!row || row.hash === head[1]) continue;
    different.add(epoch);
    page.lines.push(epochLine(epoch.statement));
    add(page, lineOf(row), limits);
  }
  return different;
};

/** So many points of a difference are asked for at once (find-fork.ts). */
const WANTED = 16;

/** What is wanted and what differs get up to half of a page: holes that nobody can fill must not keep what is new away. */
const shareOf = (limits: { entries: number; bytes: number }) => ({
  entries: Math.max(WANTED, Math.ceil(limits.entries / 2)),
  bytes: Math.ceil(limits.bytes / 2),
});

export type Served = { lines: string[]; have: Have; entries: number };

/**
 * The lines of an answer to a sync: greeting, statements, evidence, erasures, what was wanted, what the caller lacks, farewell.
 * Reads only; what the caller holds is noted by others.
 */
export const serveSync = async (
  reader: Reader,
  head: { v: number; hash: string },
  request: SyncRequest,
): Promise<Served> => {
  const { coalition, have } = request;
  const limits = { entries: request.limit, bytes: PAGE_BYTES };
  const ours = await readHave(reader, coalition);
  const epochs = await listEpochs(reader, coalition);
  const page: PageUnderWay = { lines: [], bytes: 0, entries: 0, full: false };
  page.lines.push(JSON.stringify({ have: ours, head }));
  for (const epoch of epochs) {
    const known = have[epoch.origin]?.[epoch.epoch];
    // Another statement for the same epoch is the caller's to compare.
    const other = known && known[0] < firstSeq(epoch.epoch) && known[1] !== epoch.hash;
    if (!known || other) page.lines.push(epochLine(epoch.statement));
  }
  for (const proof of await listEvidence(reader, coalition)) {
    const known = request.forked[proof.origin]?.[proof.epoch];
    if (known === undefined || proof.seq < known) page.lines.push(evidenceLine(proof.first, proof.second));
  }
  if ((await hashOfErasures(reader, coalition)) !== request.erasures)
    for (const { statement } of await listErasures(reader, coalition)) page.lines.push(erasureLine(statement));
  const share = shareOf(limits);
  const different = await addDifferences(reader, page, epochs, have, share);
  await addWanted(reader, page, epochs, request.want, share);
  page.full = false;
  page.entries = Math.min(page.entries, Math.floor(limits.entries / 2));
  const lacks = await findLacks(
    reader,
    epochs.filter((epoch) => !different.has(epoch)),
    have,
    new Set(request.hold),
  );
  await fillRoundRobin(reader, page, lacks, limits);
  const more = page.full || lacks.some((lack) => lack.from <= lack.to);
  page.lines.push(JSON.stringify({ more }));
  return { lines: page.lines, have: ours, entries: page.entries };
};
