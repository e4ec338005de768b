// Rules, privacy text and imprint: shown with their versions, previewed, put in force.
import { z } from 'zod';
import type { TextKind } from '../../../db/tables/coming-in.ts';
import { textKinds } from '../../../forum/instance/text-store.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { type AdminNeeds, adminCommon, Done, doneText } from './admin-needs.ts';
import { sectionPath } from './frame.tsx';
import { textPage, textsPage, textVersionPage } from './texts-page.tsx';

const PATH = sectionPath('texts');
const Kind = z.object({ kind: z.enum(textKinds) });

/** Markdown takes room as a form sends it: three bytes for one at worst. */
const BODY_BYTES = 512 * 1024;

export const textPageRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = adminCommon(needs);

  const edit = async (
    call: Asked,
    kind: TextKind,
    typed?: { text: string; preview?: string; problem?: Problem },
  ): Promise<Answer> => {
    const current = await needs.newestText(kind);
    const versions = current ? (await needs.listVersions(kind)).items : [];
    return textPage({
      look: await lookOf(call),
      kind,
      text: typed?.text ?? current?.text ?? '',
      current,
      versions,
      preview: typed?.preview,
      problem: typed?.problem,
    });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Rules, privacy text and imprint',
      query: z.object({ done: Done }),
      async handler(call) {
        const look = await lookOf(call);
        const [rules, privacy, imprint] = await Promise.all(textKinds.map((kind) => needs.newestText(kind)));
        return textsPage({ look, texts: { rules, privacy, imprint }, done: doneText(look, call.query.done) });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{kind}`,
      summary: 'Edit a text',
      params: Kind,
      handler: (call) => edit(call, call.params.kind),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{kind}`,
      summary: 'Preview a text, or put it in force',
      params: Kind,
      takes: [FORM_TYPE],
      bodyLimit: BODY_BYTES,
      handler(call) {
        const { kind } = call.params;
        const { text = '', preview } = readForm(call, publicUrl);
        if (preview !== undefined) return edit(call, kind, { text, preview: needs.renderText(text) });
        return orAgain(
          async () => {
            await needs.changeText(call.actor, kind, text);
            return seeOther(`${PATH}?done=saved`);
          },
          ({ problem }) => edit(call, kind, { text, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{kind}/versions/{version}`,
      summary: 'A version of a text',
      params: Kind.extend({ version: z.string().regex(/^[1-9][0-9]{0,8}$/) }),
      async handler(call) {
        const { kind } = call.params;
        const { version, at, html } = await needs.readText(kind, Number(call.params.version));
        return textVersionPage({ look: await lookOf(call), kind, version, at, html });
      },
    }),
  ];
};
