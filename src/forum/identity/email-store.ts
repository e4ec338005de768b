// Members' addresses in the database: the one that counts, and the one that waits to be confirmed. Shown to the member alone.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

/** `pending`: where a confirmation was sent, when that is another address than the one that counts. */
export type EmailView = { address: string; confirmed: boolean; pending: string | null };

export const emailByMember = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('member_email')
    .select(['address', 'folded', 'confirmed_at as confirmedAt'])
    .where('member_id', '=', p.memberId),
);

const confirmationByMember = query<{ memberId: number; now: number }>()((db, p) =>
  db
    .selectFrom('email_confirmation')
    .select('address')
    .where('member_id', '=', p.memberId)
    .where('expires_at', '>', p.now),
);

/** null: the member has given none. */
export const readEmail = async (reader: Reader, memberId: number, now: number): Promise<EmailView | null> => {
  const email = await reader.get(emailByMember, { memberId });
  if (!email) return null;
  const pending = (await reader.get(confirmationByMember, { memberId, now }))?.address ?? null;
  const confirmed = email.confirmedAt !== null;
  return { address: email.address, confirmed, pending: pending === email.address ? null : pending };
};

/** Where notices may go: undefined where the member has confirmed no address. */
export const confirmedAddress = async (reader: Reader, memberId: number): Promise<string | undefined> => {
  const email = await reader.get(emailByMember, { memberId });
  return email && email.confirmedAt !== null ? email.address : undefined;
};

export const putEmail = command<{
  memberId: number;
  address: string;
  folded: string;
  confirmedAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .insertInto('member_email')
    .values({
      member_id: p.memberId,
      address: p.address,
      folded: p.folded,
      confirmed_at: p.confirmedAt,
      created_at: p.now,
    })
    .onConflict((oc) =>
      oc.column('member_id').doUpdateSet({
        address: p.address,
        folded: p.folded,
        confirmed_at: p.confirmedAt,
        created_at: p.now,
      }),
    ),
);

export const putConfirmation = command<{
  memberId: number;
  hash: string;
  address: string;
  now: number;
  expiresAt: number;
}>()((db, p) =>
  db
    .insertInto('email_confirmation')
    .values({ member_id: p.memberId, hash: p.hash, address: p.address, created_at: p.now, expires_at: p.expiresAt })
    .onConflict((oc) =>
      oc
        .column('member_id')
        .doUpdateSet({ hash: p.hash, address: p.address, created_at: p.now, expires_at: p.expiresAt }),
    ),
);

/** Exactly one caller per link gets the row. */
export const takeConfirmation = command<{ hash: string; now: number }>()((db, p) =>
  db
    .deleteFrom('email_confirmation')
    .where('hash', '=', p.hash)
    .where('expires_at', '>', p.now)
    .returning(['member_id as memberId', 'address']),
);

const deleteEmail = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('member_email').where('member_id', '=', p.memberId),
);
export const deleteConfirmation = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('email_confirmation').where('member_id', '=', p.memberId),
);

/** The address, and what waits to be confirmed. */
export const dropEmail = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(deleteConfirmation, { memberId });
  await tx.run(deleteEmail, { memberId });
};
