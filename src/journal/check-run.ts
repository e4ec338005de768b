// Checks a run of entries of one epoch against the chain that we hold. Pure: no database, no clock.
import type { KeyObject } from 'node:crypto';
import { digestOf } from './content.ts';
import { checkEnvelope, type OpenedEnvelope, openEnvelope } from './envelope.ts';
import type { EntryLine } from './lines.ts';

/** Where our copy of an epoch ends. For an epoch without entries: the number before its first, and the statement's hash. */
export type Head = { readonly seq: number; readonly hash: string; readonly at: number; readonly first: boolean };

export type Arrived = {
  readonly opened: OpenedEnvelope;
  /** Held, none, or null for whatever reason the sender gave. */
  readonly content: string | null;
  readonly bytes: Uint8Array | null;
};

export type OpenedLine =
  | { readonly ok: true; readonly arrived: Arrived }
  | {
      readonly ok: false;
      readonly fault: string;
      /** Whose entry it says to be, where that could be read. */
      readonly named?: { readonly origin: string; readonly epoch: number; readonly seq: number };
    };

/** Opens an entry's line and holds its content against the envelope. Faults are of the class *envelope*. */
export const openEntryLine = (line: EntryLine): OpenedLine => {
  const opened = openEnvelope(line.envelope);
  if (!opened.ok) return { ok: false, fault: opened.fault };
  const { digest, size, origin, epoch, seq } = opened.payload;
  const named = { origin, epoch, seq };
  if (line.content === null) {
    if (line.state === 'none' && size > 0) return { ok: false, named, fault: 'content: missing, without saying why' };
    if (line.state !== 'none' && size === 0) return { ok: false, named, fault: 'content: the envelope promises none' };
    return { ok: true, arrived: { opened, content: null, bytes: null } };
  }
  const bytes = Buffer.from(line.content);
  if (bytes.length !== size) return { ok: false, named, fault: `size: ${size} promised, ${bytes.length} came` };
  if (digestOf(bytes) !== digest) return { ok: false, named, fault: 'digest: not that of the content' };
  return { ok: true, arrived: { opened, content: line.content, bytes } };
};

export type Run = {
  /** What may be stored: an unbroken chain from the head that ends in a signature that was checked. */
  good: Arrived[];
  /** Why the rest was not taken. `unvouched` is no offence: what follows may vouch for it. */
  stopped: { kind: 'fault' | 'unvouched'; seq: number; why: string } | null;
};

/** How many signatures are tried backwards at once when the last does not hold: about 2 ms. */
const TRIES = 16;

const linkFault = (head: Head, { opened }: Arrived, kid: string): string | undefined => {
  const { payload } = opened;
  if (payload.seq !== head.seq + 1) return `seq: ${head.seq + 1} expected`;
  if (payload.prev !== head.hash) return 'prev: not the hash of the entry before';
  if (!head.first && opened.at < head.at) return 'at: earlier than the entry before';
  if (opened.kid !== kid) return 'kid: not the key of the epoch';
  return undefined;
};

/**
 * @param kid of the epoch's operations key, `key` the key itself
 * @param arrived entries of this epoch alone, from the one after the head on
 * @param vouched hashes of entries that something else vouches for than a signature at or after them in this run
 * @returns with nothing good and `unvouched` at a number: what stands before it has not been tried yet
 */
export const checkRun = (
  start: Head,
  kid: string,
  key: KeyObject,
  arrived: readonly Arrived[],
  vouched: ReadonlySet<string> = new Set(),
): Run => {
  const linked: Arrived[] = [];
  let head = start;
  let stopped: Run['stopped'] = null;
  for (const entry of arrived) {
    const fault = linkFault(head, entry, kid);
    if (fault) {
      stopped = { kind: 'fault', seq: entry.opened.payload.seq, why: fault };
      break;
    }
    linked.push(entry);
    head = { seq: entry.opened.payload.seq, hash: entry.opened.hash, at: entry.opened.at, first: false };
  }
  // An entry counts once a valid signature at or after it is held: the last one vouches for all (protocol.md, Journals).
  for (let tries = 0; tries < TRIES && linked.length > 0; tries++) {
    const last = linked.at(-1);
    if (last && (vouched.has(last.opened.hash) || checkEnvelope(last.opened, key))) return { good: linked, stopped };
    stopped = { kind: 'unvouched', seq: last?.opened.payload.seq ?? 0, why: 'signature: does not hold' };
    linked.pop();
  }
  return { good: [], stopped };
};
