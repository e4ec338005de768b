// What an authenticator is asked to sign: random bytes with the time of their end, under a key of this instance. Nothing is kept
// of those that nobody answers; those that were answered are kept until their end, so that each is good once.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../base/hash.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { derivedKey } from './derived-key.ts';

type Needs = { db: Database; clock: Clock; chance: Chance };

/** What it was made for, and, where that is known, for whom and in which session. */
export type ChallengeUse = { to: 'add'; publicId: string; sessionId: number } | { to: 'sign-in' };

/** A challenge that is good, to be spent in the transaction that relies on it. */
export type GoodChallenge = { hash: string; expiresAt: number };

/** People look for their keys, and unlock their phones. */
export const CHALLENGE_MS = 5 * 60_000;

const RANDOM = 16;
const TIME = 6;
const SIGNED = RANDOM + TIME;
const LENGTH = SIGNED + 32;

const boundTo = (use: ChallengeUse): string => (use.to === 'add' ? `add ${use.publicId} ${use.sessionId}` : use.to);

export const createChallenges = (needs: Needs) => {
  const key = derivedKey(needs, 'koinon passkey challenge');
  const sign = async (signed: Uint8Array, use: ChallengeUse): Promise<Buffer> =>
    createHmac('sha256', await key())
      .update(signed)
      .update(boundTo(use))
      .digest();

  return {
    /** base64url, 72 characters. */
    async make(use: ChallengeUse): Promise<string> {
      const signed = Buffer.alloc(SIGNED);
      signed.set(needs.chance.bytes(RANDOM));
      signed.writeUIntBE(needs.clock.now() + CHALLENGE_MS, RANDOM, TIME);
      return Buffer.concat([signed, await sign(signed, use)]).toString('base64url');
    },
    /** Undefined: it is none of ours, was made for something or somebody else, or is over. */
    async check(challenge: string, use: ChallengeUse): Promise<GoodChallenge | undefined> {
      const bytes = Buffer.from(challenge, 'base64url');
      // One spelling alone, or another one would be good a second time.
      if (bytes.length !== LENGTH || bytes.toString('base64url') !== challenge) return undefined;
      const signed = bytes.subarray(0, SIGNED);
      const expiresAt = signed.readUIntBE(RANDOM, TIME);
      if (!timingSafeEqual(bytes.subarray(SIGNED), await sign(signed, use))) return undefined;
      return needs.clock.now() < expiresAt ? { hash: sha256(challenge), expiresAt } : undefined;
    },
  };
};

export type Challenges = ReturnType<typeof createChallenges>;

const insertSpent = command<GoodChallenge>()((db, p) =>
  db
    .insertInto('spent_challenge')
    .values({ hash: p.hash, expires_at: p.expiresAt })
    .onConflict((oc) => oc.column('hash').doNothing()),
);
const dropOver = command<{ now: number }>()((db, p) =>
  db.deleteFrom('spent_challenge').where('expires_at', '<', p.now),
);

/** Whether it was good until now: exactly one caller hears yes. */
export const spendChallenge = async (tx: Writer, { hash, expiresAt }: GoodChallenge, now: number): Promise<boolean> => {
  await tx.run(dropOver, { now });
  return (await tx.run(insertSpent, { hash, expiresAt })) > 0;
};
