// What is kept of a member around coming in: for their own export, and to forget it with them.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { listAcceptances } from '../instance/accept-texts.ts';
import { disownTexts, dropAcceptances } from '../instance/text-store.ts';
import { disownDecisions, dropApplicationsOf } from './application-store.ts';

const invitations = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('invitation')
    .select(['public_id as id', 'note', 'uses', 'used', 'at', 'expires_at as expiresAt', 'ended_at as endedAt'])
    .where('member_id', '=', p.memberId)
    .orderBy('id'),
);

const invitedBy = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('invitation_use')
    .innerJoin('invitation', 'invitation.id', 'invitation_use.invitation_id')
    .leftJoin('member', 'member.id', 'invitation.member_id')
    .select(['member.name as by', 'invitation_use.at'])
    .where('invitation_use.member_id', '=', p.memberId),
);

const application = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('application')
    .innerJoin('member', 'member.name', 'application.name')
    .select(['application.question', 'application.answer', 'application.reason', 'application.at'])
    .select('application.decided_at as decidedAt')
    .where('member.id', '=', p.memberId)
    .where('application.state', '=', 'accepted'),
);

/** Rows of JSON-able values; times are epoch milliseconds. */
export const exportComingInOfMember = async (reader: Reader, memberId: number) => ({
  acceptances: await listAcceptances(reader, memberId),
  application: (await reader.get(application, { memberId })) ?? null,
  invitedBy: (await reader.get(invitedBy, { memberId })) ?? null,
  invitations: await reader.all(invitations, { memberId }),
});

const nameOf = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('member').select('name').where('id', '=', p.memberId),
);
const dropUses = command<{ memberId: number }>()((db, p) =>
  db
    .deleteFrom('invitation_use')
    .where((eb) =>
      eb.or([
        eb('member_id', '=', p.memberId),
        eb('invitation_id', 'in', eb.selectFrom('invitation').select('id').where('member_id', '=', p.memberId)),
      ]),
    ),
);
const dropInvitations = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('invitation').where('member_id', '=', p.memberId),
);

/** Before the member's row goes or loses its name. Their invitations end with them. */
export const forgetComingInOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  const member = await tx.get(nameOf, { memberId });
  await tx.run(dropAcceptances, { memberId });
  if (member) await tx.run(dropApplicationsOf, { name: member.name });
  await tx.run(dropUses, { memberId });
  await tx.run(dropInvitations, { memberId });
  await tx.run(disownDecisions, { memberId });
  await tx.run(disownTexts, { memberId });
};
