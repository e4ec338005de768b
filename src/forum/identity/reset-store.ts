// Links that set a new password, in the database: their hashes, and who asked for one.
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export const insertRequest = command<{ account: string; now: number }>()((db, p) =>
  db.insertInto('reset_request').values({ account: p.account, created_at: p.now }),
);
export const requestsInOrder = query<{ limit: number }>()((db, p) =>
  db.selectFrom('reset_request').select(['id', 'account', 'created_at as at']).orderBy('id').limit(p.limit),
);
/** Exactly one process gets to answer it. */
export const takeRequest = command<{ id: number }>()((db, p) => db.deleteFrom('reset_request').where('id', '=', p.id));

const found = ['member.id', 'member.name', 'member_email.address'] as const;

/** Members of this name, or with this confirmed address: whoever gave it in capitals, too. */
export const confirmedByName = query<{ name: string }>()((db, p) =>
  db
    .selectFrom('member')
    .innerJoin('member_email', 'member_email.member_id', 'member.id')
    .select(found)
    .where('member.name', '=', p.name)
    .where('member.state', '=', 'active')
    .where('member_email.confirmed_at', 'is not', null),
);
export const confirmedByAddress = query<{ folded: string; limit: number }>()((db, p) =>
  db
    .selectFrom('member_email')
    .innerJoin('member', 'member.id', 'member_email.member_id')
    .select(found)
    .where('member_email.folded', '=', p.folded)
    .where('member.state', '=', 'active')
    .where('member_email.confirmed_at', 'is not', null)
    .orderBy('member.id')
    .limit(p.limit),
);

export const insertReset = command<{ hash: string; memberId: number; via: string; now: number; expiresAt: number }>()(
  (db, p) =>
    db
      .insertInto('password_reset')
      .values({ hash: p.hash, member_id: p.memberId, via: p.via, created_at: p.now, expires_at: p.expiresAt }),
);
export const findReset = query<{ hash: string; now: number }>()((db, p) =>
  db
    .selectFrom('password_reset')
    .innerJoin('member', 'member.id', 'password_reset.member_id')
    .select(['member.id', 'member.name', 'member.public_id as publicId'])
    .where('password_reset.hash', '=', p.hash)
    .where('password_reset.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);
/** Exactly one caller per link gets through. */
export const takeReset = command<{ hash: string; now: number }>()((db, p) =>
  db.deleteFrom('password_reset').where('hash', '=', p.hash).where('expires_at', '>', p.now),
);

const deleteResets = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('password_reset').where('member_id', '=', p.memberId),
);
const deleteMailedResets = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('password_reset').where('member_id', '=', p.memberId).where('via', '=', 'mail'),
);
const deleteMadeResets = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('password_reset').where('member_id', '=', p.memberId).where('via', '<>', 'mail'),
);
const deleteOld = command<{ before: number }>()((db, p) =>
  db.deleteFrom('password_reset').where('expires_at', '<=', p.before),
);

/** Which links of a member end: all of them, those that were mailed, or those that an admin made. */
export const dropResets = async (tx: Writer, memberId: number, which: 'all' | 'mailed' | 'made'): Promise<void> => {
  const statements = { all: deleteResets, mailed: deleteMailedResets, made: deleteMadeResets };
  await tx.run(statements[which], { memberId });
};

export const dropExpiredResets = async (tx: Writer, now: number): Promise<void> => {
  await tx.run(deleteOld, { before: now });
};
