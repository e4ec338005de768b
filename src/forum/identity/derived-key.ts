// Keys for what this instance gives out and takes back soon: made of the key of access tokens, so that there is no new secret to
// keep, and every process on the same database has the same.
import { hkdfSync } from 'node:crypto';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { loadTokenKeys } from './token-keys.ts';

type Needs = { db: Database; clock: Clock; chance: Chance };

const derive = async (needs: Needs, use: string): Promise<Buffer> => {
  const [key] = await loadTokenKeys(needs);
  if (!key) throw new Error('There is no key to make others of.');
  const { d = '' } = key.privateKey.export({ format: 'jwk' });
  return Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', use, 32));
};

/** 32 bytes, read once. @param use what keeps it apart from all others */
export const derivedKey = (needs: Needs, use: string): (() => Promise<Buffer>) => {
  let loading: Promise<Buffer> | undefined;
  return () => {
    loading ??= derive(needs, use).catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
};
