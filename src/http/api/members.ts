// Members of this instance, as everybody may see them.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { Role } from '../../db/tables.ts';
import type { MemberSearch } from '../../forum/identity/list-members.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { Member, memberOf, pageOf } from './shapes.ts';

export type MemberRouteNeeds = {
  origin: string;
  readMember(name: string): Promise<MemberView>;
  listMembers(actor: Actor, search: MemberSearch): Promise<Page<MemberView>>;
  setRole(actor: Actor, input: { name: string; role: Role }): Promise<MemberView>;
};

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
    summary: 'Make a member a moderator, an admin, or a member again',
    tag: 'members',
    auth: 'admin',
    params: z.object({ name: z.string() }),
    body: z.object({ role: Member.shape.role }).meta({ id: 'NewRole' }),
    answers: { 200: Member },
    handler: async ({ actor, params, body }) =>
      ok(memberOf(await setRole(actor, { name: params.name, role: body.role }), origin)),
  }),
];
