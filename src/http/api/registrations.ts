// Joining: at once, with an invitation, or by an application that somebody decides.
import { z } from 'zod';
import type { RegistrationMode } from '../../base/config.ts';
import { Refusal } from '../../base/errors.ts';
import type { Application, Applied } from '../../forum/identity/apply.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { ApplicationState } from '../../forum/identity/read-applications.ts';
import type { Registration } from '../../forum/identity/register.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { created, json, ok } from '../answer.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import { Accepts, isoTime, Member, memberOf, Time } from './shapes.ts';

export type RegistrationRouteNeeds = {
  origin: string;
  registrationMode(): Promise<RegistrationMode>;
  register(actor: Actor, input: Registration): Promise<MemberView>;
  apply(actor: Actor, input: Application): Promise<Applied>;
  readApplication(input: { id: string; token: string }): Promise<ApplicationState>;
};

const NewMember = z
  .object({
    name: z.string().max(100).meta({ description: '2 to 32 of the characters a-z, 0-9 and _.' }),
    password: z.string().max(1000),
    displayName: z.string().max(1000).optional(),
    invitation: z.string().max(100).optional().meta({ description: 'The code of an invitation.' }),
    answer: z.string().max(20_000).optional().meta({ description: "To the instance's question, in an application." }),
    email: z
      .string()
      .max(320)
      .optional()
      .meta({ description: 'To be confirmed; only where this instance sends mail.' }),
    accepts: Accepts.optional().meta({ description: 'The versions in force, of the texts that there are.' }),
  })
  .meta({ id: 'NewMember' });

const NewApplication = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.literal('pending'),
    token: z.string().meta({ description: 'Shown once: for GET /registrations/{id}.' }),
    at: Time,
    expiresAt: Time,
  })
  .meta({ id: 'NewApplication' });

const State = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['pending', 'accepted', 'refused', 'expired']),
    at: Time,
    expiresAt: Time.meta({ description: 'When it ends undecided, later when it is forgotten.' }),
    decidedAt: Time.nullable(),
    reason: z.string(),
  })
  .meta({ id: 'ApplicationState' });

const BEARER = /^bearer +([\w-]{1,100}) *$/i;

/** An admin brings others without asking them anything. */
const applies = (mode: RegistrationMode, actor: Actor, invitation: string | undefined): boolean =>
  mode === 'application' && invitation === undefined && !(actor.kind === 'member' && actor.role === 'admin');

export const registrationRoutes = (needs: RegistrationRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/registrations',
    summary: 'Become a member, or apply to become one',
    tag: 'members',
    auth: 'none',
    body: NewMember,
    answers: { 201: Member, 202: NewApplication },
    async handler({ actor, body }) {
      const { answer = '', ...account } = body;
      if (applies(await needs.registrationMode(), actor, body.invitation)) {
        const { at, expiresAt, ...applied } = await needs.apply(actor, { ...account, answer });
        const shown = { ...applied, state: 'pending', at: isoTime(at), expiresAt: isoTime(expiresAt) };
        return json(202, shown, { location: `${API_BASE}/registrations/${applied.id}` });
      }
      const member = await needs.register(actor, account);
      return created(memberOf(member, needs.origin), `${API_BASE}/members/${member.name}`);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/registrations/{id}',
    summary: 'How an application stands; its token comes in the header Authorization, as Bearer',
    tag: 'members',
    // The token is no member's.
    auth: 'own',
    params: z.object({ id: z.string().max(100) }),
    answers: { 200: State },
    async handler({ params, header }) {
      const [, token] = BEARER.exec(header('authorization') ?? '') ?? [];
      if (token === undefined) throw new Refusal('unauthenticated', 'Send the token of this application as Bearer.');
      const state = await needs.readApplication({ id: params.id, token });
      const { at, expiresAt, decidedAt } = state;
      return ok({
        ...state,
        at: isoTime(at),
        expiresAt: isoTime(expiresAt),
        decidedAt: decidedAt === null ? null : isoTime(decidedAt),
      });
    },
  }),
];
