// The desk beside its cases: the log, and who moderates.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { StaffView } from '../../../forum/moderation/change-duties.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { capabilities, MODERATING } from '../../../forum/policy/duties.ts';
import { isScope, scopeOf } from '../../../forum/policy/measures.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { named } from '../../desk-filter.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, safePath, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { Did, done } from './desk-frame.tsx';
import { LogAsked } from './desk-query.ts';
import { orUnknown, scopesFor } from './filter-form.tsx';
import { actionPath, logPage } from './log-page.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';
import { staffPage } from './staff-page.tsx';

type Asking = Asked & { actor: Actor };
type Shown = z.output<typeof Query> & { problem?: Problem };
const Query = LogAsked.extend({ cursor: Cursor, did: Did });
const none = { items: [], next: null };

const logRoutes = (needs: ModerationNeeds): Route[] => {
  const { moderation, reads, lookOf, publicUrl } = needs;
  const common = pageCommon(needs);
  type Lists = Pick<typeof moderation.modlog, 'list' | 'inForce'>;
  /** As far as somebody asks for what is there. */
  const page = async (call: Asking, part: 'log' | 'measures', { cursor, did, problem, ...asked }: Shown) => {
    const { actor } = call;
    const read: keyof Lists = part === 'log' ? 'list' : 'inForce';
    const look = await lookOf(call);
    const scopes = await scopesFor(reads, actor, part === 'log' ? 'known' : 'moderated');
    const shown = { look, part, asked, scopes, paged: cursor !== undefined, did, problem };
    return orUnknown(
      async () => {
        const log = await moderation.modlog[read](actor, {
          ...(await named(needs, actor, asked)),
          cursor,
          limit: ROWS,
        });
        return logPage({ ...shown, log });
      },
      (unknown) => logPage({ ...shown, log: none, unknown }),
    );
  };
  const show = async (call: Asking, shown: Shown): Promise<Answer> => {
    await moderation.checkModlog(call.actor);
    return page(call, 'log', shown);
  };
  const on = (name: 'reversal' | 'approval', summary: string): Route =>
    defineRoute({
      ...common,
      method: 'post',
      path: `/moderation/actions/{number}/${name}`,
      summary,
      params: z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
      takes: [FORM_TYPE],
      handler(call) {
        const { words = '', next = '/modlog' } = readForm(call, publicUrl);
        const { number } = call.params;
        return orAgain(
          async () => {
            if (name === 'reversal') await moderation.reverseAction(call.actor, number, { words });
            else await moderation.approveAction(call.actor, number, { words });
            return seeOther(done(safePath(next)));
          },
          ({ problem }) => show(call, { ...Query.parse({}), problem }),
        );
      },
    });
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/modlog',
      summary: 'What moderators did here',
      query: Query,
      handler: (call) => show(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/measures',
      summary: 'What is in force',
      query: Query,
      async handler(call) {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        return page(call, 'measures', call.query);
      },
    }),
    on('reversal', 'Undo an action'),
    on('approval', 'Approve an action that waits for a second person'),
  ];
};

/** What a duty is filled in with, to be changed: what is there already. */
const typedOf = (staff: readonly StaffView[], name: string, scope: string): Record<string, string> => {
  const duty = staff.find((one) => one.name === name)?.duties.find((one) => one.scope === scope);
  return { name, scope, ...Object.fromEntries((duty?.can ?? MODERATING).map((each) => [`can-${each}`, 'yes'])) };
};

const staffRoutes = (needs: ModerationNeeds): Route[] => {
  const { moderation, reads, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), path: '/moderation/staff' };
  type Again = { did?: Did; typed?: Record<string, string>; change?: [name: string, scope: string]; problem?: Problem };
  const show = async (call: Asking, { change, ...again }: Again): Promise<Answer> => {
    const { actor } = call;
    const staff = await moderation.listStaff(actor);
    const admin = actor.kind === 'member' && actor.role === 'admin';
    const places = admin ? [...(await reads.places(actor, 'plank')), ...(await reads.places(actor, 'board'))] : [];
    return staffPage({
      ...{ look: await lookOf(call), staff, did: again.did, ...again },
      ...(change ? { typed: typedOf(staff, ...change) } : {}),
      scopes: admin ? ['instance', 'planks', ...places.map(scopeOf)] : [],
    });
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'Who moderates what',
      query: z.object({ did: Did, name: z.string().max(64).optional(), scope: z.string().max(80).optional() }),
      async handler(call) {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        const { did, name, scope } = call.query;
        return show(call, { did, ...(name && scope ? { change: [name, scope] as [string, string] } : {}) });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Give a member something to moderate, or take it back',
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        return orAgain(
          async () => {
            const { name = '', scope = '' } = fields;
            if (!isScope(scope))
              throw new Refusal('invalid', 'scope: must be instance, planks, plank:… or board:….', { field: 'scope' });
            const can = capabilities.filter((each) => fields[`can-${each}`] === 'yes');
            const takes = fields.do === 'take';
            if (!takes && can.length === 0) throw new Refusal('invalid', 'can: choose at least one.', { field: 'can' });
            const { action, awaits } = takes
              ? await moderation.revokeDuty(call.actor, { name, scope })
              : await moderation.grantDuty(call.actor, { name, scope, can });
            // What waits for a second person says so there.
            return seeOther(`${awaits === '' ? '/moderation/staff' : actionPath(action)}?did=done`);
          },
          ({ problem }) => show(call, { typed: fields, problem }),
        );
      },
    }),
  ];
};

export const deskRoutes = (needs: ModerationNeeds): Route[] => [...logRoutes(needs), ...staffRoutes(needs)];
