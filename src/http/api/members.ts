// Members of this instance, as everybody may see them.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { MemberSearch } from '../../forum/identity/list-members.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { NewRole, RoleSet } from '../../forum/identity/set-role.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, Member, memberOf, pageOf, Time } from './shapes.ts';

export type MemberRouteNeeds = {
  origin: string;
  readMember(name: string): Promise<MemberView>;
  listMembers(actor: Actor, search: MemberSearch): Promise<Page<MemberView>>;
  setRole(actor: Actor, input: NewRole): Promise<RoleSet>;
};

const Words = z.string().trim().max(4_000).optional().meta({ description: 'To them: why.' });
const RoleAnswer = Member.extend({
  action: z.int().nullable().meta({ description: 'Its number in the log; null: they had the role.' }),
  awaits: z.enum(['', 'approval', 'wait']).meta({
    description: 'Empty: it is in effect. Else they keep what they have until another admin approves, or 24 hours.',
  }),
  effectiveAt: Time.nullable().meta({ description: 'When it takes effect without an approval.' }),
}).meta({ id: 'RoleChange' });

export const memberRoutes = ({ origin, readMember, listMembers, setRole }: MemberRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/members',
    summary: 'The members of this instance, by name; for admins',
    tag: 'members',
    auth: 'admin',
    query: z.object({
      search: z.string().max(120).optional().meta({ description: 'Part of a name or a display name.' }),
      role: Member.shape.role.optional(),
      cursor: z.string().max(200).optional(),
    }),
    answers: { 200: pageOf(Member) },
    async handler({ actor, query }) {
      const { items, next } = await listMembers(actor, query);
      return ok({ items: items.map((member) => memberOf(member, origin)), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/members/{name}',
    summary: 'A member of this instance',
    tag: 'members',
    auth: 'none',
    params: z.object({ name: z.string() }),
    answers: { 200: Member },
    handler: ({ params }) => after(readMember(params.name), (member) => ok(memberOf(member, origin))),
  }),
  defineRoute({
    method: 'put',
    path: '/members/{name}/role',
    summary: 'Make a member a moderator, an admin, or a member again: an action in the log',
    tag: 'members',
    auth: 'admin',
    params: z.object({ name: z.string() }),
    body: z.object({ role: Member.shape.role, words: Words }).meta({ id: 'NewRole' }),
    answers: { 200: RoleAnswer },
    async handler({ actor, params, body }) {
      const set = await setRole(actor, { name: params.name, ...body });
      const { action, awaits, effectiveAt } = set;
      return ok({
        ...memberOf(set, origin),
        ...{ action, awaits },
        effectiveAt: effectiveAt === null ? null : isoTime(effectiveAt),
      });
    },
  }),
];
