// A member's own account.
import { z } from 'zod';
import type { PasswordChange } from '../../forum/identity/change-password.ts';
import type { ProfileChange } from '../../forum/identity/change-profile.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { AccountView } from '../../forum/identity/read-account.ts';
import type { ToAccept } from '../../forum/instance/accept-texts.ts';
import { acceptedKinds } from '../../forum/instance/text-store.ts';
import type { Actor, MemberActor } from '../../forum/policy/actor.ts';
import { type Answer, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Email } from './email.ts';
import { NotificationCount } from './notifications.ts';
import { Member, memberOf } from './shapes.ts';

export type MeRouteNeeds = {
  origin: string;
  readAccount(actor: Actor): Promise<AccountView>;
  readToAccept(memberId: number): Promise<ToAccept[]>;
  changeProfile(actor: Actor, input: ProfileChange): Promise<MemberView>;
  changePassword(actor: Actor, input: PasswordChange): Promise<void>;
};

const Me = Member.extend({
  email: Email.nullable(),
  secondFactor: z
    .object({ recoveryCodesLeft: z.int() })
    .nullable()
    .meta({ description: 'null: signing in takes the password alone.' }),
  notifications: NotificationCount,
  toAccept: z
    .array(z.object({ kind: z.enum(acceptedKinds), version: z.int() }))
    .meta({ description: 'Texts in force that you have not accepted yet. Nothing is withheld for it.' }),
}).meta({ id: 'Me', description: 'With what nobody else is told.' });

const Profile = z
  .object({ displayName: z.string().max(1000).optional(), bio: z.string().max(20_000).optional() })
  .meta({ id: 'Profile', description: 'What is left out stays as it is.' });

const NewPassword = z
  .object({ currentPassword: z.string().max(1000), newPassword: z.string().max(1000) })
  .meta({ id: 'NewPassword' });

const tag = 'me';

export const meRoutes = (needs: MeRouteNeeds): Route[] => {
  const meOf = async (actor: MemberActor): Promise<Answer> => {
    const account = await needs.readAccount(actor);
    const { email, recoveryCodesLeft, notifications } = account;
    return ok({
      ...memberOf(account, needs.origin),
      email,
      secondFactor: recoveryCodesLeft === null ? null : { recoveryCodesLeft },
      notifications,
      toAccept: await needs.readToAccept(actor.memberId),
    });
  };
  return [
    defineRoute({
      method: 'get',
      path: '/me',
      summary: 'Your account',
      tag,
      auth: 'member',
      answers: { 200: Me },
      handler: ({ actor }) => meOf(actor),
    }),
    defineRoute({
      method: 'patch',
      path: '/me',
      summary: 'Change your profile',
      tag,
      auth: 'member',
      body: Profile,
      answers: { 200: Me },
      async handler({ actor, body }): Promise<Answer> {
        await needs.changeProfile(actor, body);
        return meOf(actor);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/me/password',
      summary: 'Change your password, which ends your other sessions',
      tag,
      auth: 'member',
      body: NewPassword,
      answers: { 204: null },
      async handler({ actor, body, address }): Promise<Answer> {
        await needs.changePassword(actor, { ...body, address });
        return nothing;
      },
    }),
  ];
};
