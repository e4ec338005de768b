// A constituent on paper: keys and a pen, without an instance. It writes what it likes into its journal, and what no honest
// instance would write too.
import { sha256 } from '../../src/base/hash.ts';
import { type SealedContent, sealContent } from '../../src/journal/content.ts';
import { type EnvelopePayload, firstSeq, sealEnvelope } from '../../src/journal/envelope.ts';
import { type EpochPayload, sealEpoch } from '../../src/journal/epoch-statement.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { type EntryLine, entryLine, epochLine } from '../../src/journal/lines.ts';
import { newYear, seededChance } from './time.ts';

export type Written = {
  name: string;
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  envelope: string;
  hash: string;
  /** Bytes of the content, if it has one. */
  bytes: Uint8Array | null;
  /** As it travels, content included. */
  line: string;
  /** As it travels without its content. */
  bare(why: 'erased' | 'withheld' | 'missing'): string;
};

export type WriteOptions = {
  /** Epoch milliseconds; a second after the entry before, unless said. */
  at?: number;
  /** Takes the place of fields of the envelope. */
  payload?: Partial<EnvelopePayload>;
  /** Signs instead of the epoch's key. */
  key?: SigningKey;
  /** Changes the envelope after it was sealed: the next entry builds on the changed one. */
  spoil?: (envelope: string) => string;
};

/** Text: the content's very bytes; fields: sealed with a salt; null: none. */
export type Words = object | string | null;

const seal = (words: Words, salt: Uint8Array): SealedContent | null => {
  if (words === null) return null;
  if (typeof words !== 'string') return sealContent(words, salt);
  const bytes = Buffer.from(words);
  return { bytes, digest: sha256(bytes), size: bytes.length };
};

/** Another signature of the right form. */
export const spoilSignature = (envelope: string): string => {
  const dot = envelope.lastIndexOf('.');
  const [first] = envelope.slice(dot + 1);
  return `${envelope.slice(0, dot + 1)}${first === 'A' ? 'B' : 'A'}${envelope.slice(dot + 2)}`;
};

export const governanceOf = (origin: string): SigningKey =>
  createSigningKey(Buffer.from(sha256(`governance of ${origin}`), 'base64url'));
export const operationsOf = (origin: string, epoch: number): SigningKey =>
  createSigningKey(Buffer.from(sha256(`operations of ${origin} in ${epoch}`), 'base64url'));

export type Scribe = ReturnType<typeof createScribe>;

/** Writes epoch `first` on; a new epoch goes on where {@link Scribe.open} says. */
export const createScribe = (
  coalition: string,
  origin: string,
  options: {
    start?: number;
    governance?: SigningKey;
    epoch?: number;
    after?: EpochPayload['after'];
    final?: boolean;
    salt?: number | string;
  } = {},
) => {
  const chance = seededChance(`${origin} ${options.salt ?? 0}`);
  const governance = options.governance ?? governanceOf(origin);
  const epoch = options.epoch ?? 1;
  const start = options.start ?? newYear;
  const key = operationsOf(origin, epoch);
  const { statement, hash: opening } = sealEpoch(
    {
      v: 1,
      coalition,
      origin,
      epoch,
      key: key.publicJwk,
      after: options.after ?? [0, 0, ''],
      final: options.final ?? false,
      at: new Date(start).toISOString(),
    },
    governance,
  );
  let seq = firstSeq(epoch) - 1;
  let prev = opening;
  let at = start;
  const written: Written[] = [];

  const write = (type: string, ref: object, words: Words = null, more: WriteOptions = {}): Written => {
    const content = seal(words, chance.bytes(16));
    const payload: EnvelopePayload = {
      v: 1,
      coalition,
      origin,
      epoch,
      seq: seq + 1,
      prev,
      at: new Date(more.at ?? at + 1000).toISOString(),
      type,
      ref: ref as Record<string, unknown>,
      digest: content?.digest ?? '',
      size: content?.size ?? 0,
      ...more.payload,
    };
    const sealed = sealEnvelope(payload, more.key ?? key).envelope;
    const envelope = more.spoil ? more.spoil(sealed) : sealed;
    const hash = sha256(envelope);
    seq = payload.seq;
    prev = hash;
    at = Date.parse(payload.at);
    const entry = {
      name: `${payload.seq}@${payload.origin}`,
      seq: payload.seq,
      at,
      envelope,
      hash,
      bytes: content?.bytes ?? null,
      line: entryLine(envelope, content ? 'held' : 'none', content?.bytes ?? null),
      bare: (why: 'erased' | 'withheld' | 'missing') => entryLine(envelope, why, null),
    };
    written.push(entry);
    return entry;
  };

  return {
    origin,
    coalition,
    epoch,
    governance,
    key,
    statement,
    opening,
    epochLine: epochLine(statement),
    written,
    write,
    /** Where the chain ends: for the next epoch's `after`. */
    end: (): EpochPayload['after'] => [epoch, seq, prev],
    head: () => ({ seq, hash: prev }),
    /** Every line so far, the statement first. */
    lines: (): string[] => [epochLine(statement), ...written.map(({ line }) => line)],
    describe: (member: string, name: string, more?: WriteOptions) =>
      write('member.described', { member }, { name, displayName: name, bio: '' }, more),
    start: (plank: string, author: string, title: string, body = title, more?: WriteOptions) =>
      write('thread.started', { plank, author }, { title, body }, more),
    reply: (thread: string, author: string, body: string, parent = thread, more?: WriteOptions) =>
      write('reply.posted', { thread, parent, author }, { body }, more),
    edit: (post: string, fields: { title?: string; body: string }, more?: WriteOptions) =>
      write('post.edited', { post }, fields, more),
    remove: (post: string, erases: [number, number][], more?: WriteOptions) =>
      write('post.deleted', { post, erases }, null, more),
    /** Takes back the last `count` entries: what is written next is another branch. */
    forget: (count: number) => {
      written.splice(written.length - count, count);
      const last = written.at(-1);
      seq = last?.seq ?? firstSeq(epoch) - 1;
      prev = last?.hash ?? opening;
      at = last?.at ?? start;
    },
  };
};

/** The line as the exchange reads it. */
export type ScribeLine = EntryLine;
