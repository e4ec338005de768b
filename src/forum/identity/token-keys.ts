// The key that signs access tokens: made once, kept in the database, so that tokens outlive a restart and any process
// on the same database accepts them.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from '../../base/hash.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export type TokenKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject };

const keysInOrder = query()((db) =>
  db
    .selectFrom('secret_key')
    .select(['kid', 'jwk'])
    .where('purpose', '=', 'token')
    .orderBy('created_at')
    .orderBy('kid'),
);
const insertKey = command<{ kid: string; jwk: string; at: number }>()((db, p) =>
  db
    .insertInto('secret_key')
    .values({ kid: p.kid, purpose: 'token', jwk: p.jwk, created_at: p.at })
    .onConflict((conflict) => conflict.column('kid').doNothing()),
);

/** PKCS #8 around 32 bytes of an Ed25519 key (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const newKey = (seed: Uint8Array): { kid: string; jwk: string } => {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const { crv, d, kty, x } = privateKey.export({ format: 'jwk' });
  // RFC 7638: the required members in this order, nothing else.
  return { kid: sha256(JSON.stringify({ crv, kty, x })), jwk: JSON.stringify({ kty, crv, x, d }) };
};

const readKeys = async (db: Database): Promise<TokenKey[]> =>
  (await db.read.all(keysInOrder, {})).map(({ kid, jwk }) => {
    const privateKey = createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' });
    return { kid, privateKey, publicKey: createPublicKey(privateKey) };
  });

/**
 * All keys in order; makes the first if there is none. The oldest signs, so that processes that started together and
 * made one each soon agree.
 */
export const loadTokenKeys = async ({
  db,
  clock,
  chance,
}: {
  db: Database;
  clock: Clock;
  chance: Chance;
}): Promise<readonly TokenKey[]> => {
  const keys = await readKeys(db);
  if (keys.length > 0) return keys;
  const key = newKey(chance.bytes(32));
  await db.write(async (tx) => {
    await tx.run(insertKey, { ...key, at: clock.now() });
  });
  return readKeys(db);
};
