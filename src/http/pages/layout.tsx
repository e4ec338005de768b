// What surrounds every page: title, stylesheet, who is signed in. No page needs JavaScript.
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, html } from '../answer.ts';
import { API_BASE } from '../route.ts';
import { STYLE_PATH } from './style.ts';

/** Times in epoch milliseconds; `html` is safe. */
export type Announced = {
  id: number;
  level: 'info' | 'warning';
  audience: 'public' | 'members';
  html: string;
  from: number;
  until: number;
};

/** Whose page it is. */
export type Site = {
  /** As people call the instance. */
  name: string;
  origin: string;
  /** What is announced now, to whomever. */
  announcements?: readonly Announced[];
};

const Announcements = ({ site, actor }: { site: Site; actor?: Actor | undefined }) => (
  <>
    {site.announcements
      ?.filter(({ audience }) => audience === 'public' || actor?.kind === 'member')
      .map(({ level, html: text }) => (
        <section class={`announcement ${level}`} aria-label={level === 'warning' ? 'Warning' : 'Announcement'}>
          {raw(text)}
        </section>
      ))}
  </>
);

const Account = ({ actor, path }: { actor: Actor; path: string }) => (
  <nav aria-label="Account">
    {actor.kind === 'member' ? (
      <form method="post" action="/sign-out">
        Signed in as {actor.name} <button type="submit">Sign out</button>
      </form>
    ) : (
      <a href={`/sign-in?next=${encodeURIComponent(path)}`}>Sign in</a>
    )}
  </nav>
);

type PageProps = {
  site: Site;
  title: string;
  /** Undefined where nobody looked, such as on a page that says why not. */
  actor?: Actor | undefined;
  /** Where its news are to be had as an Atom feed. */
  feed?: string;
  /** Where signing in leads back to. */
  path?: string;
  children?: Child;
};

const Page = ({ site, title, actor, path = '/', feed, children }: PageProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title === site.name ? title : `${title} · ${site.name}`}</title>
      <link rel="stylesheet" href={STYLE_PATH} />
      {feed && <link rel="alternate" type="application/atom+xml" title={title} href={`${API_BASE}${feed}`} />}
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the text
      </a>
      <header class="site">
        <a href="/">{site.name}</a>
        {actor && <Account actor={actor} path={path} />}
      </header>
      <Announcements site={site} actor={actor} />
      <main id="main">{children}</main>
    </body>
  </html>
);

/** The page as an answer. */
export const page = (status: number, props: PageProps, headers: Record<string, string> = {}): Answer =>
  html(status, `<!doctype html>\n${<Page {...props} />}\n`, headers);
