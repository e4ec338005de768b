// People on the desk: found by name, looked at whole, acted on without a case.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { Person } from '../../../forum/moderation/resolve-subject.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { may } from '../../../forum/policy/may.ts';
import type { Subject } from '../../../forum/policy/measures.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { failureOf } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { Did } from '../moderation/desk-frame.tsx';
import { personPath } from '../moderation/words.tsx';
import { pageCommon } from '../page-needs.ts';
import { createActs } from './act.ts';
import { scopesOf } from './act-input.ts';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { peoplePage } from './people-page.tsx';
import { type Again, personPage } from './person-page.tsx';

const HISTORY = 50;
const CASES = 20;
const WEEK = 7 * 86_400_000;

export const NameOf = z.object({ name: z.string().max(300) });

export type Found = { subject: Subject; person: Person; name: string; origin: string };

/** @throws Refusal `not-found` where nobody of that name is known here */
export const findPerson = async ({ moderation, origin: home }: MeasureNeeds, named: string): Promise<Found> => {
  const subject = await moderation.subjectNamed({ member: named });
  const [name = '', origin = home] = named.split('@');
  if (subject.kind === 'member') return { subject, person: { member: subject.member, origin: home }, name, origin };
  if (subject.kind === 'remote')
    return { subject, person: { member: subject.member, origin: subject.origin }, name, origin };
  throw new Refusal('not-found', 'Nobody here has this name.');
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
const createShowPerson =
  (needs: MeasureNeeds) =>
  async (call: Asking, named: string, did: Did, again?: Again): Promise<Answer> => {
    const { moderation, cases, advice, reads, origin: home, lookOf } = needs;
    const { actor } = call;
    may(actor, { do: 'moderate', can: 'see-cases' });
    const { subject, person, name, origin } = await findPerson(needs, named);
    const look = await lookOf(call);
    const member = origin === home ? await needs.readMember(name) : undefined;
    const own = actor.kind === 'member' && origin === home && actor.name === name;
    const places = [...(await reads.places(actor, 'plank')), ...(await reads.places(actor, 'board'))];
    const whole = can(actor, 'see-cases', 'instance');
    const muted = whole && (await cases.mutes(actor)).find((one) => one.kind === 'reporter' && one.name === name);
    return personPage({
      ...{ look, name, origin, displayName: member?.displayName ?? '', role: member?.role ?? 'member' },
      scopes: own ? [] : scopesOf(actor, 'act', places),
      inForce: own ? [] : await moderation.modlog.onSubject(actor, subject),
      history: own ? [] : await moderation.modlog.ofPerson(actor, person, HISTORY),
      cases: await cases.ofPerson(actor, person, CASES),
      advice: own ? [] : (await advice.list(actor, { member: `${name}@${origin}`, limit: CASES })).items,
      mute: member && whole ? { muted: muted || undefined, may: !own && can(actor, 'act', 'instance') } : undefined,
      since: new Date(look.now - WEEK).toISOString().slice(0, 16),
      did,
      again,
    });
  };

export const personRoutes = (needs: MeasureNeeds): Route[] => {
  const { cases, lookOf, publicUrl, origin: home } = needs;
  const acts = createActs(needs);
  const common = pageCommon(needs);
  const show = createShowPerson(needs);
  const pathOf = (named: string) => {
    const [name = '', origin = home] = named.split('@');
    return personPath(home, { name, origin });
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/members',
      summary: 'People on the desk',
      query: z.object({ name: z.string().max(300).default('') }),
      async handler(call) {
        const { actor, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        may(actor, { do: 'moderate', can: 'see-cases' });
        const name = query.name.trim().replace(/^@/, '');
        const list = async (again: { problem?: ReturnType<typeof failureOf>['problem'] } = {}) =>
          peoplePage({
            look: await lookOf(call),
            name,
            peers: await needs.readPeers(actor),
            mutes: can(actor, 'see-cases', 'instance') ? await cases.mutes(actor) : [],
            admin: actor.role === 'admin',
            ...again,
          });
        if (name === '') return list();
        return orAgain(
          async () => {
            await findPerson(needs, name);
            return seeOther(pathOf(name));
          },
          ({ problem }) => list({ problem: { ...problem, field: 'name' } }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/members/{name}',
      summary: 'One person on the desk',
      params: NameOf,
      query: z.object({ did: Did }),
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.name, call.query.did) : signInFirst(call.path),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/moderation/members/{name}/actions',
      summary: 'Act on a person without a case',
      params: NameOf,
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { name } = call.params;
        return orAgain(
          () => acts.act(call.actor, typed, { member: name }),
          ({ problem }) => show(call, name, undefined, { form: 'act', typed, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/moderation/members/{name}/mute',
      summary: 'Take no reports of a member for a time, or take them again',
      params: NameOf,
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { name } = call.params;
        return orAgain(
          () => acts.mute(call.actor, typed, { reporter: name }, pathOf(name)),
          ({ problem }) => show(call, name, undefined, { form: 'mute', typed, problem }),
        );
      },
    }),
  ];
};
