// Everything that the parts of the house keep of a member, in one list: it goes when they leave, and into their archive. A test
// demands that every `forget…OfMember` is here.
import type { Reader, Writer } from '../db/database.ts';
import { exportAutomationOfMember, forgetAutomationOfMember } from '../forum/automation/member-data.ts';
import { exportCasesOfMember, forgetCasesOfMember } from '../forum/cases/member-data.ts';
import { exportArchivesOfMember, forgetArchivesOfMember } from '../forum/identity/archive-store.ts';
import { exportComingInOfMember, forgetComingInOfMember } from '../forum/identity/coming-in-data.ts';
import { exportMailOfMember, forgetMailOfMember } from '../forum/identity/mail-of-member.ts';
import { exportPasskeysOfMember, forgetPasskeysOfMember } from '../forum/identity/passkey-store.ts';
import { exportAnnouncementsOfMember, forgetAnnouncementsOfMember } from '../forum/instance/announcement-store.ts';
import { exportModerationOfMember, forgetModerationOfMember } from '../forum/moderation/member-data.ts';
import { exportNotificationsOfMember, forgetNotificationsOfMember } from '../forum/notifications/member-data.ts';
import { exportVotesOfMember, forgetVotesOfMember } from '../forum/planks/member-votes.ts';
import { exportReadingOfMember, forgetReadingOfMember } from '../forum/reading/member-data.ts';
import { exportUploadsOfMember, forgetUploadsOfMember } from '../forum/uploads/own-data.ts';
import { exportWritingOfMember, forgetWritingOfMember } from '../forum/writing/draft-store.ts';

export type MemberData = {
  /** The name of its file in the archive, without `.json`. */
  name: string;
  forget(tx: Writer, memberId: number): Promise<void>;
  /** Plain JSON; times are epoch milliseconds. */
  export(reader: Reader, memberId: number): Promise<unknown>;
  /** Images that belong to it: their paths in the archive, and the digests that name them on the disk. */
  files?(reader: Reader, memberId: number): Promise<{ path: string; digest: string }[]>;
};

const imagesOf = async (reader: Reader, memberId: number) => {
  const images = new Map((await exportUploadsOfMember(reader, memberId)).map(({ id, type }) => [id, type]));
  return [...images].map(([digest, type]) => ({ path: `uploads/${digest}.${type.replace(/^image\//, '')}`, digest }));
};

export const memberData: readonly MemberData[] = [
  { name: 'coming-in', forget: forgetComingInOfMember, export: exportComingInOfMember },
  { name: 'mail', forget: forgetMailOfMember, export: exportMailOfMember },
  { name: 'passkeys', forget: forgetPasskeysOfMember, export: exportPasskeysOfMember },
  { name: 'writing', forget: forgetWritingOfMember, export: exportWritingOfMember },
  { name: 'reading', forget: forgetReadingOfMember, export: exportReadingOfMember },
  { name: 'notifications', forget: forgetNotificationsOfMember, export: exportNotificationsOfMember },
  { name: 'votes', forget: forgetVotesOfMember, export: exportVotesOfMember },
  { name: 'uploads', forget: forgetUploadsOfMember, export: exportUploadsOfMember, files: imagesOf },
  { name: 'reports', forget: forgetCasesOfMember, export: exportCasesOfMember },
  { name: 'archives', forget: forgetArchivesOfMember, export: exportArchivesOfMember },
  { name: 'moderation', forget: forgetModerationOfMember, export: exportModerationOfMember },
  { name: 'automation', forget: forgetAutomationOfMember, export: exportAutomationOfMember },
  { name: 'announcements', forget: forgetAnnouncementsOfMember, export: exportAnnouncementsOfMember },
];

export const forgetMember = async (tx: Writer, memberId: number): Promise<void> => {
  for (const { forget } of memberData) await forget(tx, memberId);
};
