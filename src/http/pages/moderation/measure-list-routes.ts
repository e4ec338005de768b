// Lists of measures at the desk: handed on as a file, brought in, looked at, and taken over as chosen.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { parseStrictJson } from '../../../base/strict-json.ts';
import { type MeasureList, measureList } from '../../../forum/advice/measure-lists.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { mayAsMember } from '../../../forum/policy/may.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, signInFirst } from '../form.ts';
import { createFileForms, FILES_TYPE } from '../form-files.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { advicePaths } from './advice-paths.ts';
import { Did } from './desk-frame.tsx';
import { measureListsPage, previewPage, takeField } from './measure-lists-page.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';

/** Bytes: of the longest list, as a form writes it. */
const LIMIT = 4 * 1024 * 1024;

type Asking = Asked & { actor: Actor };
type Shown = { cursor?: string | undefined; did?: Did; typed?: string; problem?: Problem };

/** @throws Refusal `invalid` (list) */
const listIn = (text: string): MeasureList => {
  let parsed: unknown;
  try {
    parsed = parseStrictJson(text);
  } catch (cause) {
    throw new Refusal('invalid', 'list: must be a list as another instance hands it on: JSON.', {
      field: 'list',
      cause,
    });
  }
  return check(measureList, parsed);
};

export const measureListRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, lookOf } = needs;
  const path = advicePaths.lists;
  const common = pageCommon(needs);
  const readFileForm = createFileForms(needs);
  const takes = { takes: [FORM_TYPE, FILES_TYPE], late: true, bodyLimit: LIMIT };
  /** Nobody else's body is read. */
  const handler = (actor: Actor) => mayAsMember(actor, { do: 'moderate', can: 'handle-peers' });

  const show = async (call: Asking, { cursor, ...shown }: Shown): Promise<Answer> => {
    const own = await advice.ownMeasures(call.actor, { cursor, limit: ROWS });
    const files = [0];
    // Nearly always one is enough for all, and then the page has all of them.
    for (let next = own.next === null ? null : (await advice.exportMeasures(call.actor)).next; next !== null; ) {
      files.push(next);
      next = (await advice.exportMeasures(call.actor, next)).next;
    }
    return measureListsPage({ look: await lookOf(call), own, files, paged: cursor !== undefined, ...shown });
  };
  const preview = async (call: Asking, list: MeasureList, more: { chosen?: Set<number>; problem?: Problem } = {}) => {
    const { items } = await advice.importMeasures(call.actor, { list, apply: false });
    return previewPage({ look: await lookOf(call), list, items, ...more });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path,
      summary: 'Measures against peers and members elsewhere',
      query: z.object({ cursor: Cursor, did: Did }),
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      ...takes,
      method: 'post',
      path: `${path}/preview`,
      summary: 'What a list would change here',
      async handler(call) {
        const { fields, file } = await readFileForm(handler(call.actor), call);
        const text = file ? Buffer.from(file).toString('utf8') : (fields.list ?? '');
        return orAgain(
          () => preview(call, listIn(text)),
          ({ problem }) => show(call, { typed: file ? '' : text, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      ...takes,
      method: 'post',
      path: `${path}/taking`,
      summary: 'Take over what was chosen of a list',
      async handler(call) {
        const { fields } = await readFileForm(handler(call.actor), call);
        const list = listIn(fields.list ?? '');
        const take = list.measures.flatMap((_, index) => (fields[takeField(index)] === 'yes' ? [index] : []));
        return orAgain(
          async () => {
            await advice.importMeasures(call.actor, { list, apply: true, take });
            return seeOther(`${path}?did=done`);
          },
          ({ problem }) => preview(call, list, { chosen: new Set(take), problem }),
        );
      },
    }),
  ];
};
