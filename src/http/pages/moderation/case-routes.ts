// The desk of those who moderate: the queue, and one case with all that is done to it.
import { z } from 'zod';
import { parsePostName } from '../../../base/names.ts';
import { appealDecisionInput } from '../../../forum/cases/decide-appeal.ts';
import { decisionInput } from '../../../forum/cases/decide-case.ts';
import { forwardInput } from '../../../forum/cases/forward-case.ts';
import { noteInput } from '../../../forum/cases/note-case.ts';
import type { WholeCase } from '../../../forum/cases/read-case.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import type { PostCard } from '../parts.tsx';
import { wholeCasePage } from './case-page.tsx';
import { casePath, casesPage, queues } from './cases-page.tsx';
import { appealDecisionOf, decisionOf, type Fields } from './decision-input.ts';
import { Did } from './desk-frame.tsx';
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

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const createShowCase =
  (needs: ModerationNeeds) =>
  async (call: Asking, id: string, again: { typed?: Fields; problem?: Problem; did?: Did } = {}): Promise<Answer> => {
    const { cases, moderation, lookOf } = needs;
    const { actor } = call;
    const one = await cases.read(actor, id);
    const taken = await moderation.modlog.seen(actor, one.actions);
    const person = one.person && (await personOf(needs, one.person));
    const before = person ? await moderation.modlog.ofPerson(actor, person, HISTORY) : [];
    const history = before.filter(({ number }) => !one.actions.includes(number));
    const decided = one.claimed === null && !['open', 'escalated', 'claimed'].includes(one.state);
    const waiting = decided ? await cases.list(actor, { queue: 'waiting', limit: 1 }) : undefined;
    return wholeCasePage({
      look: await lookOf(call),
      one,
      next: waiting?.items[0],
      ...(await postsOf(needs, actor, one)),
      ...(await aboutOf(needs, actor, one)),
      advice: await adviceOn(needs, actor, one),
      history,
      taken,
      ...again,
    });
  };

const reading = (needs: ModerationNeeds): Route[] => {
  const { cases, lookOf } = needs;
  const show = createShowCase(needs);
  const common = pageCommon(needs);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation',
      summary: 'The cases where one moderates',
      query: z.object({
        queue: z.enum(queues).default('waiting').catch('waiting'),
        cursor: Cursor,
        did: Did,
        last: z.string().max(100).optional(),
      }),
      async handler(call) {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        const { queue, cursor, did, last } = call.query;
        const listed = await cases.list(call.actor, { queue, cursor, limit: ROWS });
        return casesPage({ look: await lookOf(call), queue, cases: listed, paged: cursor !== undefined, did, last });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/cases/{id}',
      summary: 'One case on one screen',
      params: IdParams,
      query: z.object({ did: Did }),
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.id, { did: call.query.did }) : signInFirst(call.path),
    }),
  ];
};

/** @param last the case that it was about, where there is more to see of it */
const queueAfter = (did: Did, last?: string) =>
  seeOther(`/moderation?did=${did}${last === undefined ? '' : `&last=${encodeURIComponent(last)}`}`);

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
          ({ problem }) => show(call, id, { ...typed, problem }),
        );
      },
    });
  const back = (id: string) => seeOther(casePath(id));
  return [
    ...reading(needs),
    act('claim', 'Take a case to oneself', async (actor, id, { version }) => {
      await cases.claim(actor, id, { version: Number(version) });
      return back(id);
    }),
    act('release', 'Give a case back', async (actor, id) => {
      await cases.release(actor, id);
      return queueAfter('released');
    }),
    act('note', 'A note in a case', async (actor, id, { noteWords, audience }) => {
      await cases.note(actor, id, check(noteInput, { words: noteWords, audience }));
      return back(id);
    }),
    act('decision', 'Decide a case', async (actor, id, fields) => {
      const input = check(decisionInput, decisionOf(fields, fields.outcome ?? '', clock.now()));
      const { actions } = await cases.decide(actor, id, input);
      const waits = actions.find(({ awaits }) => awaits !== '');
      // Nothing has happened yet: its page says who has to agree.
      if (waits) return seeOther(`${actionPath(waits.number)}?did=decided`);
      return input.outcome === 'escalated' ? queueAfter('escalated') : queueAfter('decided', id);
    }),
    act('close', 'Close a decided case', async (actor, id, { version }) => {
      await cases.close(actor, id, { version: Number(version) });
      return queueAfter('closed');
    }),
    act('forward', 'Pass a case on to the home of the post', async (actor, id, { forwardWords }) => {
      await cases.forward(actor, id, check(forwardInput, { words: forwardWords }));
      return back(id);
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
            return back(its);
          },
          ({ problem }) => show(call, its, { typed: fields, problem }),
        );
      },
    }),
  ];
};
