// What members keep for themselves: which threads and places they follow, and what they noted beside a bookmark.
import { z } from 'zod';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import { type Answer, seeOther } from '../answer.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { check } from '../input.ts';
import { type Call, defineRoute, type Route } from '../route.ts';
import { followLevels } from './follow-form.tsx';
import { FORM_TYPE, readForm } from './form.ts';
import { type PageBase, pageCommon } from './page-needs.ts';
import { threadPath } from './parts.tsx';

export type KeepingNeeds = PageBase & { reading: Reading };

const FollowForm = z.object({ level: z.enum(followLevels) });

type Fields = Record<string, string>;
type Done = { actor: Actor; fields: Fields };

/** One form of a member: done, and back to where it was. */
const doing = (
  needs: KeepingNeeds,
  of: 'post' | 'thread',
  act: string,
  run: (key: PostKey, done: Done) => Promise<string>,
) =>
  defineRoute({
    ...pageCommon(needs),
    method: 'post',
    path: `/${of}s/{name}/${act}`,
    summary: `For a member: ${act}, of a ${of}`,
    params: NameParams,
    takes: [FORM_TYPE],
    async handler(call): Promise<Answer> {
      const fields = readForm(call, needs.publicUrl);
      mayAsMember(call.actor, { do: 'manage-own-account' });
      return seeOther(await run(keyOf(call.params.name), { actor: call.actor, fields }));
    },
  });

const postRoutes = (needs: KeepingNeeds): Route[] => {
  const { reading } = needs;
  return [
    doing(needs, 'post', 'bookmark', async (key, { actor, fields }) => {
      if (fields.drop) {
        await reading.unbookmark(actor, key);
        return '/bookmarks';
      }
      await reading.bookmark(actor, key, fields.note ?? '');
      return '/bookmarks';
    }),
  ];
};

const threadRoutes = (needs: KeepingNeeds): Route[] => {
  const { reading } = needs;
  return [
    doing(needs, 'thread', 'follow', async (thread, { actor, fields }) => {
      const { level } = check(FollowForm, fields);
      if (level === 'none') await reading.unfollow(actor, { thread });
      else await reading.follow(actor, { thread }, level);
      return threadPath(nameOfPost(thread));
    }),
  ];
};

const placeRoutes = (needs: KeepingNeeds, kind: PlaceKind): Route[] => {
  const { reading } = needs;
  const common = { ...pageCommon(needs), method: 'post' as const, params: SlugParams, takes: [FORM_TYPE] };
  const fieldsOf = (call: Pick<Call<'none', unknown, unknown, Uint8Array>, 'actor' | 'body' | 'header'>) => {
    const fields = readForm(call, needs.publicUrl);
    mayAsMember(call.actor, { do: 'manage-own-account' });
    return fields;
  };
  return [
    defineRoute({
      ...common,
      path: `/${kind}s/{slug}/follow`,
      summary: `For a member: follow, of a ${kind}`,
      async handler(call) {
        const { slug } = call.params;
        const { level } = check(FollowForm, fieldsOf(call));
        const place = { kind, slug };
        if (level === 'none') await reading.unfollow(call.actor, { place });
        else await reading.follow(call.actor, { place }, level);
        return seeOther(`/${kind}s/${slug}`);
      },
    }),
  ];
};

export const keepingRoutes = (needs: KeepingNeeds): Route[] => [
  ...postRoutes(needs),
  ...threadRoutes(needs),
  ...placeRoutes(needs, 'board'),
  ...placeRoutes(needs, 'plank'),
];
