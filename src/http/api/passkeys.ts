// Passkeys: a member's own, and signing in with one. Their shapes are those of WebAuthn's JSON (sections 5.1 and 5.4 to 5.5), so that
// a browser's own functions read and write them.
import { z } from 'zod';
import { type NewPasskey, PASSKEY_NAME } from '../../forum/identity/add-passkey.ts';
import type { PasskeyCreation } from '../../forum/identity/begin-passkey.ts';
import type { PasskeyRequest } from '../../forum/identity/begin-passkey-sign-in.ts';
import type { PasskeyView } from '../../forum/identity/passkey-store.ts';
import type { OwnProof } from '../../forum/identity/prove-self.ts';
import type { SignedIn } from '../../forum/identity/sign-in.ts';
import type { PasskeySignIn } from '../../forum/identity/sign-in-with-passkey.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, created, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { factorFields } from './second-factor.ts';
import { type SessionRouteNeeds, Tokens, tokensFor } from './sessions.ts';
import { isoTime, Time } from './shapes.ts';

export type PasskeyRouteNeeds = Pick<SessionRouteNeeds, 'accessTokens' | 'origin'> & {
  beginPasskey(actor: Actor, input: OwnProof): Promise<PasskeyCreation>;
  addPasskey(actor: Actor, input: NewPasskey): Promise<PasskeyView>;
  listPasskeys(actor: Actor): Promise<PasskeyView[]>;
  renamePasskey(actor: Actor, input: { id: string; name: string }): Promise<PasskeyView>;
  removePasskey(actor: Actor, input: OwnProof & { id: string }): Promise<void>;
  beginPasskeySignIn(): Promise<PasskeyRequest>;
  signInWithPasskey(input: PasskeySignIn): Promise<SignedIn>;
};

const base64url = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(max);
const text = z.string();
const type = z.literal('public-key');

const ProofOfSelf = z
  .object({
    password: z.string().max(1000).optional().meta({ description: 'Not needed within ten minutes after a sign-in.' }),
    ...factorFields,
  })
  .meta({ id: 'ProofOfSelf' });

const Creation = z
  .object({
    challenge: text,
    rp: z.object({ id: text, name: text }),
    user: z.object({ id: text, name: text, displayName: text }),
    pubKeyCredParams: z.array(z.object({ type, alg: z.int() })),
    timeout: z.int(),
    attestation: text,
    authenticatorSelection: z.object({ residentKey: text, requireResidentKey: z.boolean(), userVerification: text }),
    excludeCredentials: z.array(z.object({ type, id: text, transports: z.array(text) })),
  })
  .meta({ id: 'PasskeyCreation', description: 'For `PublicKeyCredential.parseCreationOptionsFromJSON`.' });

const Request = z
  .object({
    challenge: text,
    rpId: text,
    timeout: z.int(),
    userVerification: text,
    allowCredentials: z.array(z.never()).meta({ description: 'Empty: the authenticator knows whose passkey it is.' }),
  })
  .meta({ id: 'PasskeyRequest', description: 'For `PublicKeyCredential.parseRequestOptionsFromJSON`.' });

/** What is more in them is dropped. */
const ids = { id: base64url(1400), rawId: base64url(1400), type };
export const Attestation = z
  .object({
    ...ids,
    response: z.object({
      clientDataJSON: base64url(4_000),
      attestationObject: base64url(16_000),
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  })
  .meta({ id: 'Attestation', description: "A new passkey's `toJSON()`." });
export const Assertion = z
  .object({
    ...ids,
    response: z.object({
      clientDataJSON: base64url(4_000),
      authenticatorData: base64url(4_000),
      signature: base64url(4_000),
      userHandle: base64url(200).optional(),
    }),
  })
  .meta({ id: 'Assertion', description: 'The `toJSON()` of a passkey that signed.' });

const Passkey = z
  .object({
    id: text,
    name: text,
    at: Time,
    usedAt: Time.nullable().meta({ description: 'The last sign-in with it.' }),
  })
  .meta({ id: 'Passkey' });
const passkeyOf = ({ id, name, at, usedAt }: PasskeyView) => ({
  id,
  name,
  at: isoTime(at),
  usedAt: usedAt === null ? null : isoTime(usedAt),
});

const name = z
  .string()
  .max(4 * PASSKEY_NAME)
  .meta({ description: `Your own name for it, 1 to ${PASSKEY_NAME} characters.` });
const params = z.object({ id: z.string().max(100) });
const own = { tag: 'me', auth: 'member' } as const;
const signIn = { tag: 'sessions', auth: 'own' } as const;

const ownPasskeyRoutes = (needs: PasskeyRouteNeeds): Route[] => [
  defineRoute({
    ...own,
    method: 'post',
    path: '/me/passkeys/options',
    summary: 'Begin to add a passkey: what a browser asks an authenticator for',
    body: ProofOfSelf,
    answers: { 200: Creation },
    async handler({ actor, body, address }): Promise<Answer> {
      return ok(await needs.beginPasskey(actor, { ...body, from: address }));
    },
  }),
  defineRoute({
    ...own,
    method: 'post',
    path: '/me/passkeys',
    summary: 'Add the passkey that the authenticator made; ten at most',
    body: z.object({ name, credential: Attestation }).meta({ id: 'NewPasskey' }),
    answers: { 201: Passkey },
    async handler({ actor, body }): Promise<Answer> {
      return created(passkeyOf(await needs.addPasskey(actor, body)));
    },
  }),
  defineRoute({
    ...own,
    method: 'get',
    path: '/me/passkeys',
    summary: 'Your passkeys, the oldest first',
    answers: { 200: z.object({ items: z.array(Passkey) }) },
    handler: async ({ actor }) => ok({ items: (await needs.listPasskeys(actor)).map(passkeyOf) }),
  }),
  defineRoute({
    ...own,
    method: 'patch',
    path: '/me/passkeys/{id}',
    summary: 'Give a passkey another name',
    params,
    body: z.object({ name }).meta({ id: 'PasskeyName' }),
    answers: { 200: Passkey },
    async handler({ actor, params: { id }, body }): Promise<Answer> {
      return ok(passkeyOf(await needs.renamePasskey(actor, { ...body, id })));
    },
  }),
  defineRoute({
    ...own,
    method: 'delete',
    path: '/me/passkeys/{id}',
    summary: 'Remove a passkey',
    params,
    body: ProofOfSelf,
    answers: { 204: null },
    async handler({ actor, params: { id }, body, address }): Promise<Answer> {
      await needs.removePasskey(actor, { ...body, id, from: address });
      return nothing;
    },
  }),
];

export const passkeyRoutes = (needs: PasskeyRouteNeeds): Route[] => {
  const tokens = tokensFor(needs);
  return [
    ...ownPasskeyRoutes(needs),
    defineRoute({
      ...signIn,
      method: 'post',
      path: '/sessions/passkey/options',
      summary: 'Begin to sign in with a passkey: no name is needed',
      answers: { 200: Request },
      handler: async () => ok(await needs.beginPasskeySignIn()),
    }),
    defineRoute({
      ...signIn,
      method: 'post',
      path: '/sessions/passkey',
      summary: 'Sign in with what a passkey signed; it counts as both factors',
      body: z.object({ credential: Assertion }).meta({ id: 'PasskeySignIn' }),
      answers: { 201: Tokens },
      async handler({ body, address, header }): Promise<Answer> {
        const agent = header('user-agent') ?? '';
        return created(await tokens(await needs.signInWithPasskey({ ...body, kind: 'token', agent, address })));
      },
    }),
  ];
};
