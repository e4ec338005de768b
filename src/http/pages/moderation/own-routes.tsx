// What was decided about a member, what they reported and appealed, and what of theirs waits: also while they are suspended.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { appealInput } from '../../../forum/cases/appeal.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { againstNotice } from '../../api/appeals.ts';
import { check } from '../../input.ts';
import { type Call, defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked, Look } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';
import { type OwnPart, ownPage, ownParts, ownPath } from './own-frame.tsx';
import {
  type AppealAgain,
  AppealItem,
  DecisionItem,
  HeldItem,
  NoteItem,
  NoticeItem,
  ReportItem,
} from './own-items.tsx';

const Done = z.enum(['reported', 'appealed', 'alone', 'held', 'withdrawn', 'sent']).optional().catch(undefined);
const Query = z.object({ cursor: Cursor, done: Done });
type OwnQuery = z.infer<typeof Query>;

type Asking = Asked & { actor: Actor };

const doneText = ({ t }: Look, done: OwnQuery['done']) =>
  done === undefined ? undefined : <p>{done === 'held' ? t('moderation.held-new') : t(`moderation.done-${done}`)}</p>;

/** @throws Refusal `unauthenticated`, `invalid` (cursor) */
const createShow =
  ({ moderation, cases, lookOf }: ModerationNeeds) =>
  async (call: Asking, part: OwnPart, { cursor, done }: OwnQuery, again?: AppealAgain): Promise<Answer> => {
    const { actor } = call;
    const look = await lookOf(call);
    const page = { cursor, limit: ROWS };
    const common = { look, part, done: doneText(look, done), paged: cursor !== undefined };
    const status = again ? { status: again.problem.status } : {};
    switch (part) {
      case 'decisions': {
        const { items, next } = await moderation.decisions(actor, page);
        const { items: appeals } = await cases.ownAppeals(actor, { limit: 100 });
        const shown = items.map((decision) => {
          const appeal = appeals.find((one) => one.decision === decision.number);
          return <DecisionItem look={look} decision={decision} appeal={appeal} again={again} />;
        });
        return ownPage({ ...common, ...status, hint: look.t('moderation.own-hint'), items: shown, next });
      }
      case 'held': {
        const { items, next } = await moderation.ownHeld(actor, page);
        return ownPage({ ...common, items: items.map((held) => <HeldItem look={look} held={held} />), next });
      }
      case 'reports': {
        const { items, next } = await cases.ownReports(actor, page);
        const shown = items.map((report) => <ReportItem look={look} report={report} again={again} />);
        return ownPage({ ...common, ...status, items: shown, next });
      }
      case 'appeals': {
        const { items, next } = await cases.ownAppeals(actor, page);
        return ownPage({ ...common, items: items.map((appeal) => <AppealItem look={look} appeal={appeal} />), next });
      }
      case 'notes': {
        const { items, next } = await cases.ownNotes(actor, page);
        return ownPage({ ...common, items: items.map((note) => <NoteItem look={look} note={note} />), next });
      }
      case 'notices': {
        const { items, next } = await cases.notices(actor, page);
        const shown = items.map((notice) => <NoticeItem look={look} notice={notice} again={again} />);
        return ownPage({ ...common, hint: look.t('moderation.notices-hint'), items: shown, next });
      }
    }
  };

const aboutOf = ({ decision, report, notice, words }: Record<string, string>) => ({
  words: words ?? '',
  ...(decision === undefined ? {} : { decision: Number(decision) }),
  ...(report === undefined ? {} : { report }),
  ...(notice === undefined ? {} : { notice }),
});

export const ownRoutes = (needs: ModerationNeeds): Route[] => {
  const { moderation, cases, publicUrl } = needs;
  const show = createShow(needs);
  const common = pageCommon(needs);
  return [
    ...ownParts.map((part) =>
      defineRoute({
        ...common,
        method: 'get',
        path: ownPath(part),
        summary: `A member and the moderators: ${part}`,
        query: Query,
        handler: async (call: Call<'none', unknown, OwnQuery>) =>
          call.actor.kind === 'member' ? show(call, part, call.query) : signInFirst(call.path),
      }),
    ),
    defineRoute({
      ...common,
      method: 'post',
      path: '/decisions/appeals',
      summary: 'Appeal against a decision about oneself, or how a report was decided',
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        return orAgain(
          async () => {
            const input = check(appealInput, aboutOf(fields));
            const there = againstNotice(input, (against) => cases.appealElsewhere(call.actor, against));
            if (there) {
              await there;
              return seeOther('/decisions/notices?done=sent');
            }
            const { alone } = await cases.appeal(call.actor, input);
            return seeOther(`/decisions/appeals?done=${alone ? 'alone' : 'appealed'}`);
          },
          ({ problem }) => {
            const { decision, report, notice, words = '' } = fields;
            const part = notice !== undefined ? 'notices' : report === undefined ? 'decisions' : 'reports';
            return show(call, part, {}, { about: notice ?? report ?? decision ?? '', words, problem });
          },
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/decisions/held/{id}/withdraw',
      summary: 'Take back what does not appear yet',
      params: z.object({ id: z.string().max(64) }),
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        if (call.actor.kind !== 'member') throw new Refusal('unauthenticated', 'Sign in first.');
        await moderation.withdrawHeld(call.actor, call.params.id);
        return seeOther('/decisions/held?done=withdrawn');
      },
    }),
  ];
};
