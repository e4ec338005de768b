// Creating once, however often the call arrives. A member's call with an Idempotency-Key is answered again for 24 hours
// as it was the first time; the same key with another call is refused. Only success is kept: what was refused may be tried again.
//
// Nothing is created twice, because the key's row is written by the verb's own transaction: `once` hands the verb an
// `alongside` (db/alongside.ts), the verb calls it before it ends. Killed before the commit there is neither post nor key,
// after it there are both. Two calls at once meet at the row: the later one changes no row, is rolled back whole and
// answers what the first one made.
//
// The answer quotes what the member wrote, and a plain copy would outlive its erasure. So it is sealed with a key made of
// the Idempotency-Key and the call: whoever brings both again can read it, the database alone can't. The row keeps no
// plain digest of the call either: short texts could be guessed from it.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { Refusal } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { Chance, Clock } from '../base/time.ts';
import type { Alongside } from '../db/alongside.ts';
import type { Database } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import { type Answer, JSON_TYPE } from './answer.ts';

type Needs = { db: Database; clock: Clock; chance: Chance };

export type KeyedCall = {
  memberId: number;
  /** As the header Idempotency-Key has it. */
  key: string;
  method: string;
  /** With its query. */
  path: string;
  body: Uint8Array;
};

/** `alongside` takes anything, so that T is what `run` answers; it has to be the same. */
export type Once = <T>(
  run: (alongside: Alongside<unknown> | undefined) => Promise<T>,
  present: (result: T) => Answer,
) => Promise<Answer>;

/** Milliseconds that an answer is kept. */
export const KEPT = 24 * 3600_000;
const KEY = /^[\x21-\x7e]{1,255}$/;

type Stored = { hash: string; status: number; body: string };

const find = query<{ member: number; key: string; since: number }>()((db, p) =>
  db
    .selectFrom('idempotency')
    .select(['request_hash as hash', 'status', 'body'])
    .where('member_id', '=', p.member)
    .where('key', '=', p.key)
    .where('at', '>', p.since),
);
const dropOutlived = command<{ member: number; key: string; since: number }>()((db, p) =>
  db.deleteFrom('idempotency').where('member_id', '=', p.member).where('key', '=', p.key).where('at', '<=', p.since),
);
const insert = command<{ member: number; key: string; hash: string; status: number; body: string; at: number }>()(
  (db, p) =>
    db
      .insertInto('idempotency')
      .values({ member_id: p.member, key: p.key, request_hash: p.hash, status: p.status, body: p.body, at: p.at })
      .onConflict((conflict) => conflict.columns(['member_id', 'key']).doNothing()),
);
const sweep = command<{ since: number }>()((db, p) => db.deleteFrom('idempotency').where('at', '<=', p.since));

/** Drops what is older than 24 hours; the app calls it now and then. */
export const forgetOldKeys = ({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<number> =>
  db.write(async (tx) => await tx.run(sweep, { since: clock.now() - KEPT }));

/** Somebody with the same key was faster; rolls the verb back. */
class KeyTaken extends Error {}

const IV = 12;
const TAG = 16;

const seal = (secret: Buffer, iv: Uint8Array, text: string): string => {
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
};

const open = (secret: Buffer, text: string): string => {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, IV));
  decipher.setAuthTag(bytes.subarray(IV, IV + TAG));
  return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
};

const bound = (purpose: string, { key, method, path, body }: KeyedCall): Buffer =>
  createHmac('sha256', key).update(`${purpose}\n${method} ${path}\n`).update(body).digest();

/** @throws Refusal `invalid` when the key is none; `key-reused` */
export const createOnce =
  ({ db, clock, chance }: Needs) =>
  (call: KeyedCall): Once => {
    if (!KEY.test(call.key))
      throw new Refusal('invalid', 'Idempotency-Key: must be 1 to 255 visible ASCII characters.', {
        field: 'Idempotency-Key',
      });
    const row = { member: call.memberId, key: sha256(call.key) };
    const hash = bound('call', call).toString('base64url');

    const again = async (): Promise<Answer | undefined> => {
      const stored: Stored | undefined = await db.read.get(find, { ...row, since: clock.now() - KEPT });
      if (!stored) return undefined;
      if (stored.hash !== hash)
        throw new Refusal('key-reused', 'Idempotency-Key: it was used for another call; take a new one.', {
          field: 'Idempotency-Key',
        });
      const { body, headers } = JSON.parse(open(bound('answer', call), stored.body));
      return { status: stored.status, type: JSON_TYPE, body, headers: { ...headers, 'idempotent-replayed': 'true' } };
    };

    return async <T>(run: (alongside: Alongside<unknown>) => Promise<T>, present: (result: T) => Answer) => {
      const before = await again();
      if (before) return before;
      let written = false;
      try {
        const result = await run(async (tx, made) => {
          const { status, body, headers } = present(made as T);
          const sealed = seal(bound('answer', call), chance.bytes(IV), JSON.stringify({ body, headers }));
          const at = clock.now();
          await tx.run(dropOutlived, { ...row, since: at - KEPT });
          if ((await tx.run(insert, { ...row, hash, status, body: sealed, at })) === 0) throw new KeyTaken();
          written = true;
        });
        if (!written) throw new Error('A verb ignored `alongside`, so its Idempotency-Key was not kept.');
        return present(result);
      } catch (error) {
        if (!(error instanceof KeyTaken)) throw error;
        const first = await again();
        if (first) return first;
        throw new Refusal('conflict', 'The same call was under way; try again.');
      }
    };
  };

/** For calls without a key, and for visitors. */
export const plainly: Once = async (run, present) => present(await run(undefined));
