// How people come in, built: registrations, applications, invitations, the texts that they accept.

import type { RegistrationMode } from '../base/config.ts';
import { renderMarkup } from '../base/markup.ts';
import type { TextKind } from '../db/tables/coming-in.ts';
import { apply } from '../forum/identity/apply.ts';
import { decideApplication } from '../forum/identity/decide-application.ts';
import { endInvitation } from '../forum/identity/end-invitation.ts';
import { invite } from '../forum/identity/invite.ts';
import { listInvitations } from '../forum/identity/list-invitations.ts';
import type { Mailing } from '../forum/identity/mail-texts.ts';
import type { PasswordHasher } from '../forum/identity/password-hasher.ts';
import { listApplications, readApplication } from '../forum/identity/read-applications.ts';
import { register } from '../forum/identity/register.ts';
import { acceptTexts, listAcceptances, readToAccept } from '../forum/instance/accept-texts.ts';
import { changeText } from '../forum/instance/change-text.ts';
import { listVersions, readText } from '../forum/instance/read-texts.ts';
import { readInstance } from '../forum/instance/settings.ts';
import type { InstanceText } from '../forum/instance/text-store.ts';
import type { Actor } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin'> & {
  hasher: PasswordHasher;
  registration: RegistrationMode;
  mailing?: Mailing;
};

export const buildComingIn = (needs: Needs) => {
  const { db, origin } = needs;
  const withHtml = (text: InstanceText) => ({ ...text, html: renderMarkup(text.text, { origin, from: origin }) });
  const change = changeText(needs);
  const instanceSettings = () => readInstance(db.read, needs);
  return {
    instanceSettings,
    registrationMode: async () => (await instanceSettings()).registration,
    register: register(needs),
    apply: apply(needs),
    readApplication: readApplication(needs),
    listApplications: listApplications(needs),
    decideApplication: decideApplication(needs),
    invite: invite(needs),
    listInvitations: listInvitations(needs),
    endInvitation: endInvitation(needs),
    readText: async (kind: TextKind, version?: number) => withHtml(await readText(db.read, kind, version)),
    listVersions: (kind: TextKind, cursor?: string) => listVersions(db.read, kind, cursor),
    changeText: async (actor: Actor, kind: TextKind, text: string) => withHtml(await change(actor, kind, text)),
    listAcceptances: (memberId: number) => listAcceptances(db.read, memberId),
    readToAccept: (memberId: number) => readToAccept(db.read, memberId),
    acceptTexts: acceptTexts(needs),
  };
};
