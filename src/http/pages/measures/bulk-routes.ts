// One measure on many: chosen, looked at, and only then taken, on exactly what was looked at.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { PersonPost } from '../../../forum/moderation/read-person-posts.ts';
import { BRAKE } from '../../../forum/moderation/record-actions.ts';
import { holds } from '../../../forum/policy/capabilities.ts';
import { may } from '../../../forum/policy/may.ts';
import type { Subject } from '../../../forum/policy/measures.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Fields } from '../moderation/decision-input.ts';
import { actionPath } from '../moderation/log-page.tsx';
import { pageCommon } from '../page-needs.ts';
import { bulkOf } from './act-input.ts';
import { askBulkPage, BULK, chooseBulkPage, previewBulkPage } from './bulk-page.tsx';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { findPerson } from './person-routes.ts';

const WEEK = 7 * 86_400_000;

/** A field of day and time, in UTC. Epoch milliseconds. @throws Refusal `invalid` */
export const sinceOf = (since: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/.test(since)
    ? Date.parse(since.endsWith('Z') ? since : `${since}Z`)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new Refusal('invalid', 'since: must be a time like 2026-01-31T12:00.', { field: 'since' });
  return at;
};

/** What of it the form means: all, those that are marked, or exactly those that were looked at. */
const namesOf = (fields: Fields, posts: readonly PersonPost[]): string[] => {
  if (fields.step === 'do') return (fields.names ?? '').split(' ').filter((name) => name !== '');
  const meant = fields.which === 'chosen' ? posts.filter(({ name }) => fields[`post-${name}`] === 'yes') : posts;
  if (meant.length === 0) throw new Refusal('invalid', 'which: mark at least one post.', { field: 'which' });
  return meant.map(({ name }) => name);
};

type Asked = { member: string; since: string };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` */
const find = async (needs: MeasureNeeds, call: Asking, { member, since }: Asked) => {
  may(call.actor, { do: 'moderate', can: 'act' });
  const { person, name, origin } = await findPerson(needs, member.trim().replace(/^@/, ''));
  const listed = await needs.moderation.personPosts(call.actor, person, sinceOf(since));
  const at = new Date(sinceOf(since)).toISOString();
  return { who: { name, origin }, asked: { member, since: at }, ...listed };
};

/** Whether a second person is asked for so many, and who that could be. */
const brakeFor = async (
  { moderation }: MeasureNeeds,
  { actor }: Asking,
  posts: readonly PersonPost[],
  count: number,
) => {
  // What carries them counts as one.
  const asks = count + 1 > BRAKE;
  if (!asks || actor.kind !== 'member') return { asks: false, names: [] };
  const places = new Set(posts.map(({ place }) => `${place.kind}:${place.slug}`));
  const staff = await moderation.listStaff(actor);
  const able = staff.filter((one) => [...places].every((scope) => holds(one, 'act', scope)));
  const names = able.map(({ name }) => name).filter((name) => name !== actor.name);
  return { asks, names: names.sort() };
};

export const bulkRoutes = (needs: MeasureNeeds): Route[] => {
  const { moderation, lookOf, publicUrl, clock } = needs;
  const common = { ...pageCommon(needs), path: BULK };
  const ask = async (call: Asking, { member, since }: Asked, problem?: Problem): Promise<Answer> =>
    askBulkPage({ look: await lookOf(call), member, since, problem });
  const choose = async (call: Asking, asked: Asked, again: { typed?: Fields; problem?: Problem } = {}) =>
    chooseBulkPage({ look: await lookOf(call), ...(await find(needs, call, asked)), ...again });

  const preview = async (call: Asking, fields: Fields): Promise<Answer> => {
    const { member = '', since = '' } = fields;
    const { who, posts } = await find(needs, call, { member, since });
    const names = namesOf(fields, posts);
    const { action } = bulkOf(
      fields,
      names.map((post) => ({ post })),
      clock.now(),
    );
    const meant = new Set(names);
    const shown = posts.filter(({ name }) => meant.has(name));
    return previewBulkPage({
      ...{ look: await lookOf(call), who, names, posts: shown, action, typed: fields },
      brake: await brakeFor(needs, call, shown, names.length),
    });
  };
  const take = async (call: Asking, fields: Fields): Promise<Answer> => {
    const names = namesOf(fields, []);
    const { subjects, action } = bulkOf(
      fields,
      [...new Set(names)].map((post) => ({ post })),
      clock.now(),
    );
    const named: Subject[] = [];
    for (const subject of subjects) named.push(await moderation.subjectNamed(subject));
    const { actions } = await moderation.takeBulk(call.actor, { ...action, subjects: named });
    return seeOther(`${actionPath(actions[0]?.number ?? 0)}?did=done`);
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'One measure on many posts of one person: which',
      query: z.object({ member: z.string().max(300).default(''), since: z.string().max(40).default('') }),
      handler(call) {
        const { actor, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const since = query.since || new Date(clock.now() - WEEK).toISOString().slice(0, 16);
        may(actor, { do: 'moderate', can: 'act' });
        if (query.member === '') return ask(call, { member: '', since });
        return orAgain(
          () => choose(call, { ...query, since }),
          ({ problem }) => ask(call, { ...query, since }, { ...problem, field: problem.field ?? 'member' }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'One measure on many: looked at, then taken',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { member = '', since = '', step } = typed;
        const again = (problem?: Problem) =>
          choose(call, { member, since }, { typed, ...(problem ? { problem } : {}) });
        if (step === 'change') return again();
        return orAgain(
          () => (step === 'do' ? take(call, typed) : preview(call, typed)),
          ({ problem }) => again(problem),
        );
      },
    }),
  ];
};
