// Members, and the role of each.

import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { said } from '../../../base/said.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { type AdminNeeds, adminCommon, Cursor } from './admin-needs.ts';
import { sectionPath } from './frame.tsx';
import { type MemberQuery, membersPage, membersPath, roles } from './members-page.tsx';

const PATH = sectionPath('members');

const Search = z.object({
  search: z.string().max(120).default(''),
  role: z
    .enum(['', ...roles])
    .default('')
    .catch(''),
  cursor: Cursor,
  /** Whose role was set just now, and to what. */
  set: z.string().max(32).optional(),
  to: z.enum(roles).optional().catch(undefined),
  /** What it waits for. */
  awaits: z.enum(['approval', 'wait']).optional().catch(undefined),
});

type Shown = MemberQuery & Pick<z.infer<typeof Search>, 'cursor' | 'set' | 'to' | 'awaits'> & { problem?: Problem };

export const memberPageRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = adminCommon(needs);

  const show = async (call: Asked & { actor: MemberActor }, shown: Shown): Promise<Answer> => {
    const look = await lookOf(call);
    const { search, role, cursor, set, to, awaits, problem } = shown;
    const members = await needs.listMembers(call.actor, { search, cursor, ...(role === '' ? {} : { role }) });
    const done =
      set === undefined || to === undefined
        ? undefined
        : look.t(`admin.members-role-${awaits ?? 'set'}`, { name: set, role: look.t(`admin.role-${to}`) });
    return membersPage({ look, members, paged: cursor !== undefined, query: { search, role }, problem, done });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Members and their roles',
      query: Search,
      handler: (call) => show(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{name}/role`,
      summary: 'Give a member a role',
      params: z.object({ name: z.string().max(32) }),
      takes: [FORM_TYPE],
      handler(call) {
        const { name } = call.params;
        const fields = readForm(call, publicUrl);
        const { search, role: shown } = Search.parse({ search: fields.search, role: fields.shown });
        return orAgain(
          async () => {
            const role = roles.find((each) => each === fields.role);
            if (!role) throw new Refusal('invalid', said`role: must be one of ${roles.join(', ')}.`, { field: 'role' });
            const { awaits } = await needs.setRole(call.actor, { name, role, words: fields.words });
            // Who gave the own role away has nothing more to see here.
            if (name === call.actor.name && role !== 'admin' && awaits === '') return seeOther('/');
            const list = membersPath({ search, role: shown });
            const done = new URLSearchParams({ set: name, to: role, ...(awaits === '' ? {} : { awaits }) });
            return seeOther(`${list}${list.includes('?') ? '&' : '?'}${done}`);
          },
          ({ problem }) => show(call, { search, role: shown, problem }),
        );
      },
    }),
  ];
};
