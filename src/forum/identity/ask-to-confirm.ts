// Asks whoever reads an address's mail whether it is the member's: in the transaction of the verb that took the address.
import { Refusal } from '../../base/errors.ts';
import { foldMailAddress, parseMailAddress } from '../../base/mail-address.ts';
import { said } from '../../base/said.ts';
import type { Writer } from '../../db/database.ts';
import { mailsToAddress, queueMail } from '../notifications/outbox-store.ts';
import { putConfirmation, putEmail } from './email-store.ts';
import { confirmText, type Mailing } from './mail-texts.ts';
import { hashSecret } from './secret.ts';

const HOUR = 3600_000;
const CONFIRM_MS = 24 * HOUR;
/** Confirmations in a day that an address gets, whoever gives it. */
const TO_ADDRESS = 5;

export const noMail = () =>
  new Refusal('unavailable', 'This instance sends no mail. Ask an admin, who can make a link for a new password.');

/** @throws Refusal `invalid` on that field */
export const checkMailAddress = (field: string, text: string): string => {
  const address = parseMailAddress(text);
  if (address === undefined)
    throw new Refusal('invalid', said`${field}: this is no mail address that we can write to.`, { field });
  return address;
};

export type Asked = { memberId: number; name: string; address: string; token: string; now: number };

/** `token`: new, and kept only as a hash. */
export const askToConfirm = async (tx: Writer, mailing: Mailing, asked: Asked): Promise<void> => {
  const { memberId, name, address, token, now } = asked;
  const expiresAt = now + CONFIRM_MS;
  await tx.run(putConfirmation, { memberId, hash: hashSecret(token), address, now, expiresAt });
  // Nobody fills a stranger's letter box; and whoever tries does not learn who else tried.
  if ((await mailsToAddress(tx, 'confirm-address', address, now - 24 * HOUR)) < TO_ADDRESS)
    await queueMail(tx, { ...confirmText(mailing, name, token), to: address, memberId, now, until: expiresAt });
};

/** The first address of a member; it counts once it is confirmed. */
export const addFirstAddress = async (tx: Writer, mailing: Mailing, asked: Asked): Promise<void> => {
  const { memberId, address, now } = asked;
  await tx.run(putEmail, { memberId, address, folded: foldMailAddress(address), confirmedAt: null, now });
  await askToConfirm(tx, mailing, asked);
};
