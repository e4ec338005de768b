// What the pages of the administration need: the same verbs and reads as the API.
import { z } from 'zod';
import type { TextKind } from '../../../db/tables/coming-in.ts';
import type { Announcement } from '../../../forum/instance/announcement-store.ts';
import type { InstanceInput, InstanceSettings } from '../../../forum/instance/settings.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { AnnouncementRouteNeeds } from '../../api/announcements.ts';
import type { ApplicationRouteNeeds } from '../../api/applications.ts';
import type { BoardRouteNeeds } from '../../api/boards.ts';
import type { InvitationRouteNeeds } from '../../api/invitations.ts';
import type { MemberRouteNeeds } from '../../api/members.ts';
import type { PeerRouteNeeds } from '../../api/peers.ts';
import type { TextRouteNeeds } from '../../api/texts.ts';
import type { UploadRouteNeeds } from '../../api/uploads.ts';
import type { Look } from '../look.ts';
import { type PageBase, pageCommon } from '../page-needs.ts';
import type { Health } from './health-page.tsx';
import type { CurrentText } from './texts-page.tsx';

export type AdminNeeds = PageBase &
  Omit<BoardRouteNeeds, 'reads'> & {
    reads: Pick<BoardRouteNeeds['reads'], 'places' | 'place'>;
  } & AnnouncementRouteNeeds &
  ApplicationRouteNeeds &
  InvitationRouteNeeds &
  Pick<MemberRouteNeeds, 'listMembers' | 'setRole'> &
  Pick<PeerRouteNeeds, 'readPeers' | 'readOwnJournal'> &
  TextRouteNeeds &
  Pick<UploadRouteNeeds, 'keepUpload' | 'dropUpload'> & {
    instanceSettings(): Promise<InstanceSettings>;
    describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
    /** The newest version, also where it took the text away. */
    newestText(kind: TextKind): Promise<CurrentText | undefined>;
    findAnnouncement(actor: Actor, id: number): Promise<Announcement | undefined>;
    /** Markdown to safe HTML, as it is shown here. */
    renderText(text: string): string;
    /** What the doctor found last, since this process was started. */
    health: { last(): Health | undefined; look(): Promise<void> };
    /** The address that mail is sent as; undefined where none is sent. */
    mailAddress: string | undefined;
  };

/** What a page says was done, by the address that led to it. */
export const Done = z.enum(['saved', 'done']).optional().catch(undefined);
export type Done = z.infer<typeof Done>;

export const doneText = ({ t }: Look, done: Done): string | undefined =>
  done === undefined ? undefined : t(`admin.done-${done}`);

export const Cursor = z.string().max(200).optional();

export const adminCommon = (needs: PageBase) => ({ ...pageCommon(needs), auth: 'admin' as const });
