// Call tokens that were used, until they expire: in the database, so that a restart does not make them good again.
import type { Database } from '../db/database.ts';
import { command } from '../db/statement.ts';

const insertSpent = command<{ issuer: string; jti: string; expiresAt: number }>()((db, p) =>
  db
    .insertInto('call_token')
    .values({ issuer: p.issuer, jti: p.jti, expires_at: p.expiresAt })
    .onConflict((conflict) => conflict.doNothing()),
);

const deleteExpired = command<{ before: number }>()((db, p) =>
  db.deleteFrom('call_token').where('expires_at', '<', p.before),
);

/** Kept for longer than needed: a clock that is set back by less makes no token good again. */
const MARGIN = 60 * 60_000;

export const spendCallToken =
  (needs: { db: Database }) =>
  (jti: string, expiresAt: number, issuer: string): Promise<boolean> =>
    needs.db.write(async (tx) => (await tx.run(insertSpent, { issuer, jti, expiresAt })) === 1);

/** Forgets what expired more than an hour ago. Called now and then. */
export const forgetCallTokens = (needs: { db: Database }) => (now: number) =>
  needs.db.write(async (tx) => tx.run(deleteExpired, { before: now - MARGIN }));
