// The charter as everybody may read it, and check it: what each version says, who signed it, and the bytes that they signed.
import { Refusal } from '../../base/errors.ts';
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { openJws } from '../../journal/jws.ts';
import { type Charter, parseCharter } from './charter.ts';
import { type CharterVersion, latestVersion, listVersions } from './charter-store.ts';
import { fingerprintOf } from './fingerprint.ts';
import { FOUNDING_MESSAGE } from './founding-message.ts';

export type ConstituentView = {
  id: string;
  url: string;
  name: string;
  since: string;
  voting: boolean;
  /** Of the governance key: 16 groups of 4 hexadecimal digits. */
  fingerprint: string;
  key: Charter['constituents'][number]['gov'];
  /** Whether it is this instance. */
  self: boolean;
};

/** Who certified a version, and when they say that they did. */
export type SignatureView = { origin: string; name: string; at: string; fingerprint: string };

export type CharterView = {
  v: number;
  /** Base64url SHA-256 of the bytes. */
  hash: string;
  coalition: string;
  /** The hash of the version before; `''` for the first. */
  prev: string;
  /** Of the newest version known here. */
  newest: number;
  /** From when on it counts, in epoch milliseconds; null for version 1, which counts from ever on. */
  effective: number | null;
  /** Whether it is the one that counts now. */
  inForce: boolean;
  name: string;
  constituents: ConstituentView[];
  planks: (Omit<Charter['planks'][number], 'closed'> & { closed: string | null })[];
  rules: Charter['rules'];
  predecessor: string | null;
  signatures: SignatureView[];
  /** RFC 8785: what is hashed and signed. */
  bytes: string;
  /** Compact JWS (RFC 7515), each by the governance key of one who certified it. */
  certificate: string[];
};

export type VersionSummary = {
  v: number;
  hash: string;
  effective: number | null;
  name: string;
  constituents: number;
  planks: number;
};

type Needs = { db: Pick<Database, 'read'>; clock: Clock; origin: string };

const outside = () => new Refusal('not-found', 'This instance is in no coalition.');

const charterIn = ({ v, bytes }: CharterVersion): Charter => {
  const parsed = parseCharter(bytes);
  if (!parsed.ok) throw new Error(`Charter version ${v} in the database is damaged: ${parsed.why}`);
  return parsed.charter;
};

const messagesIn = ({ certificate }: CharterVersion): string[] => {
  const list: unknown = JSON.parse(certificate);
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
};

/** They were checked before they were kept: here they are only read. */
const signaturesIn = (charter: Charter, messages: readonly string[]): SignatureView[] =>
  messages.flatMap((message) => {
    const opened = openJws(message, FOUNDING_MESSAGE);
    if (!opened.ok) return [];
    const { origin, at } = opened.payload;
    const signer = charter.constituents.find(({ id }) => id === origin);
    return signer
      ? [{ origin: signer.id, name: signer.name, at: String(at), fingerprint: fingerprintOf(signer.gov) }]
      : [];
  });

const effectiveOf = ({ v, effective }: Pick<CharterVersion, 'v' | 'effective'>): number | null =>
  v === 1 ? null : effective;

const byNumber = query<{ coalition: string; v: number }>()((db, p) =>
  db.selectFrom('charter_version').selectAll().where('coalition', '=', p.coalition).where('v', '=', p.v),
);
const before = query<{ coalition: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('charter_version')
    .selectAll()
    .where('coalition', '=', p.coalition)
    .where('v', '<', p.before)
    .orderBy('v', 'desc')
    .limit(p.limit),
);
const inForceAt = async (reader: Reader, coalition: string, now: number): Promise<number> =>
  (await listVersions(reader, coalition)).findLast(({ effective }) => effective <= now)?.v ?? 1;

/**
 * @param v a version; without it the one that counts now
 * @throws Refusal `not-found`: outside a coalition, or no such version is known here
 */
export const readCharter =
  ({ db, clock, origin }: Needs) =>
  async (v?: number): Promise<CharterView> => {
    const newest = await latestVersion(db.read);
    if (!newest) throw outside();
    const { coalition } = newest;
    const current = await inForceAt(db.read, coalition, clock.now());
    const row = await db.read.get(byNumber, { coalition, v: v ?? current });
    if (!row) throw new Refusal('not-found', 'No such version of the charter is known here.');
    const charter = charterIn(row);
    const certificate = messagesIn(row);
    return {
      v: row.v,
      hash: row.hash,
      coalition,
      prev: charter.prev,
      newest: newest.v,
      effective: effectiveOf(row),
      inForce: row.v === current,
      name: charter.name,
      constituents: charter.constituents.map(({ id, url, name, since, voting, gov }) => ({
        ...{ id, url, name, since, voting },
        fingerprint: fingerprintOf(gov),
        key: gov,
        self: id === origin,
      })),
      planks: charter.planks.map(({ closed, ...plank }) => ({ ...plank, closed: closed ?? null })),
      rules: charter.rules,
      predecessor: charter.predecessor ?? null,
      signatures: signaturesIn(charter, certificate),
      bytes: row.bytes,
      certificate,
    };
  };

const PAGE = 50;

/** Newest first; empty outside a coalition. @throws Refusal `invalid` (cursor) */
export const listCharterVersions =
  ({ db }: Pick<Needs, 'db'>) =>
  async (cursor?: string): Promise<Page<VersionSummary>> => {
    const from = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeNumberCursor(cursor);
    const newest = await latestVersion(db.read);
    if (!newest) return { items: [], next: null };
    const { coalition } = newest;
    const found = await db.read.all(before, { coalition, before: from, limit: PAGE + 1 });
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    return {
      items: page.map((row) => {
        const { name, constituents, planks } = charterIn(row);
        const counts = { constituents: constituents.length, planks: planks.length };
        return { v: row.v, hash: row.hash, effective: effectiveOf(row), name, ...counts };
      }),
      next: found.length > PAGE && last ? encodeCursor([last.v]) : null,
    };
  };
