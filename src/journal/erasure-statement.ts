// Who left, was expelled or is frozen can still erase: a statement of its own, outside any chain (protocol.md, Erasing).
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../base/hash.ts';
import { ORIGIN } from '../base/names.ts';
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import { type Fault, faultOf, isHash } from './forms.ts';
import { checkJws, type JwsForm, type OpenedJws, openJws, sealJws } from './jws.ts';
import type { SigningKey } from './keys.ts';
import { ranges } from './records/parts.ts';
import type { Range } from './records.ts';

const ERASURE: JwsForm = { typ: 'koinon-erasure', fields: ['coalition', 'origin', 'erases'] };

const payloadSchema = z.object({
  coalition: z.string().refine(isHash, 'is no hash'),
  origin: z.string().regex(ORIGIN),
  erases: ranges,
});

export type ErasurePayload = { coalition: string; origin: string; erases: Range[] };
export type OpenedErasure = { ok: true; payload: ErasurePayload; hash: string; kid: string; jws: OpenedJws };

export const sealErasure = (payload: ErasurePayload, key: SigningKey): string => sealJws(ERASURE, payload, key);

/** Reads a statement without checking its signature: see {@link checkErasure}. */
export const openErasure = (compact: string): OpenedErasure | Fault => {
  const jws = openJws(compact, ERASURE);
  if (!jws.ok) return jws;
  const parsed = payloadSchema.safeParse(jws.payload);
  if (!parsed.success) return faultOf(parsed.error.issues[0]?.message ?? 'not an erasure');
  const payload = parsed.data as ErasurePayload;
  return { ok: true, payload, hash: sha256(compact), kid: jws.header.kid, jws };
};

export const checkErasure = (opened: OpenedErasure, keys: readonly KeyObject[]): boolean =>
  keys.some((key) => checkJws(opened.jws, key));

const insert = command<{ journal: number; hash: string; statement: string; at: number }>()((db, p) =>
  db
    .insertInto('erasure')
    .values({ journal_id: p.journal, hash: p.hash, statement: p.statement, at: p.at })
    .onConflict((oc) => oc.columns(['journal_id', 'hash']).doNothing()),
);
const all = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('erasure')
    .innerJoin('journal', 'journal.id', 'erasure.journal_id')
    .select(['erasure.journal_id', 'erasure.hash', 'erasure.statement'])
    .where('journal.coalition', '=', p.coalition)
    .orderBy('erasure.hash'),
);

/** Answers false when it is known already. */
export const keepErasure = async (tx: Writer, journal: number, opened: OpenedErasure, at: number): Promise<boolean> =>
  (await tx.run(insert, { journal, hash: opened.hash, statement: opened.jws.compact, at })) > 0;

const drop = command<{ journal: number; hash: string }>()((db, p) =>
  db.deleteFrom('erasure').where('journal_id', '=', p.journal).where('hash', '=', p.hash),
);

/** Forgets a statement: its key erases no more. */
export const dropErasure = async (tx: Writer, journal: number, hash: string): Promise<void> => {
  await tx.run(drop, { journal, hash });
};

export const listErasures = async (
  reader: Reader,
  coalition: string,
): Promise<{ journal_id: number; hash: string; statement: string }[]> => reader.all(all, { coalition });

/** One hash for the whole set, `''` for none: equal hashes, equal sets. */
export const hashOfErasures = async (reader: Reader, coalition: string): Promise<string> => {
  const rows = await reader.all(all, { coalition });
  return rows.length === 0 ? '' : sha256(rows.map((row) => row.hash).join('\n'));
};
