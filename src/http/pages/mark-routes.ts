// How far a member has read, told by buttons: reading a page changes nothing by itself.
import type { PlaceKind } from '../../db/tables.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import { seeOther } from '../answer.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE, readForm } from './form.ts';
import { type PageBase, pageCommon } from './page-needs.ts';
import { postPath, threadPath } from './parts.tsx';

export type MarkNeeds = PageBase & { reading: Pick<Reading, 'markRead' | 'markPlaceRead'> };

export const markRoutes = (needs: MarkNeeds): Route[] => {
  const { reading, publicUrl } = needs;
  const posted = { ...pageCommon(needs), method: 'post' as const, takes: [FORM_TYPE], bodyLimit: 8_192 };

  const place = (kind: PlaceKind): Route =>
    defineRoute({
      ...posted,
      path: `/${kind}s/{slug}/read`,
      summary: `Everything on a ${kind} was read`,
      params: SlugParams,
      async handler(call) {
        readForm(call, publicUrl);
        await reading.markPlaceRead(call.actor, kind, call.params.slug);
        return seeOther(`/${kind}s/${call.params.slug}`);
      },
    });

  return [
    place('plank'),
    place('board'),
    defineRoute({
      ...posted,
      path: '/threads/{name}/read',
      summary: 'A thread was read, down to a post',
      params: NameParams,
      async handler(call) {
        const { upTo = 'all' } = readForm(call, publicUrl);
        const key = keyOf(call.params.name);
        await reading.markRead(call.actor, key, upTo === 'all' ? 'all' : keyOf(upTo));
        return seeOther(upTo === 'all' ? threadPath(call.params.name) : postPath(upTo));
      },
    }),
  ];
};
