// What the pages of a member's settings share: the way between them, what was just done, and one form that is read, done or shown
// again.
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { Eventually } from '../../../db/database.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { type PageBase, pageCommon } from '../page-needs.ts';
import { ProblemNote } from '../parts.tsx';

/** In this order on each of them. */
const desks = {
  profile: '/account',
  address: '/account/address',
  password: '/account/password',
  'second-factor': '/account/second-factor',
  passkeys: '/account/passkeys',
  sessions: '/account/sessions',
  notifications: '/account/notifications',
  reading: '/account/reading',
  data: '/account/data',
} as const;
export type Desk = keyof typeof desks;

export const deskPath = (desk: Desk): string => desks[desk];

/** What may be told at the top after something was done: `?done=saved`. */
const dones = [
  'saved',
  'accepted',
  'mailed',
  'address-removed',
  'password-changed',
  'factor-off',
  'passkey-added',
  'passkey-renamed',
  'passkey-removed',
  'session-ended',
  'sessions-ended',
  'unfollowed',
  'hidden',
  'unhidden',
  'archive-asked',
] as const;
export type Done = (typeof dones)[number];

type Fields = Readonly<Record<string, string>>;

/** A member who asks for a desk. */
export type Visit = { look: Look; actor: MemberActor; address: string; agent: string; cursor: string | undefined };
/** What the desk is shown with. */
export type Shown = { done?: Done | undefined; problem?: Problem | undefined; typed?: Fields | undefined };

type DeskProps = Shown & {
  look: Look;
  desk: Desk;
  title?: string;
  /** What the forms call their fields. */
  labels?: Readonly<Record<string, string>>;
  children: Child;
};

export const deskPage = ({ look, desk, title, done, problem, labels, children }: DeskProps): Answer => {
  const { t } = look;
  const heading = title ?? t(`account.desk-${desk}`);
  return page(
    problem?.status ?? 200,
    {
      look,
      title: heading,
      children: (
        <>
          <nav class="tabs" aria-label={t('account.desks')}>
            {Object.entries(desks).map(([name, path]) => (
              <a href={path} aria-current={name === desk ? 'page' : undefined}>
                {t(`account.desk-${name as Desk}`)}
              </a>
            ))}
          </nav>
          <h1>{heading}</h1>
          {done && problem === undefined && (
            <p class="done" role="status">
              {t(`account.done-${done}`)}
            </p>
          )}
          <ProblemNote look={look} problem={problem} {...(labels ? { labels } : {})} />
          <div class="desk">{children}</div>
        </>
      ),
    },
    { 'cache-control': 'no-store' },
  );
};

/** 303 to the same desk, which says that it was done. */
export const doneAt = (desk: Desk, done: Done): Answer => seeOther(`${desks[desk]}?done=${done}`);

type DeskRoutes = {
  path: string;
  summary: string;
  show(visit: Visit, shown: Shown): Eventually<Answer>;
  /** What the form says is done; refusals show the desk again. */
  act(visit: Visit, fields: Fields): Promise<Answer>;
};

const Query = z.object({ done: z.enum(dones).optional().catch(undefined), cursor: z.string().max(300).optional() });

/** A desk's page, and where its forms go to. Visitors sign in first. */
export const deskRoutes = (needs: PageBase, { path, summary, show, act }: DeskRoutes): Route[] => {
  const { lookOf, publicUrl } = needs;
  const common = pageCommon(needs);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path,
      summary,
      query: Query,
      async handler(call) {
        const { actor, query, address, header } = call;
        if (actor.kind !== 'member') return signInFirst(path);
        const look = await lookOf(call);
        const agent = header('user-agent') ?? '';
        return show({ look, actor, address, agent, cursor: query.cursor }, { done: query.done });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path,
      summary,
      takes: [FORM_TYPE],
      async handler(call) {
        const { actor, address, header } = call;
        if (actor.kind !== 'member') throw new Refusal('unauthenticated', 'Sign in first.');
        const fields = readForm(call, publicUrl);
        const visit = {
          look: await lookOf(call),
          actor,
          address,
          agent: header('user-agent') ?? '',
          cursor: undefined,
        };
        return orAgain(
          () => act(visit, fields),
          ({ problem }) => Promise.resolve(show(visit, { problem, typed: fields })),
        );
      },
    }),
  ];
};
