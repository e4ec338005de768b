// The boards: made, described, moved in their order, shown to members alone, archived.
import { z } from 'zod';
import { boardEdit, boardInput } from '../../../forum/boards/board-input.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import type { PlaceView } from '../../../forum/threads/place-view.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { type AdminNeeds, adminCommon, Done, doneText } from './admin-needs.ts';
import { type BoardForm, boardPage, boardsPage, NEW_BOARD } from './boards-page.tsx';
import { sectionPath } from './frame.tsx';

const PATH = sectionPath('boards');
const Slug = z.object({ slug: z.string().max(64) });

const typedOf = (fields: Readonly<Record<string, string>>, before: BoardForm): BoardForm => ({
  slug: fields.slug ?? before.slug,
  title: fields.title ?? before.title,
  text: fields.text ?? before.text,
  visibility: fields.visibility ?? before.visibility,
  state: fields.state ?? before.state,
});

/** Those whose number in the order is another one afterwards. */
export const moved = (
  boards: readonly PlaceView[],
  slug: string,
  way: 'up' | 'down',
): { slug: string; position: number }[] => {
  const order = [...boards];
  const from = order.findIndex((board) => board.slug === slug);
  const to = from + (way === 'up' ? -1 : 1);
  const [board, other] = [order[from], order[to]];
  if (board && other) {
    order[to] = board;
    order[from] = other;
  }
  return order.flatMap((each, position) => (each.position === position ? [] : [{ slug: each.slug, position }]));
};

export const boardPageRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf, reads } = needs;
  const common = adminCommon(needs);

  const list = async (
    call: Asked & { actor: MemberActor },
    { form = NEW_BOARD, problem, done }: { form?: BoardForm; problem?: Problem; done?: Done },
  ): Promise<Answer> => {
    const look = await lookOf(call);
    const boards = await reads.places(call.actor, 'board');
    return boardsPage({ look, boards, form, problem, done: doneText(look, done) });
  };
  const formOf = async (actor: MemberActor, slug: string): Promise<BoardForm> => reads.place(actor, 'board', slug);

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'The boards',
      query: z.object({ done: Done }),
      handler: (call) => list(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: PATH,
      summary: 'Make a board',
      takes: [FORM_TYPE],
      handler(call) {
        const form = typedOf(readForm(call, publicUrl), NEW_BOARD);
        return orAgain(
          async () => {
            await needs.createBoard(call.actor, check(boardInput, form));
            return seeOther(`${PATH}?done=saved`);
          },
          ({ problem }) => list(call, { form, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{slug}`,
      summary: 'Edit a board',
      params: Slug,
      async handler(call) {
        const { slug } = call.params;
        return boardPage({ look: await lookOf(call), slug, form: await formOf(call.actor, slug) });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{slug}`,
      summary: 'Describe a board otherwise, or archive it',
      params: Slug,
      takes: [FORM_TYPE],
      async handler(call) {
        const { slug } = call.params;
        const form = typedOf(readForm(call, publicUrl), await formOf(call.actor, slug));
        return orAgain(
          async () => {
            await needs.editBoard(call.actor, slug, check(boardEdit, form));
            return seeOther(`${PATH}?done=saved`);
          },
          async ({ problem }) => boardPage({ look: await lookOf(call), slug, form, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{slug}/move`,
      summary: 'Move a board in the order',
      params: Slug,
      takes: [FORM_TYPE],
      async handler(call) {
        const { slug } = call.params;
        const { way } = readForm(call, publicUrl);
        const boards = await reads.places(call.actor, 'board');
        if (way === 'up' || way === 'down')
          for (const change of moved(boards, slug, way))
            await needs.editBoard(call.actor, change.slug, { position: change.position });
        return seeOther(`${PATH}?done=saved#${encodeURIComponent(slug)}`);
      },
    }),
  ];
};
