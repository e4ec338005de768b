// All that mail and second factor keep of a member: for their export, and to forget it.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { dropEmail, emailByMember } from './email-store.ts';
import { dropResets } from './reset-store.ts';
import { dropTotp, recoveryCodesLeft, totpByMember } from './totp-store.ts';

const mails = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select(['kind', 'address', 'subject', 'created_at as at', 'sent_at as sentAt'])
    .where('member_id', '=', p.memberId)
    .orderBy('id'),
);
const deleteMails = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('outbox').where('member_id', '=', p.memberId),
);

/** Plain JSON, times in epoch milliseconds; no secrets. */
export const exportMailOfMember = async (reader: Reader, memberId: number) => {
  const email = await reader.get(emailByMember, { memberId });
  const totp = await reader.get(totpByMember, { memberId });
  return {
    email: email ? { address: email.address, confirmedAt: email.confirmedAt } : null,
    secondFactor:
      totp && totp.activeAt !== null
        ? { activeAt: totp.activeAt, recoveryCodesLeft: await recoveryCodesLeft(reader, memberId) }
        : null,
    mails: await reader.all(mails, { memberId }),
  };
};

/** Mails that wait are not sent any more. */
export const forgetMailOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  await dropEmail(tx, memberId);
  await dropResets(tx, memberId, 'all');
  await dropTotp(tx, memberId);
  await tx.run(deleteMails, { memberId });
};
