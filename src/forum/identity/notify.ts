// Tells a member by mail what happened to their account: in the verb's transaction, to the address that they confirmed.
import type { Writer } from '../../db/database.ts';
import { queueMail } from '../notifications/outbox-store.ts';
import { confirmedAddress } from './email-store.ts';
import { type Mailing, type Notice, noticeText } from './mail-texts.ts';

/** @param to where to, when it is not (any more) the address that the member confirmed */
export const notify = async (
  tx: Writer,
  mailing: Mailing,
  { memberId, name, notice, now, to }: { memberId: number; name: string; notice: Notice; now: number; to?: string },
): Promise<void> => {
  if (!mailing.on) return;
  const address = to ?? (await confirmedAddress(tx, memberId));
  if (address !== undefined) await queueMail(tx, { ...noticeText(mailing, name, notice), to: address, memberId, now });
};
