// The desk of those who moderate: the queue, and one case with all that is done to it.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { parsePostName } from '../../../base/names.ts';
import { appealDecisionInput } from '../../../forum/cases/decide-appeal.ts';
import { decisionInput } from '../../../forum/cases/decide-case.ts';
import { forwardInput } from '../../../forum/cases/forward-case.ts';
import { noteInput } from '../../../forum/cases/note-case.ts';
import type { WholeCase } from '../../../forum/cases/read-case.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { named } from '../../desk-filter.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import type { PostCard } from '../parts.tsx';
import { wholeCasePage } from './case-page.tsx';
import { casePath, casesPage } from './cases-page.tsx';
import { appealDecisionOf, decisionOf, type Fields } from './decision-input.ts';
import { Did } from './desk-frame.tsx';
import { type CaseList, CasesAsked, casesPath, listOf, listText } from './desk-query.ts';
import { orUnknown, scopesFor } from './filter-form.tsx';
import { actionPath } from './log-page.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';

const IdParams = z.object({ id: z.string().max(100) });
const AROUND = 5;
const HISTORY = 20;

type Asking = Asked & { actor: Actor };

/** What readers of the place see of it, with the eyes of this moderator; nothing where it is gone. */
const postsOf = async (
  { reads }: ModerationNeeds,
  actor: Actor,
  { post }: WholeCase,
): Promise<{ post: PostCard | undefined; around: PostCard[] }> => {
  const [key, thread] = post ? [parsePostName(post.name), parsePostName(post.thread)] : [];
  if (!post || !key || !thread) return { post: undefined, around: [] };
  const card: PostCard = JSON.parse(await reads.post(actor, key));
  const page: { items: PostCard[] } = JSON.parse(
    await reads.posts(actor, thread, { around: post.name, limit: AROUND }),
  );
  return { post: card, around: page.items.filter(({ name }) => name !== post.name) };
};

const personOf = async ({ moderation, origin }: ModerationNeeds, person: NonNullable<WholeCase['person']>) => {
  const subject = await moderation.subjectNamed({ member: `${person.name}@${person.origin}` });
  if (subject.kind === 'member') return { member: subject.member, origin };
  return subject.kind === 'remote' ? { member: subject.member, origin: subject.origin } : undefined;
};

/** What constituents advise about the post or the member that a case is about. */
const adviceOn = async ({ advice, origin }: ModerationNeeds, actor: Actor, { subject, person }: WholeCase) => {
  const [kind, name = ''] = subject.split(' ');
  if (kind === 'post')
    return name.includes('@') ? (await advice.list(actor, { post: name, limit: HISTORY })).items : [];
  if (kind !== 'member' || !person) return [];
  const member = `${person.name}@${person.origin || origin}`;
  return (await advice.list(actor, { member, limit: HISTORY })).items;
};

/** The post that waits; the member, as far as they are here. */
const aboutOf = async ({ moderation, readMember, origin }: ModerationNeeds, actor: Actor, one: WholeCase) => {
  const { subject, person } = one;
  const [kind = '', name = ''] = subject.split(' ');
  return {
    held: kind === 'held' && one.about ? await moderation.readHeld(actor, name) : undefined,
    member: kind === 'member' && person?.origin === origin ? await readMember(person.name) : undefined,
  };
};

/** What waits next in the list from which one came: after this case, or, where that is decided, the first. */
const nextOf = async (needs: ModerationNeeds, actor: Actor, { state, cursor }: WholeCase, list: CaseList) => {
  const { queue, cursor: _page, appealed, ...asked } = list;
  const from = state === 'open' || state === 'escalated' ? { cursor } : {};
  const waiting = { ...from, queue: 'waiting', limit: 1, appealed: appealed === 'yes' } as const;
  try {
    const { items } = await needs.cases.list(actor, { ...(await named(needs, actor, asked)), ...waiting });
    return items[0];
  } catch (error) {
    // An address that names what is not there leads nowhere.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

type Shown = { list?: string | undefined; typed?: Fields; problem?: Problem; did?: Did };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const createShowCase =
  (needs: ModerationNeeds) =>
  async (call: Asking, id: string, { list: from, ...again }: Shown = {}): Promise<Answer> => {
    const { cases, moderation, lookOf } = needs;
    const { actor } = call;
    const one = await cases.read(actor, id);
    const taken = await moderation.modlog.seen(actor, one.actions);
    const person = one.person && (await personOf(needs, one.person));
    const before = person ? await moderation.modlog.ofPerson(actor, person, HISTORY) : [];
    const history = before.filter(({ number }) => !one.actions.includes(number));
    const list = listOf(from);
    return wholeCasePage({
      look: await lookOf(call),
      one,
      list: listText(list),
      next: await nextOf(needs, actor, one, list),
      ...(await postsOf(needs, actor, one)),
      ...(await aboutOf(needs, actor, one)),
      advice: await adviceOn(needs, actor, one),
      history,
      taken,
      ...again,
    });
  };

const reading = (needs: ModerationNeeds): Route[] => {
  const { cases, reads, lookOf } = needs;
  const show = createShowCase(needs);
  const common = pageCommon(needs);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation',
      summary: 'The cases where one moderates',
      query: CasesAsked.extend({
        cursor: Cursor,
        did: Did,
        last: z.string().max(100).optional(),
      }),
      async handler(call) {
        const { actor } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const { cursor, did, last, ...asked } = call.query;
        const scopes = await scopesFor(reads, actor);
        const shown = { look: await lookOf(call), asked, scopes, cursor, did, last };
        return orUnknown(
          async () => {
            const { appealed, ...rest } = await named(needs, actor, asked);
            const page = { cursor, limit: ROWS, appealed: appealed === 'yes' };
            return casesPage({ ...shown, cases: await cases.list(actor, { ...rest, ...page }) });
          },
          (problem) => casesPage({ ...shown, cases: { items: [], next: null }, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/cases/{id}',
      summary: 'One case on one screen',
      params: IdParams,
      query: z.object({ did: Did, list: z.string().max(600).optional() }),
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.id, call.query) : signInFirst(call.path),
    }),
  ];
};

/** @param last the case that it was about, where there is more to see of it */
const queueAfter = (did: Did, list: string | undefined, last?: string) => {
  const { cursor: _page, ...asked } = listOf(list);
  return seeOther(casesPath({ ...asked, queue: 'waiting' }, { did, last }));
};

export const caseRoutes = (needs: ModerationNeeds): Route[] => {
  const { cases, clock, publicUrl } = needs;
  const show = createShowCase(needs);
  type Act = (actor: Actor, id: string, fields: Fields) => Promise<Answer>;
  const act = (name: string, summary: string, run: Act): Route =>
    defineRoute({
      ...pageCommon(needs),
      method: 'post',
      path: `/moderation/cases/{id}/${name}`,
      summary,
      params: IdParams,
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        const { id } = call.params;
        const typed = name === 'decision' ? { typed: fields } : {};
        return orAgain(
          () => run(call.actor, id, fields),
          ({ problem }) => show(call, id, { ...typed, list: fields.list, problem }),
        );
      },
    });
  /** The page goes on where one was, for who reads on and for the keyboard. */
  const back = (id: string, list: string | undefined, at: 'decide' | 'notes' | 'appeals') =>
    seeOther(`${casePath(id, listText(listOf(list)))}#${at}`);
  return [
    ...reading(needs),
    act('claim', 'Take a case to oneself', async (actor, id, { version, list, at }) => {
      await cases.claim(actor, id, { version: Number(version) });
      return back(id, list, at === 'appeals' ? at : 'decide');
    }),
    act('release', 'Give a case back', async (actor, id, { list }) => {
      await cases.release(actor, id);
      return queueAfter('released', list);
    }),
    act('note', 'A note in a case', async (actor, id, { noteWords, audience, list }) => {
      await cases.note(actor, id, check(noteInput, { words: noteWords, audience }));
      return back(id, list, 'notes');
    }),
    act('decision', 'Decide a case', async (actor, id, fields) => {
      const input = check(decisionInput, decisionOf(fields, fields.outcome ?? '', clock.now()));
      const { actions } = await cases.decide(actor, id, input);
      const waits = actions.find(({ awaits }) => awaits !== '');
      // Nothing has happened yet: its page says who has to agree.
      if (waits) return seeOther(`${actionPath(waits.number)}?did=decided`);
      return input.outcome === 'escalated'
        ? queueAfter('escalated', fields.list)
        : queueAfter('decided', fields.list, id);
    }),
    act('close', 'Close a decided case', async (actor, id, { version, list }) => {
      await cases.close(actor, id, { version: Number(version) });
      return queueAfter('closed', list);
    }),
    act('forward', 'Pass a case on to the home of the post', async (actor, id, { forwardWords, list }) => {
      await cases.forward(actor, id, check(forwardInput, { words: forwardWords }));
      return back(id, list, 'notes');
    }),
    defineRoute({
      ...pageCommon(needs),
      method: 'post',
      path: '/moderation/appeals/{id}',
      summary: 'Decide an appeal',
      params: IdParams,
      takes: [FORM_TYPE],
      handler(call) {
        const { case: its = '', ...fields } = readForm(call, publicUrl);
        return orAgain(
          async () => {
            const input = check(appealDecisionInput, appealDecisionOf(fields, clock.now()));
            await cases.decideAppeal(call.actor, call.params.id, input);
            return back(its, fields.list, 'appeals');
          },
          ({ problem }) => show(call, its, { typed: fields, list: fields.list, problem }),
        );
      },
    }),
  ];
};
