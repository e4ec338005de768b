// A house that keeps no rules: it says of its own journal whatever it is told to, to each caller something else if need be.
// It takes the place of an instance that is down.
import { sha256 } from '../../src/base/hash.ts';
import type { SyncRequest } from '../../src/federation/sync/request.ts';
import { sealContent } from '../../src/journal/content.ts';
import { firstSeq, sealEnvelope } from '../../src/journal/envelope.ts';
import { EPOCH_STATEMENT } from '../../src/journal/epoch-statement.ts';
import { sealJws } from '../../src/journal/jws.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { entryLine, epochLine } from '../../src/journal/lines.ts';
import { seededChance } from '../support/time.ts';
import type { Town } from './town.ts';

/** One way in which the liar's journal goes on. */
export type Branch = {
  readonly epoch: number;
  readonly statement: string;
  readonly key: SigningKey;
  readonly entries: { seq: number; hash: string; line: string }[];
};

export type NewEntry = {
  type?: string;
  ref: Readonly<Record<string, unknown>>;
  fields?: object;
  /** A signature of the right form that holds for nothing. */
  unsigned?: boolean;
};

export type Liar = {
  readonly origin: string;
  /** Opens an epoch by the governance key. */
  open(epoch: number, after?: readonly [number, number, string], final?: boolean, name?: string): Branch;
  /** The same up to and including a number; what is added then belongs to this branch alone. */
  fork(branch: Branch, upTo: number): Branch;
  say(branch: Branch, ...entries: NewEntry[]): void;
  /** What a caller is told from now on, of each epoch its branch. */
  tell(caller: string, branches: readonly Branch[]): void;
};

const endOf = (branch: Branch): [number, string] => {
  const last = branch.entries.at(-1);
  return last ? [last.seq, last.hash] : [firstSeq(branch.epoch) - 1, sha256(branch.statement)];
};

/** Flips a bit of the signature that counts, so that the form stays right. */
const unsign = (envelope: string): string => {
  const at = envelope.lastIndexOf('.') + 1;
  return `${envelope.slice(0, at)}${envelope[at] === 'A' ? 'B' : 'A'}${envelope.slice(at + 1)}`;
};

/** Puts a liar in the place of the instance at `index`, which is ended. */
export const createLiar = async (town: Town, index: number): Promise<Liar> => {
  await town.crash(index);
  const { coalition, network, scheduler } = town;
  const self = coalition.constituents[index];
  if (!self) throw new Error(`There is no constituent ${index}.`);
  const { origin, governance, operations, statement } = self;
  const chance = seededChance(`liar ${origin}`);
  const told = new Map<string, readonly Branch[]>();
  const now = () => new Date(Math.floor(scheduler.now())).toISOString();

  const answer = (caller: string, request: SyncRequest): string[] => {
    const branches = told.get(caller) ?? [];
    const have = Object.fromEntries(branches.map((branch) => [branch.epoch, [...endOf(branch), 0]]));
    const lines = [JSON.stringify({ have: { [origin]: have }, head: { v: 1, hash: coalition.id } })];
    let more = false;
    for (const branch of branches) {
      const known = request.have[origin]?.[branch.epoch];
      if (known?.[1] !== endOf(branch)[1]) lines.push(epochLine(branch.statement));
      const wanted = (request.want[origin] ?? []).flatMap(([from, to]) =>
        branch.entries.filter(({ seq }) => from <= seq && seq <= to),
      );
      lines.push(...wanted.map(({ line }) => line));
      const news = request.hold.includes(origin) ? [] : branch.entries.filter(({ seq }) => seq > (known?.[0] ?? 0));
      lines.push(...news.slice(0, request.limit).map(({ line }) => line));
      more ||= news.length > request.limit;
    }
    return [...lines, JSON.stringify({ more })];
  };
  network.join(origin, {
    alive: true,
    clock: { now: () => Math.floor(scheduler.now()) },
    newestOf: async () => undefined,
    sync: async (caller, request) => answer(caller, request),
    nudge: async () => {},
    receive: async () => ({ state: 'taken' }),
    push: async () => ({ why: 'never' }),
  });

  return {
    origin,
    open(epoch, after = [0, 0, ''], final = false, name = '') {
      if (epoch === 1) return { epoch, statement, key: operations, entries: [] };
      const key = createSigningKey(seededChance(`${origin} ${epoch} ${name}`).bytes(32));
      const payload = { v: 1, coalition: coalition.id, origin, epoch, key: key.publicJwk, after, final, at: now() };
      return { epoch, statement: sealJws(EPOCH_STATEMENT, payload, governance), key, entries: [] };
    },
    fork: (branch, upTo) => ({ ...branch, entries: branch.entries.filter(({ seq }) => seq <= upTo) }),
    say(branch, ...entries) {
      for (const { type = 'thread.started', ref, fields, unsigned } of entries) {
        const content = fields ? sealContent(fields, chance.bytes(16)) : null;
        const [seq, prev] = endOf(branch);
        const sealed = sealEnvelope(
          {
            ...{ v: 1, coalition: coalition.id, origin, epoch: branch.epoch, seq: seq + 1, prev, at: now(), type, ref },
            ...{ digest: content?.digest ?? '', size: content?.size ?? 0 },
          },
          branch.key,
        );
        const envelope = unsigned ? unsign(sealed.envelope) : sealed.envelope;
        const line = entryLine(envelope, content ? 'held' : 'none', content?.bytes ?? null);
        branch.entries.push({ seq: seq + 1, hash: sha256(envelope), line });
      }
    },
    tell: (caller, branches) => void told.set(caller, branches),
  };
};

let threads = 0;
/** A thread on the first plank, as somebody of the liar's house would start it. */
export const aThread = (words = `liar's thread ${++threads}`): NewEntry => ({
  ref: { plank: 'self-determination', author: 'AAAAAAAAAAAAAAAAAAAAAA' },
  fields: { title: words, body: words },
});
