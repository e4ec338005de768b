// Members of this instance, as everybody may see them.
import { z } from 'zod';
import type { MemberView } from '../../forum/identity/member-store.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { Member, memberOf } from './shapes.ts';

export type MemberRouteNeeds = { origin: string; readMember(name: string): Promise<MemberView> };

export const memberRoutes = ({ origin, readMember }: MemberRouteNeeds): Route[] => [
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
];
