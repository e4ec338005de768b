// Sessions in the database. A token session has a chain of refresh tokens of which the newest is unused; a cookie
// session has one secret for all its life.
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { hashSecret, newPublicId, newSecret } from './secret.ts';

export type SessionKind = 'token' | 'cookie';

/** Times in epoch milliseconds. */
export type SessionView = {
  id: string;
  kind: SessionKind;
  agent: string;
  at: number;
  usedAt: number;
  expiresAt: number;
};

/** 30 days: from the last rotation for token sessions, from the sign-in for cookies. */
export const SESSION_MS = 30 * 24 * 3600_000;
/** Signing in once more ends the oldest. */
export const SESSIONS_PER_MEMBER = 100;

const shown = [
  'public_id as id',
  'kind',
  'agent',
  'created_at as at',
  'used_at as usedAt',
  'expires_at as expiresAt',
] as const;

const insertSession = command<{
  publicId: string;
  memberId: number;
  kind: SessionKind;
  agent: string;
  at: number;
  expiresAt: number;
}>()((db, p) =>
  db
    .insertInto('session')
    .values({
      public_id: p.publicId,
      member_id: p.memberId,
      kind: p.kind,
      agent: p.agent,
      created_at: p.at,
      used_at: p.at,
      expires_at: p.expiresAt,
      ended_at: null,
    })
    .returning('id'),
);

const insertSecret = command<{ hash: string; sessionId: number; at: number }>()((db, p) =>
  db.insertInto('session_secret').values({ hash: p.hash, session_id: p.sessionId, created_at: p.at, used_at: null }),
);

/** Gives a session a new secret and answers it; nobody can read it back. */
export const addSecret = async (tx: Writer, chance: Chance, sessionId: number, at: number): Promise<string> => {
  const secret = newSecret(chance);
  await tx.run(insertSecret, { hash: hashSecret(secret), sessionId, at });
  return secret;
};

export const openSession = async (
  tx: Writer,
  chance: Chance,
  { memberId, kind, agent, at }: { memberId: number; kind: SessionKind; agent: string; at: number },
): Promise<{ session: SessionView; secret: string }> => {
  const id = newPublicId(chance);
  const expiresAt = at + SESSION_MS;
  const [row] = await tx.rows(insertSession, { publicId: id, memberId, kind, agent, at, expiresAt });
  if (!row) throw new Error('The database answered no id for a new session.');
  const secret = await addSecret(tx, chance, row.id, at);
  return { session: { id, kind, agent, at, usedAt: at, expiresAt }, secret };
};

/** Conditional: a session that ended or expired stays so, and answers no row. */
export const slideSession = command<{ id: number; at: number; expiresAt: number }>()((db, p) =>
  db
    .updateTable('session')
    .set({ used_at: p.at, expires_at: p.expiresAt })
    .where('id', '=', p.id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', p.at)
    .returning(shown),
);

export const endSessionById = command<{ id: number; at: number }>()((db, p) =>
  db
    .updateTable('session')
    .set({ ended_at: p.at })
    .where('id', '=', p.id)
    .where('ended_at', 'is', null)
    .returning(shown),
);

export const endSessionOfMember = command<{ id: string; memberId: number; at: number }>()((db, p) =>
  db
    .updateTable('session')
    .set({ ended_at: p.at })
    .where('public_id', '=', p.id)
    .where('member_id', '=', p.memberId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', p.at)
    .returning(shown),
);

export const endSessionsExcept = command<{ memberId: number; keep: number; at: number }>()((db, p) =>
  db
    .updateTable('session')
    .set({ ended_at: p.at })
    .where('member_id', '=', p.memberId)
    .where('id', '<>', p.keep)
    .where('ended_at', 'is', null)
    .returning(shown),
);

export const liveSessions = query<{ memberId: number; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .select(shown)
    .select('id as number')
    .where('member_id', '=', p.memberId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', p.now)
    .orderBy('id', 'desc')
    .limit(SESSIONS_PER_MEMBER),
);
