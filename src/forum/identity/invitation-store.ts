// Invitations in the database: the code's hash, how often it may be used, and by whom it was.
import { Refusal } from '../../base/errors.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { hashSecret } from './secret.ts';

type New = {
  publicId: string;
  codeHash: string;
  memberId: number | null;
  note: string;
  uses: number;
  at: number;
  expiresAt: number;
};

export const insertInvitation = command<New>()((db, p) =>
  db.insertInto('invitation').values({
    public_id: p.publicId,
    code_hash: p.codeHash,
    member_id: p.memberId,
    note: p.note,
    uses: p.uses,
    used: 0,
    at: p.at,
    expires_at: p.expiresAt,
    ended_at: null,
  }),
);

const usable = query<{ codeHash: string; now: number }>()((db, p) =>
  db
    .selectFrom('invitation')
    .select('id')
    .where('code_hash', '=', p.codeHash)
    .whereRef('used', '<', 'uses')
    .where('expires_at', '>', p.now)
    .where('ended_at', 'is', null),
);

/** Changes no row where the code is no good (any more): of many at once, no more come in than it is good for. */
const take = command<{ codeHash: string; now: number }>()((db, p) =>
  db
    .updateTable('invitation')
    .set((eb) => ({ used: eb('used', '+', 1) }))
    .where('code_hash', '=', p.codeHash)
    .whereRef('used', '<', 'uses')
    .where('expires_at', '>', p.now)
    .where('ended_at', 'is', null)
    .returning(['id', 'public_id as publicId', 'member_id as memberId']),
);

const insertUse = command<{ invitationId: number; memberId: number; at: number }>()((db, p) =>
  db.insertInto('invitation_use').values({ invitation_id: p.invitationId, member_id: p.memberId, at: p.at }),
);

const publicIdOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select('public_id as publicId').where('id', '=', p.id),
);

const gone = () =>
  new Refusal('gone', 'invitation: this code is wrong, used up or has ended.', { field: 'invitation' });

/** @throws Refusal `gone` */
export const checkInvitation = async (reader: Reader, code: string, now: number): Promise<void> => {
  if (!(await reader.get(usable, { codeHash: hashSecret(code), now }))) throw gone();
};

/**
 * One use less, and a record of whose it was. `member`: who invited, null for the operator.
 * @throws Refusal `gone`
 */
export const spendInvitation = async (
  tx: Writer,
  code: string,
  memberId: number,
  at: number,
): Promise<{ invitation: string; member: string | null }> => {
  const [taken] = await tx.rows(take, { codeHash: hashSecret(code), now: at });
  if (!taken) throw gone();
  await tx.run(insertUse, { invitationId: taken.id, memberId, at });
  const inviter = taken.memberId === null ? undefined : await tx.get(publicIdOf, { id: taken.memberId });
  return { invitation: taken.publicId, member: inviter?.publicId ?? null };
};

export const openInvitationsOf = query<{ memberId: number; now: number }>()((db, p) =>
  db
    .selectFrom('invitation')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', p.memberId)
    .whereRef('used', '<', 'uses')
    .where('expires_at', '>', p.now)
    .where('ended_at', 'is', null),
);

/** Changes no row where there is no such invitation, it is not theirs, or it ended before. */
export const endInvitationOf = command<{ publicId: string; memberId: number; now: number }>()((db, p) =>
  db
    .updateTable('invitation')
    .set({ ended_at: p.now })
    .where('public_id', '=', p.publicId)
    .where('member_id', '=', p.memberId)
    .where('ended_at', 'is', null),
);
export const endAnyInvitation = command<{ publicId: string; now: number }>()((db, p) =>
  db
    .updateTable('invitation')
    .set({ ended_at: p.now })
    .where('public_id', '=', p.publicId)
    .where('ended_at', 'is', null),
);
