// What looks at posts by itself, at the desk: confirmed, undone, lifted, and set.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { instanceInput } from '../../../forum/instance/settings.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type PlaceName, parseSubject } from '../../../forum/policy/measures.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { automationPage } from './automation-page.tsx';
import { AUTOMATION } from './brakes.tsx';
import { Did } from './desk-frame.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';

type Asking = Asked & { actor: Actor };
type Fields = Readonly<Record<string, string>>;
type Shown = { cursor?: string | undefined; did?: Did; typed?: Fields; problem?: Problem };
type Acting = { actor: Actor; number: number };

const HOUR = 3_600_000;
const rulesInput = instanceInput.pick({ probation: true, probationPosts: true, mentionLimit: true }).required();
const NumberParams = z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** NaN, which no rule takes, where it is no number. */
const numberIn = (text = ''): number => (text.trim() === '' ? Number.NaN : Number(text));

/** @throws Refusal `not-found` */
const placeIn = (scope = ''): PlaceName => {
  const subject = parseSubject(`place ${scope}`);
  if (subject?.kind !== 'place') throw new Refusal('not-found', 'There is no such place.');
  return subject.place;
};

const done = (): Answer => seeOther(`${AUTOMATION}?did=done`);

export const automationRoutes = (needs: ModerationNeeds): Route[] => {
  const { automation, moderation, lookOf, publicUrl, clock } = needs;
  const common = pageCommon(needs);

  const show = async (call: Asking, { cursor, ...shown }: Shown): Promise<Answer> => {
    const places = await automation.listWatched(call.actor);
    const waiting = await moderation.modlog.inForce(call.actor, { cursor, limit: ROWS, automatic: true, held: false });
    const rules = await needs.instanceSettings();
    const filters = new Set((await automation.listFilters(call.actor)).map(({ id }) => id));
    const look = await lookOf(call);
    return automationPage({ look, places, waiting, paged: cursor !== undefined, rules, filters, ...shown });
  };
  /** @param run what is done with the fields */
  const act = (path: string, summary: string, run: (actor: Actor, fields: Fields) => Promise<void>, keeps = false) =>
    defineRoute({
      ...common,
      method: 'post',
      path: `${AUTOMATION}${path}`,
      summary,
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        return orAgain(
          async () => {
            await run(call.actor, typed);
            return done();
          },
          ({ problem }) => show(call, keeps ? { typed, problem } : { problem }),
        );
      },
    });
  const decide = async ({ actor, number }: Acting, fields: Fields): Promise<void> => {
    if (fields.do === 'undo') {
      await moderation.reverseAction(actor, number, { words: '' });
      return;
    }
    const hours = Number(fields[`hours-${number}`]) || 24 * (Number(fields[`days-${number}`]) || 7);
    await moderation.confirmAction(actor, number, { lasts: { until: clock.now() + hours * HOUR } });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: AUTOMATION,
      summary: 'What looks at posts by itself, and what it did',
      query: z.object({ cursor: Cursor, did: Did }),
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${AUTOMATION}/actions/{number}`,
      summary: 'Confirm or undo what was done by itself',
      params: NumberParams,
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        return orAgain(
          async () => {
            await decide({ actor: call.actor, number: call.params.number }, fields);
            return done();
          },
          ({ problem }) => show(call, { problem }),
        );
      },
    }),
    act('/brakes', 'Lift the brake of a place', (actor, { scope, peer }) =>
      automation.liftBrake(actor, placeIn(scope), peer),
    ),
    act('/places', 'Whether everything in a place is looked at first', (actor, { scope, first }) =>
      automation.setPremoderation(actor, placeIn(scope), first === 'yes'),
    ),
    act(
      '/rules',
      'What is asked of every post',
      (actor, { probation, probationPosts, mentionLimit }) =>
        needs.describeInstance(
          actor,
          check(rulesInput, {
            probation,
            probationPosts: numberIn(probationPosts),
            mentionLimit: numberIn(mentionLimit),
          }),
        ),
      true,
    ),
  ];
};
