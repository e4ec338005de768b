// Tokens in links that end a kind of mail (RFC 8058): they name member and kind, and are signed with a secret of the member's
// own, so that they work without signing in and die with the member.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Chance } from '../../base/time.ts';
import type { NotificationKind } from '../../db/tables/notifications.ts';
import { notificationKinds } from './kinds.ts';

/** One kind; all mails at once; or the digest. */
export type MailEnd = NotificationKind | 'mail' | 'digest';
const ends: readonly string[] = [...notificationKinds, 'mail', 'digest'] satisfies MailEnd[];

export const newMailSecret = (chance: Chance): string => Buffer.from(chance.bytes(32)).toString('base64url');

const seal = (secret: string, member: string, end: string): Buffer =>
  createHmac('sha256', secret).update(`${member} ${end}`).digest().subarray(0, 18);

/** @param member public id */
export const unsubscribeToken = (secret: string, member: string, end: MailEnd): string =>
  `${member}.${end}.${seal(secret, member, end).toString('base64url')}`;

/** What the token says it is, unproved. */
export const parseUnsubscribe = (token: string): { member: string; end: MailEnd; mac: string } | undefined => {
  const [member = '', end = '', mac = '', ...rest] = token.split('.');
  if (rest.length > 0 || member === '' || !ends.includes(end)) return undefined;
  return { member, end: end as MailEnd, mac };
};

export const provesUnsubscribe = (secret: string, token: { member: string; end: MailEnd; mac: string }): boolean => {
  const given = Buffer.from(token.mac, 'base64url');
  const right = seal(secret, token.member, token.end);
  return given.length === right.length && timingSafeEqual(given, right);
};
