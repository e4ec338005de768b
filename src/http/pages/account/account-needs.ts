// What the pages around an account need besides what every page does.
import type { RegistrationMode } from '../../../base/config.ts';
import type { Eventually } from '../../../db/database.ts';
import type { TextKind } from '../../../db/tables/coming-in.ts';
import type { NewPasskey } from '../../../forum/identity/add-passkey.ts';
import type { Application, Applied } from '../../../forum/identity/apply.ts';
import type { ArchiveView } from '../../../forum/identity/archive-store.ts';
import type { EmailChange } from '../../../forum/identity/change-email.ts';
import type { PasswordChange } from '../../../forum/identity/change-password.ts';
import type { ProfileChange } from '../../../forum/identity/change-profile.ts';
import type { Farewell } from '../../../forum/identity/close-account.ts';
import type { EmailView } from '../../../forum/identity/email-store.ts';
import type { MemberView } from '../../../forum/identity/member-store.ts';
import type { PasskeyView } from '../../../forum/identity/passkey-store.ts';
import type { FactorChange } from '../../../forum/identity/prove-own-factor.ts';
import type { OwnProof } from '../../../forum/identity/prove-self.ts';
import type { AccountView } from '../../../forum/identity/read-account.ts';
import type { ApplicationState } from '../../../forum/identity/read-applications.ts';
import type { Registration } from '../../../forum/identity/register.ts';
import type { ResetRequest } from '../../../forum/identity/request-reset.ts';
import type { SessionView } from '../../../forum/identity/session-store.ts';
import type { TotpSetUp } from '../../../forum/identity/set-up-totp.ts';
import type { SignedIn, SignIn } from '../../../forum/identity/sign-in.ts';
import type { PasskeySignIn } from '../../../forum/identity/sign-in-with-passkey.ts';
import type { Accepts, ToAccept } from '../../../forum/instance/accept-texts.ts';
import type { InstanceSettings } from '../../../forum/instance/settings.ts';
import type { InstanceText } from '../../../forum/instance/text-store.ts';
import type {
  NotificationSettings,
  NotificationSettingsChange,
} from '../../../forum/notifications/own-notifications.ts';
import type { Actor, MemberActor } from '../../../forum/policy/actor.ts';
import type { Reading } from '../../../forum/reading/reading.ts';
import type { PageBase } from '../page-needs.ts';

export type ComingInPageNeeds = PageBase & {
  /** Whether this instance sends mail. */
  mails: boolean;
  registrationMode(): Promise<RegistrationMode>;
  instanceSettings(): Promise<InstanceSettings>;
  readText(kind: TextKind): Promise<InstanceText & { html: string }>;
  register(actor: Actor, input: Registration): Promise<MemberView>;
  apply(actor: Actor, input: Application): Promise<Applied>;
  readApplication(input: { id: string; token: string }): Promise<ApplicationState>;
  signIn(input: SignIn): Promise<SignedIn>;
};

export type SigningInPageNeeds = PageBase & {
  signIn(input: SignIn): Promise<SignedIn>;
  secondStep(input: { name: string; password: string }): Promise<string>;
  signInWithPasskey(input: PasskeySignIn): Promise<SignedIn>;
  endSession(actor: Actor, input: { id?: string | undefined }): Promise<void>;
};

export type RecoveryPageNeeds = PageBase & {
  mails: boolean;
  confirmEmail(input: { token: string }): Promise<{ name: string; address: string }>;
  requestReset(input: ResetRequest): Promise<void>;
  redeemReset(input: { token: string; password: string }): Promise<{ name: string }>;
};

export type SettingsPageNeeds = PageBase & {
  mails: boolean;
  instanceSettings(): Promise<InstanceSettings>;
  readAccount(actor: Actor): Promise<AccountView>;
  readToAccept(memberId: number): Promise<ToAccept[]>;
  acceptTexts(actor: Actor, accepts: Accepts): Promise<unknown>;
  changeProfile(actor: Actor, input: ProfileChange): Promise<MemberView>;
  changePassword(actor: Actor, input: PasswordChange): Promise<void>;
  changeEmail(actor: Actor, input: EmailChange): Promise<EmailView>;
  removeEmail(actor: Actor): Promise<void>;
  listSessions(actor: Actor): Promise<(SessionView & { current: boolean })[]>;
  endSession(actor: Actor, input: { id?: string | undefined }): Promise<void>;
  endSessions(actor: Actor, input: { others: boolean }): Promise<number>;
  setUpTotp(actor: Actor, input: { password: string; from: string }): Promise<TotpSetUp>;
  activateTotp(actor: Actor, input: { code: string; from: string }): Promise<string[]>;
  removeTotp(actor: Actor, input: FactorChange): Promise<void>;
  renewRecoveryCodes(actor: Actor, input: FactorChange): Promise<string[]>;
  /** So lately that nothing is asked again. */
  signedInLately(actor: MemberActor): Promise<boolean>;
  addPasskey(actor: Actor, input: NewPasskey): Promise<PasskeyView>;
  listPasskeys(actor: Actor): Promise<PasskeyView[]>;
  renamePasskey(actor: Actor, input: { id: string; name: string }): Promise<PasskeyView>;
  removePasskey(actor: Actor, input: OwnProof & { id: string }): Promise<void>;
  notifications: {
    settings(actor: Actor): Promise<NotificationSettings>;
    changeSettings(actor: Actor, change: NotificationSettingsChange): Promise<NotificationSettings>;
  };
  reading: Pick<
    Reading,
    'settings' | 'changeSettings' | 'follows' | 'follow' | 'unfollow' | 'hidden' | 'hide' | 'unhide'
  >;
  askArchive(actor: Actor): Promise<ArchiveView>;
  listArchives(memberId: number): Eventually<ArchiveView[]>;
  leave(actor: Actor, input: Farewell): Promise<boolean>;
};

export type AccountPageNeeds = ComingInPageNeeds & SigningInPageNeeds & RecoveryPageNeeds & SettingsPageNeeds;
