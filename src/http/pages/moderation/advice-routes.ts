// Advice between instances at the desk: what came in, what of it lies here, what is made of it, and advising.
import { z } from 'zod';
import { adviceSettingsInput } from '../../../forum/advice/change-advice-settings.ts';
import { advisoryInput } from '../../../forum/advice/issue-advisory.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { mayAsMember } from '../../../forum/policy/may.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { advisedPage, receivedPage } from './advice-pages.tsx';
import { advicePaths } from './advice-paths.ts';
import { adviceSettingsPage, peerField } from './advice-settings-page.tsx';
import { advisePage, subjectKinds } from './advise-page.tsx';
import { Did } from './desk-frame.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';

type Asking = Asked & { actor: Actor };
type Fields = Readonly<Record<string, string>>;
const DAY = 86_400_000;
const Named = z.string().max(300).optional();

const receivedRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, lookOf, publicUrl } = needs;
  const common = pageCommon(needs);
  type Shown = { cursor?: string | undefined; did?: Did; post?: string | undefined; problem?: Problem };
  const show = async (call: Asking, { cursor, did, post, problem }: Shown): Promise<Answer> => {
    const listed = await advice.list(call.actor, { cursor, limit: ROWS, post });
    return receivedPage({ look: await lookOf(call), listed, paged: cursor !== undefined, did, problem });
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: advicePaths.received,
      summary: 'What constituents advise',
      query: z.object({ cursor: Cursor, did: Did, post: Named }),
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${advicePaths.received}/{name}/withdrawal`,
      summary: 'Take back what this instance advised',
      params: z.object({ name: z.string().max(300) }),
      takes: [FORM_TYPE],
      handler(call) {
        readForm(call, publicUrl);
        return orAgain(
          async () => {
            await advice.withdraw(call.actor, call.params.name);
            return seeOther(`${advicePaths.received}?did=done`);
          },
          ({ problem }) => show(call, { problem }),
        );
      },
    }),
  ];
};

const postsRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, moderation, lookOf, publicUrl, clock } = needs;
  const common = pageCommon(needs);
  type Shown = { cursor?: string | undefined; did?: Did; problem?: Problem };
  const show = async (call: Asking, { cursor, did, problem }: Shown): Promise<Answer> => {
    const listed = await advice.posts(call.actor, { cursor, limit: ROWS });
    return advisedPage({ look: await lookOf(call), listed, paged: cursor !== undefined, did, problem });
  };
  const keep = async (actor: Actor, post: string, fields: Fields): Promise<void> => {
    const subject = await moderation.subjectNamed({ post });
    const until = clock.now() + (Number(fields[`days-${post}`]) || 30) * DAY;
    const words = fields[`words-${post}`] ?? '';
    await moderation.takeAction(actor, {
      kind: 'keep',
      subject,
      reason: 'other',
      basis: 'own',
      words,
      lasts: { until },
    });
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: advicePaths.posts,
      summary: 'Posts that advice is laid over',
      query: z.object({ cursor: Cursor, did: Did }),
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${advicePaths.posts}/{name}/keeping`,
      summary: 'Keep a post visible, whatever others advise',
      params: z.object({ name: z.string().max(300) }),
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        return orAgain(
          async () => {
            await keep(call.actor, call.params.name, fields);
            return seeOther(`${advicePaths.posts}?did=done`);
          },
          ({ problem }) => show(call, { problem }),
        );
      },
    }),
  ];
};

const settingsRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), path: advicePaths.settings };
  type Shown = { did?: Did; typed?: Fields; problem?: Problem };
  const show = async (call: Asking, shown: Shown): Promise<Answer> =>
    adviceSettingsPage({ look: await lookOf(call), settings: await advice.settings(call.actor), ...shown });
  const change = async (actor: Actor, { quorum, needed = '', withdrawn, ...fields }: Fields): Promise<Answer> => {
    const peers: Record<string, string> = {};
    for (const origin of Object.keys((await advice.settings(actor)).peers)) {
      const choice = fields[peerField(origin)];
      if (choice !== undefined) peers[origin] = choice;
    }
    const input = { quorum: quorum === 'yes', needed: needed.trim() === '' ? null : Number(needed), withdrawn, peers };
    await advice.change(actor, check(adviceSettingsInput, input));
    return seeOther(`${advicePaths.settings}?did=done`);
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'What this instance makes of advice',
      query: z.object({ did: Did }),
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      auth: 'admin',
      method: 'post',
      summary: 'Choose whose advice is shown or counts',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        return orAgain(
          () => change(call.actor, typed),
          ({ problem }) => show(call, { typed, problem }),
        );
      },
    }),
  ];
};

/** What the form says, as the verb takes it; it checks it. */
const inputOf = ({ about, subject = '', effect, reason, days, urgent, note = '' }: Fields, now: number) => ({
  subject: { [subjectKinds.find((kind) => kind === about) ?? 'post']: subject.trim() },
  ...{ effect, reason, note },
  until: new Date(now + (Number(days) || 30) * DAY).toISOString(),
  urgent: urgent === 'yes',
});

const adviseRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, lookOf, publicUrl, clock } = needs;
  const common = { ...pageCommon(needs), path: advicePaths.new };
  const show = async (call: Asking, typed: Fields, problem?: Problem): Promise<Answer> =>
    advisePage({ look: await lookOf(call), typed, problem });
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'Advise the other constituents',
      query: z.object({ post: Named, member: Named, peer: Named, reason: z.string().max(40).optional() }),
      handler: async (call) => {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        mayAsMember(call.actor, { do: 'moderate', can: 'act' });
        const { reason, ...named } = call.query;
        const about = subjectKinds.find((kind) => named[kind] !== undefined) ?? 'post';
        return show(call, { about, subject: named[about] ?? '', ...(reason === undefined ? {} : { reason }) });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Advise them',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        return orAgain(
          async () => {
            await advice.issue(call.actor, check(advisoryInput, inputOf(typed, clock.now())));
            return seeOther(`${advicePaths.received}?did=done`);
          },
          ({ problem }) => {
            mayAsMember(call.actor, { do: 'moderate', can: 'act' });
            return show(call, typed, problem);
          },
        );
      },
    }),
  ];
};

export const adviceRoutes = (needs: ModerationNeeds): Route[] => [
  ...receivedRoutes(needs),
  ...postsRoutes(needs),
  ...settingsRoutes(needs),
  ...adviseRoutes(needs),
];
