// A member's public page: what anybody may know.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { type MemberView, memberByName } from './member-store.ts';

/** @throws Refusal `not-found`; who erased their account has no name any more */
export const readMember = async (reader: Reader, name: string): Promise<MemberView> => {
  const member = MEMBER_NAME.test(name) ? await reader.get(memberByName, { name }) : undefined;
  if (!member) throw new Refusal('not-found', 'Nobody here has this name.');
  return member;
};
