// Joining.
import { z } from 'zod';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { Registration } from '../../forum/identity/register.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { created } from '../answer.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import { Member, memberOf } from './shapes.ts';

export type RegistrationRouteNeeds = {
  origin: string;
  register(actor: Actor, input: Registration): Promise<MemberView>;
};

const NewMember = z
  .object({
    name: z.string().max(100).meta({ description: '2 to 32 of the characters a-z, 0-9 and _.' }),
    password: z.string().max(1000),
    displayName: z.string().max(1000).optional(),
  })
  .meta({ id: 'NewMember' });

export const registrationRoutes = ({ origin, register }: RegistrationRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/registrations',
    summary: 'Become a member',
    tag: 'members',
    auth: 'none',
    body: NewMember,
    answers: { 201: Member },
    async handler({ actor, body }) {
      const member = await register(actor, body);
      return created(memberOf(member, origin), `${API_BASE}/members/${member.name}`);
    },
  }),
];
