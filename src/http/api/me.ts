// A member's own account.
import { z } from 'zod';
import type { PasswordChange } from '../../forum/identity/change-password.ts';
import type { ProfileChange } from '../../forum/identity/change-profile.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { AccountView } from '../../forum/identity/read-account.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, nothing, ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { Email } from './email.ts';
import { Member, memberOf } from './shapes.ts';

export type MeRouteNeeds = {
  origin: string;
  readAccount(actor: Actor): Promise<AccountView>;
  changeProfile(actor: Actor, input: ProfileChange): Promise<MemberView>;
  changePassword(actor: Actor, input: PasswordChange): Promise<void>;
};

const Profile = z
  .object({ displayName: z.string().max(1000).optional(), bio: z.string().max(20_000).optional() })
  .meta({ id: 'Profile', description: 'What is left out stays as it is.' });

const NewPassword = z
  .object({ currentPassword: z.string().max(1000), newPassword: z.string().max(1000) })
  .meta({ id: 'NewPassword' });

const Account = Member.extend({
  email: Email.nullable(),
  secondFactor: z
    .object({ recoveryCodesLeft: z.int() })
    .nullable()
    .meta({ description: 'null: signing in takes the password alone.' }),
}).meta({ id: 'Account', description: 'With what nobody else is told.' });

const accountOf = (account: AccountView, origin: string): z.infer<typeof Account> => ({
  ...memberOf(account, origin),
  email: account.email,
  secondFactor: account.recoveryCodesLeft === null ? null : { recoveryCodesLeft: account.recoveryCodesLeft },
});

const tag = 'me';

export const meRoutes = (needs: MeRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/me',
    summary: 'Your account',
    tag,
    auth: 'member',
    answers: { 200: Account },
    handler: ({ actor }) => after(needs.readAccount(actor), (account) => ok(accountOf(account, needs.origin))),
  }),
  defineRoute({
    method: 'patch',
    path: '/me',
    summary: 'Change your profile',
    tag,
    auth: 'member',
    body: Profile,
    answers: { 200: Member },
    async handler({ actor, body }): Promise<Answer> {
      return ok(memberOf(await needs.changeProfile(actor, body), needs.origin));
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
