// Atom feeds of places, threads and members. A feed takes no token in its address: who is signed in brings a cookie or a header.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME, ORIGIN } from '../../base/names.ts';
import type { Eventually } from '../../db/database.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { FeedAsked, FeedReads } from '../../forum/threads/read-feed.ts';
import type { Answer } from '../answer.ts';
import { ATOM_TYPE, type AtomPost, atomOf } from '../atom.ts';
import { after } from '../eventually.ts';
import { API_BASE, type Call, defineRoute, type Route } from '../route.ts';
import { keyOf, NameParams, SlugParams } from './forum-shapes.ts';

export type FeedRouteNeeds = {
  origin: string;
  publicUrl: string;
  instanceFacts(): Eventually<{ name: string }>;
  feeds: FeedReads;
};

const Atom = z.string().meta({ description: 'Atom (RFC 4287): the 30 newest.' });
const common = {
  method: 'get' as const,
  tag: 'feeds',
  auth: 'none' as const,
  answers: { 200: Atom },
  answerType: ATOM_TYPE,
};

/** `ada`, `ada@greens.example`. */
const memberOf = (name: string, home: string): FeedAsked => {
  const [local = '', origin = home, ...rest] = name.split('@');
  if (rest.length > 0 || !MEMBER_NAME.test(local) || !ORIGIN.test(origin))
    throw new Refusal('not-found', 'There is nothing here, or not for you.');
  return { of: 'member', name: local, origin };
};

type Card = {
  name: string;
  thread: string;
  html: string;
  author: AtomPost['author'];
  at: string;
  editedAt: string | null;
};

export const feedRoutes = ({ origin, publicUrl, instanceFacts, feeds }: FeedRouteNeeds): Route[] => {
  const make = async (actor: Actor, asked: FeedAsked, path: string, feedPath: string): Promise<Answer> => {
    const { title, posts } = await feeds.feed(actor, asked);
    const { name } = await instanceFacts();
    const body = await atomOf({
      title,
      path,
      feedPath: `${API_BASE}${feedPath}`,
      site: { name, origin, publicUrl },
      posts: posts.map(({ card, thread: threadTitle }) => {
        const { name: post, thread, html, author, at, editedAt }: Card = JSON.parse(card);
        return { name: post, thread, threadTitle, html, author, at, editedAt };
      }),
    });
    return { status: 200, type: ATOM_TYPE, body, headers: {} };
  };
  const answer = (
    { actor, cached }: Pick<Call<'none'>, 'actor' | 'cached'>,
    asked: FeedAsked,
    path: string,
    feedPath: string,
  ): Eventually<Answer> =>
    cached(
      () => after(feeds.version(asked), (found) => found && after(instanceFacts(), ({ name }) => `${name} ${found}`)),
      () => make(actor, asked, path, feedPath),
    );

  const ofPlace = (kind: 'board' | 'plank'): Route =>
    defineRoute({
      ...common,
      path: `/${kind}s/{slug}/feed`,
      summary: `The newest threads of a ${kind}, as an Atom feed`,
      params: SlugParams,
      handler: ({ actor, cached, params: { slug } }) =>
        answer({ actor, cached }, { of: 'place', kind, slug }, `/${kind}s/${slug}`, `/${kind}s/${slug}/feed`),
    });
  return [
    ofPlace('board'),
    ofPlace('plank'),
    defineRoute({
      ...common,
      path: '/threads/{name}/feed',
      summary: 'The newest posts of a thread, as an Atom feed',
      params: NameParams,
      handler({ actor, cached, params: { name } }) {
        const path = `/threads/${encodeURIComponent(name)}`;
        return answer({ actor, cached }, { of: 'thread', key: keyOf(name) }, path, `${path}/feed`);
      },
    }),
    defineRoute({
      ...common,
      path: '/members/{name}/feed',
      summary: 'The newest posts of a member (ada, ada@greens.example), as an Atom feed',
      params: NameParams,
      handler({ actor, cached, params: { name } }) {
        const path = `/members/${encodeURIComponent(name)}`;
        return answer({ actor, cached }, memberOf(name, origin), '/', `${path}/feed`);
      },
    }),
  ];
};
