// The forms that write: a new thread, a reply, a change, a deletion. After each the browser is sent to what it wrote.
import { Refusal } from '../../base/errors.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { type Actor, type MemberActor, visitor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import { editInput, replyInput, threadInput } from '../../forum/threads/input.ts';
import { seeOther } from '../answer.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { verbsFor, verbsOn } from '../forum-verbs.ts';
import { check } from '../input.ts';
import { defineRoute, type Route } from '../route.ts';
import { type Compose, type ComposeNeeds, createCompose } from './compose.ts';
import { draftOfPlace, draftOfPost, draftOfThread, inputOf, nothingYet, type Shown } from './composed.ts';
import { FORM_TYPE, readForm, refuseOtherSites, signInFirst } from './form.ts';
import { takesFiles } from './form-files.ts';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import { type PostCard, postPath, threadPath } from './parts.tsx';
import { readDraft } from './read-composed.ts';
import { readThreadPage } from './read-thread-page.ts';
import { deletePage, editPage, newThreadPage } from './writing-pages.tsx';

export type WritingNeeds = PageNeeds & ComposeNeeds;

/** Where its author sees what waits, why and until when. */
const heldPath = (id: string): string => `/decisions/held?done=held#held-${encodeURIComponent(id)}`;

const newThread = (needs: WritingNeeds, compose: Compose, kind: PlaceKind): Route[] => {
  const { reads, verbs, lookOf } = needs;
  const common = {
    ...pageCommon(needs),
    path: `/${kind}s/{slug}/new`,
    summary: `Start a thread on a ${kind}`,
    params: SlugParams,
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      async handler(call) {
        const { actor } = call;
        const { slug } = call.params;
        if (actor.kind !== 'member') return signInFirst(`/${kind}s/${slug}/new`);
        const place = await reads.place(actor, kind, slug);
        const shown = (await readDraft(needs, actor, draftOfPlace(kind, slug), true)) ?? nothingYet(true);
        return newThreadPage({ look: await lookOf(call), place, shown });
      },
    }),
    defineRoute({
      ...common,
      ...takesFiles,
      method: 'post',
      async handler(call) {
        const { actor } = call;
        const { slug } = call.params;
        return compose(call, {
          draft: draftOfPlace(kind, slug),
          async say(composed) {
            const input = check(threadInput, { ...inputOf(composed), title: composed.title ?? '' });
            const posted = await verbsOn(verbs, kind).startThread(actor, slug, input);
            return posted.held ? heldPath(posted.name) : threadPath(posted.name);
          },
          again: async (shown) =>
            newThreadPage({
              look: await lookOf(call),
              place: await reads.place(actor, kind, slug),
              shown: { ...shown, title: shown.title ?? '' },
            }),
        });
      },
    }),
  ];
};

const reply = (needs: WritingNeeds, compose: Compose): Route => {
  const { verbs, lookOf } = needs;
  return defineRoute({
    ...pageCommon(needs),
    ...takesFiles,
    method: 'post',
    path: '/threads/{name}',
    summary: 'Reply in a thread',
    params: NameParams,
    async handler(call) {
      const { actor } = call;
      const { name } = call.params;
      const key = keyOf(name);
      return compose(call, {
        draft: draftOfThread(name),
        async say(composed) {
          const input = check(replyInput, inputOf({ ...composed, title: undefined }));
          const posted = await verbsFor(verbs, key).postReply(actor, key, input);
          return posted.held ? heldPath(posted.name) : postPath(posted.name);
        },
        again: async (composed) =>
          readThreadPage(needs, { look: await lookOf(call), key, composed: { ...composed, title: undefined } }),
      });
    },
  });
};

/** What a post says now, as its author changes it. */
const composedOfPost = (post: PostCard): Shown => ({
  ...nothingYet(false),
  title: post.title,
  body: post.body,
  images: (post.attachments ?? []).map(({ id, alt }) => ({ id, alt, decorative: alt === '' })),
});

const changes = (needs: WritingNeeds, compose: Compose): Route[] => {
  const { reads, verbs, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), params: NameParams };
  /** @throws Refusal `forbidden`, `gone` where there is nothing for this member to change */
  const ownPost = async (actor: Actor, name: string): Promise<{ post: PostCard; member: MemberActor }> => {
    const post: PostCard = JSON.parse(await reads.post(actor, keyOf(name)));
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    if (post.author.origin !== needs.origin || post.author.name !== member.name)
      throw new Refusal('forbidden', 'Only its author may change a post.');
    if (post.state !== 'live') throw new Refusal('gone', 'This post was deleted.');
    return { post, member };
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/posts/{name}/edit',
      summary: 'Change a post of one’s own',
      async handler(call) {
        const { name } = call.params;
        if (call.actor.kind === visitor.kind) return signInFirst(`${postPath(name)}/edit`);
        const { post } = await ownPost(call.actor, name);
        const now = composedOfPost(post);
        const draft = await readDraft(needs, call.actor, draftOfPost(name), post.title !== undefined);
        return editPage({ look: await lookOf(call), post, shown: draft ? { ...draft, images: now.images } : now });
      },
    }),
    defineRoute({
      ...common,
      ...takesFiles,
      method: 'post',
      path: '/posts/{name}/edit',
      summary: 'Change a post of one’s own',
      async handler(call) {
        const { name } = call.params;
        refuseOtherSites(publicUrl, call.header);
        const { post } = await ownPost(call.actor, name);
        return compose(call, {
          draft: draftOfPost(name),
          async say(composed) {
            const { title, body, attachments = [] } = inputOf(composed);
            const input = check(editInput, { body, attachments, ...(title === undefined ? {} : { title }) });
            await verbsFor(verbs, keyOf(name)).editPost(call.actor, keyOf(name), input);
            return postPath(name);
          },
          again: async (shown) => editPage({ look: await lookOf(call), post, shown }),
        });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/posts/{name}/delete',
      summary: 'Asks before a post is deleted',
      async handler(call) {
        const { name } = call.params;
        if (call.actor.kind === visitor.kind) return signInFirst(`${postPath(name)}/delete`);
        const { post } = await ownPost(call.actor, name);
        return deletePage({ look: await lookOf(call), post });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/posts/{name}/delete',
      summary: 'Delete a post of one’s own',
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        await verbsFor(verbs, keyOf(call.params.name)).deletePost(call.actor, keyOf(call.params.name));
        return seeOther(postPath(call.params.name));
      },
    }),
  ];
};

export const writingRoutes = (needs: WritingNeeds): Route[] => {
  // One for all: it counts the large bodies in memory.
  const compose = createCompose(needs);
  return [
    ...newThread(needs, compose, 'plank'),
    ...newThread(needs, compose, 'board'),
    reply(needs, compose),
    ...changes(needs, compose),
  ];
};
