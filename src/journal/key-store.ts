// Operations keys of this instance: private halves, in the database, so that a key and the epoch that it opens are durable
// together. Never logged, never answered.
import type { Clock } from '../base/time.ts';
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import { exportPrivateJwk, importSigningKey, type SigningKey } from './keys.ts';

const byKid = query<{ kid: string }>()((db, p) => db.selectFrom('secret_key').select('jwk').where('kid', '=', p.kid));
const insert = command<{ kid: string; jwk: string; at: number }>()((db, p) =>
  db
    .insertInto('secret_key')
    .values({ kid: p.kid, purpose: 'operations', jwk: p.jwk, created_at: p.at })
    .onConflict((oc) => oc.column('kid').doNothing()),
);

export const keepOperationsKey = async (tx: Writer, key: SigningKey, clock: Clock): Promise<void> => {
  await tx.run(insert, { kid: key.kid, jwk: exportPrivateJwk(key), at: clock.now() });
};

export type OperationsKeys = { find(reader: Reader, kid: string): Promise<SigningKey | undefined> };

/** Remembers each key once it was read. */
export const createOperationsKeys = (): OperationsKeys => {
  const known = new Map<string, SigningKey>();
  return {
    async find(reader, kid) {
      const remembered = known.get(kid);
      if (remembered) return remembered;
      const row = await reader.get(byKid, { kid });
      if (!row) return undefined;
      const key = importSigningKey(row.jwk);
      known.set(kid, key);
      return key;
    },
  };
};
