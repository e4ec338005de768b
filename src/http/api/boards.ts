// The places: boards of this instance, planks of its coalition.
import { z } from 'zod';
import type { Alongside } from '../../db/alongside.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { type BoardEdit, type BoardInput, boardEdit, boardInput } from '../../forum/boards/board-input.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import { created, ok } from '../answer.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import { Place, SlugParams } from './forum-shapes.ts';
import { pageOf } from './shapes.ts';

export type BoardRouteNeeds = {
  reads: Pick<ForumReads, 'versions' | 'places' | 'place'>;
  createBoard(actor: Actor, input: BoardInput, alongside?: Alongside<PlaceView>): Promise<PlaceView>;
  editBoard(actor: Actor, slug: string, input: BoardEdit): Promise<PlaceView>;
};

const words = {
  board: { path: '/boards', list: 'The boards of this instance', one: 'One board', tag: 'boards' },
  plank: { path: '/planks', list: 'The planks of the coalition', one: 'One plank', tag: 'planks' },
} as const;

const readRoutes = ({ reads }: Pick<BoardRouteNeeds, 'reads'>, kind: PlaceKind): Route[] => [
  defineRoute({
    method: 'get',
    path: words[kind].path,
    summary: words[kind].list,
    tag: words[kind].tag,
    auth: 'none',
    answers: { 200: pageOf(Place) },
    handler: ({ actor, cached }) =>
      cached(
        () => reads.versions.places(kind),
        async () => ok({ items: await reads.places(actor, kind), next: null }),
      ),
  }),
  defineRoute({
    method: 'get',
    path: `${words[kind].path}/{slug}`,
    summary: words[kind].one,
    tag: words[kind].tag,
    auth: 'none',
    params: SlugParams,
    answers: { 200: Place },
    handler: ({ actor, params, cached }) =>
      cached(
        () => reads.versions.place(kind, params.slug),
        async () => ok(await reads.place(actor, kind, params.slug)),
      ),
  }),
];

export const boardRoutes = (needs: BoardRouteNeeds): Route[] => [
  ...readRoutes(needs, 'board'),
  ...readRoutes(needs, 'plank'),
  defineRoute({
    method: 'post',
    path: '/boards',
    summary: 'Open a board',
    tag: 'boards',
    auth: 'admin',
    creates: true,
    body: boardInput.meta({ id: 'NewBoard' }),
    answers: { 201: Place },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) => needs.createBoard(actor, body, alongside),
        (board: PlaceView) => created(board, `${API_BASE}/boards/${board.slug}`),
      ),
  }),
  defineRoute({
    method: 'patch',
    path: '/boards/{slug}',
    summary: 'Describe a board otherwise, move it, archive it',
    tag: 'boards',
    auth: 'admin',
    params: z.object({ slug: z.string().max(64) }),
    body: boardEdit.meta({ id: 'BoardEdit' }),
    answers: { 200: Place },
    handler: async ({ actor, params, body }) => ok(await needs.editBoard(actor, params.slug, body)),
  }),
];
