// What keeps the tables of sessions small, done where they grow: at sign-in and at each rotation.
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { SESSION_MS, SESSIONS_PER_MEMBER } from './session-store.ts';

const endOldest = command<{ memberId: number; at: number }>()((db, p) =>
  db
    .updateTable('session')
    .set({ ended_at: p.at })
    .where('member_id', '=', p.memberId)
    .where('ended_at', 'is', null)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('session')
        .select('id')
        .where('member_id', '=', p.memberId)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', p.at)
        .orderBy('id', 'desc')
        .limit(SESSIONS_PER_MEMBER - 1),
    ),
);

// A month after its end a session is of no interest to anybody, and none of its secrets could still be valid.
const dropSecretsOfEnded = command<{ memberId: number; before: number }>()((db, p) =>
  db
    .deleteFrom('session_secret')
    .where('session_id', 'in', (eb) =>
      eb.selectFrom('session').select('id').where('member_id', '=', p.memberId).where('ended_at', '<', p.before),
    ),
);
const dropEnded = command<{ memberId: number; before: number }>()((db, p) =>
  db.deleteFrom('session').where('member_id', '=', p.memberId).where('ended_at', '<', p.before),
);

/** Makes room for one more session: expired ones end, and so does the oldest beyond the limit. */
export const trimSessions = async (tx: Writer, memberId: number, at: number): Promise<void> => {
  const before = at - SESSION_MS;
  await tx.run(endOldest, { memberId, at });
  await tx.run(dropSecretsOfEnded, { memberId, before });
  await tx.run(dropEnded, { memberId, before });
};

const dropSpent = command<{ sessionId: number; before: number }>()((db, p) =>
  db.deleteFrom('session_secret').where('session_id', '=', p.sessionId).where('used_at', '<', p.before),
);

/** Forgets refresh tokens that were spent so long ago that they would have expired unspent. */
export const trimSecrets = async (tx: Writer, sessionId: number, at: number): Promise<void> => {
  await tx.run(dropSpent, { sessionId, before: at - SESSION_MS });
};
