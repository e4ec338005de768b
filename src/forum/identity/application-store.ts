// Applications in the database. A pending one keeps its name and a password's hash; decided ones keep neither for long.
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export const applicationLimits = { answer: 4_000, reason: 2_000 } as const;
export const DAY = 86_400_000;

type New = {
  publicId: string;
  tokenHash: string;
  name: string;
  displayName: string;
  passwordHash: string;
  question: string;
  answer: string;
  accepts: string;
  email: string | null;
  at: number;
  expiresAt: number;
};

/** Changes no row where an application for this name waits already. */
export const insertApplication = command<New>()((db, p) =>
  db
    .insertInto('application')
    .values({
      public_id: p.publicId,
      token_hash: p.tokenHash,
      name: p.name,
      display_name: p.displayName,
      password_hash: p.passwordHash,
      question: p.question,
      answer: p.answer,
      accepts: p.accepts,
      email: p.email,
      state: 'pending',
      at: p.at,
      expires_at: p.expiresAt,
      decided_at: null,
      decided_by: null,
      reason: '',
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Whether an application keeps this name for now. */
export const pendingByName = query<{ name: string; now: number }>()((db, p) =>
  db
    .selectFrom('application')
    .select('id')
    .where('name', '=', p.name)
    .where('state', '=', 'pending')
    .where('expires_at', '>', p.now),
);

export const applicationByToken = query<{ publicId: string; tokenHash: string }>()((db, p) =>
  db
    .selectFrom('application')
    .select(['public_id as id', 'name', 'state', 'at', 'expires_at as expiresAt', 'decided_at as decidedAt', 'reason'])
    .where('public_id', '=', p.publicId)
    .where('token_hash', '=', p.tokenHash),
);

export const applicationToDecide = query<{ publicId: string }>()((db, p) =>
  db
    .selectFrom('application')
    .select(['name', 'display_name as displayName', 'password_hash as passwordHash', 'accepts', 'email', 'at'])
    .where('public_id', '=', p.publicId),
);

type Decision = {
  publicId: string;
  state: 'accepted' | 'refused';
  by: number | null;
  reason: string;
  at: number;
  dropAt: number;
};

/** Changes no row where it was decided or has ended. */
export const decide = command<Decision>()((db, p) =>
  db
    .updateTable('application')
    .set({
      state: p.state,
      decided_by: p.by,
      decided_at: p.at,
      reason: p.reason,
      password_hash: '',
      email: null,
      expires_at: p.dropAt,
    })
    .where('public_id', '=', p.publicId)
    .where('state', '=', 'pending')
    .where('expires_at', '>', p.at),
);

/** Oldest first. */
export const pendingAfter = query<{ after: number; now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('application')
    .select(['id', 'public_id as publicId', 'name', 'display_name as displayName', 'question', 'answer', 'at'])
    .select('expires_at as expiresAt')
    .where('state', '=', 'pending')
    .where('expires_at', '>', p.now)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);

const expire = command<{ now: number; dropAt: number }>()((db, p) =>
  db
    .updateTable('application')
    .set({ state: 'expired', password_hash: '', email: null, expires_at: p.dropAt })
    .where('state', '=', 'pending')
    .where('expires_at', '<=', p.now),
);
const drop = command<{ now: number }>()((db, p) =>
  db.deleteFrom('application').where('state', '<>', 'pending').where('expires_at', '<=', p.now),
);

/** Ends what nobody decided in time, which frees its name, and drops what ended `days` ago. */
export const sweepApplications = async (tx: Writer, now: number, days: number): Promise<void> => {
  await tx.run(expire, { now, dropAt: now + days * DAY });
  await tx.run(drop, { now });
};

export const dropApplicationsOf = command<{ name: string }>()((db, p) =>
  db.deleteFrom('application').where('name', '=', p.name).where('state', '=', 'accepted'),
);
/** The decision stays; who made it is forgotten. */
export const disownDecisions = command<{ memberId: number }>()((db, p) =>
  db.updateTable('application').set({ decided_by: null }).where('decided_by', '=', p.memberId),
);
