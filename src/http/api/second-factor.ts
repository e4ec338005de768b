// The second factor of a member: set up, activated, renewed, removed.
import { z } from 'zod';
import type { FactorChange } from '../../forum/identity/prove-own-factor.ts';
import type { TotpSetUp } from '../../forum/identity/set-up-totp.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, created, nothing } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';

export type SecondFactorRouteNeeds = {
  setUpTotp(actor: Actor, input: { password: string; from: string }): Promise<TotpSetUp>;
  activateTotp(actor: Actor, input: { code: string; from: string }): Promise<string[]>;
  removeTotp(actor: Actor, input: FactorChange): Promise<void>;
  renewRecoveryCodes(actor: Actor, input: FactorChange): Promise<string[]>;
};

/** With a sign-in, too. */
export const factorFields = {
  code: z.string().max(20).optional().meta({ description: 'Six digits of the authenticator app; each is good once.' }),
  recoveryCode: z.string().max(50).optional().meta({ description: 'Instead of a code; each is good once.' }),
};

const password = z.string().max(1000);
const Password = z.object({ password }).meta({ id: 'Password' });
const Code = z.object({ code: z.string().max(20) }).meta({ id: 'Code' });
const PasswordAndCode = z.object({ password, ...factorFields }).meta({ id: 'PasswordAndCode' });
const SetUp = z
  .object({
    secret: z.string().meta({ description: 'Base32, to be typed into an app.' }),
    uri: z.string().meta({ description: 'otpauth://…, to be shown as a QR code.' }),
  })
  .meta({ id: 'TotpSetUp' });
const RecoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).meta({ description: 'Shown once.' }) })
  .meta({ id: 'RecoveryCodes' });

const common = { tag: 'me', auth: 'member' } as const;

export const secondFactorRoutes = (needs: SecondFactorRouteNeeds): Route[] => [
  defineRoute({
    ...common,
    method: 'post',
    path: '/me/totp',
    summary: 'Begin to set up a second factor; it counts once it is activated',
    body: Password,
    answers: { 201: SetUp },
    async handler({ actor, body, address }): Promise<Answer> {
      return created(await needs.setUpTotp(actor, { ...body, from: address }));
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/me/totp/activation',
    summary: 'Activate the second factor with a first code; answers ten recovery codes',
    body: Code,
    answers: { 201: RecoveryCodes },
    async handler({ actor, body, address }): Promise<Answer> {
      return created({ recoveryCodes: await needs.activateTotp(actor, { ...body, from: address }) });
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/me/totp',
    summary: 'Remove the second factor',
    body: PasswordAndCode,
    answers: { 204: null },
    async handler({ actor, body, address }): Promise<Answer> {
      await needs.removeTotp(actor, { ...body, from: address });
      return nothing;
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/me/totp/recovery-codes',
    summary: 'Make ten new recovery codes; those before are void',
    body: PasswordAndCode,
    answers: { 201: RecoveryCodes },
    async handler({ actor, body, address }): Promise<Answer> {
      return created({ recoveryCodes: await needs.renewRecoveryCodes(actor, { ...body, from: address }) });
    },
  }),
];
