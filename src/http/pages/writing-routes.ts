// The forms that write: a new thread, a reply. After each the browser is sent to what it wrote.
import { type PostKey, parsePostName } from '../../base/names.ts';
import { encodeCursor } from '../../base/page.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Posted } from '../../forum/boards/start-thread.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import { replyInput, threadInput } from '../../forum/threads/input.ts';
import { seeOther } from '../answer.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { verbsFor, verbsOn } from '../forum-verbs.ts';
import { check } from '../input.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE, orAgain, readForm } from './form.ts';
import { newThreadPage } from './form-pages.tsx';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import { type PostCard, type ThreadCard, threadPath } from './parts.tsx';
import { POSTS, readThreadPage } from './read-thread-page.ts';

/** A ticked box is a yes. */
const acknowledging = (fields: Record<string, string>) => ({ ...fields, acknowledged: fields.acknowledged === 'yes' });

export const writingRoutes = (needs: PageNeeds): Route[] => {
  const { reads, verbs, publicUrl, lookOf } = needs;
  const common = pageCommon(needs);

  /** Where a reply is seen: on the thread's first page, or at the top of one of its own. */
  const pathOfReply = async (actor: Actor, thread: PostKey, { name, card }: Posted): Promise<string> => {
    const { posts }: ThreadCard = JSON.parse(await reads.thread(actor, thread));
    const { at, thread: path }: PostCard = JSON.parse(card);
    const key = parsePostName(name);
    const before = key && encodeCursor([Date.parse(at), key.origin, key.seq - 1]);
    return `${threadPath(path)}${posts > POSTS && before ? `?cursor=${before}` : ''}#${encodeURIComponent(name)}`;
  };

  const newThread = (kind: PlaceKind): Route[] => [
    defineRoute({
      ...common,
      method: 'get',
      path: `/${kind}s/{slug}/new`,
      summary: `Start a thread on a ${kind}`,
      params: SlugParams,
      async handler(call) {
        const { actor } = call;
        const { slug } = call.params;
        if (actor.kind !== 'member') return seeOther(`/sign-in?next=/${kind}s/${slug}/new`);
        const place = await reads.place(actor, kind, slug);
        return newThreadPage({ look: await lookOf(call), place, title: '', body: '' });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `/${kind}s/{slug}/new`,
      summary: `Start a thread on a ${kind}`,
      params: SlugParams,
      takes: [FORM_TYPE],
      async handler(call) {
        const { actor } = call;
        const { slug } = call.params;
        const fields = readForm(call, publicUrl);
        mayAsMember(actor, { do: 'manage-own-account' });
        return orAgain(
          async () => {
            const { name } = await verbsOn(verbs, kind).startThread(
              actor,
              slug,
              check(threadInput, acknowledging(fields)),
            );
            return seeOther(threadPath(name));
          },
          async ({ problem }) => {
            const place = await reads.place(actor, kind, slug);
            const { title = '', body: text = '' } = fields;
            return newThreadPage({ look: await lookOf(call), place, problem, title, body: text });
          },
        );
      },
    }),
  ];

  return [
    ...newThread('plank'),
    ...newThread('board'),
    defineRoute({
      ...common,
      method: 'post',
      path: '/threads/{name}',
      summary: 'Reply in a thread',
      params: NameParams,
      takes: [FORM_TYPE],
      async handler(call) {
        const { actor } = call;
        const key = keyOf(call.params.name);
        const { parent = '', ...fields } = readForm(call, publicUrl);
        mayAsMember(actor, { do: 'manage-own-account' });
        return orAgain(
          async () => {
            const input = check(replyInput, acknowledging(parent === '' ? fields : { ...fields, parent }));
            const posted = await verbsFor(verbs, key).postReply(actor, key, input);
            return seeOther(await pathOfReply(actor, key, posted));
          },
          async ({ problem }) =>
            readThreadPage(needs, {
              look: await lookOf(call),
              key,
              draft: { body: fields.body ?? '', parent, problem },
            }),
        );
      },
    }),
  ];
};
