// What surrounds every page: name and search, who is signed in, what is announced, and at the foot what the instance says of
// itself. No page needs JavaScript.
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { canAnywhere } from '../../forum/policy/capabilities.ts';
import { type Answer, html } from '../answer.ts';
import { API_BASE } from '../route.ts';
import { colourPath } from './colour.ts';
import { LanguageOptions } from './language-options.tsx';
import type { Look } from './look.ts';
import { RestrictedBanner } from './moderation/banner.tsx';
import { TokenField } from './parts.tsx';
import { SCRIPT_PATH } from './script.ts';
import { STYLE_PATH } from './style.ts';
import { directionOf } from './texts/load-voice.ts';

type Props = { look: Look };

const Announcements = ({ look: { site, actor, t } }: Props) => (
  <>
    {site.announcements
      .filter(({ audience }) => audience === 'public' || actor.kind === 'member')
      .map(({ level, html: text }) => (
        <section
          class={`announcement ${level}`}
          aria-label={t(level === 'warning' ? 'layout.warning' : 'layout.announcement')}
          dir="auto"
        >
          {raw(text)}
        </section>
      ))}
  </>
);

/** Where a member's own pages are, and what moderators and admins work at. */
const OwnPages = ({ look }: Props) => {
  const { t, actor, site, unread, number } = look;
  if (actor.kind !== 'member') return null;
  return (
    <>
      <a href="/notifications" id="notifications-link">
        {t('layout.notifications')}
        <span class="count" hidden={unread === 0}>
          {number(unread)}
        </span>
      </a>
      <a href="/bookmarks">{t('layout.bookmarks')}</a>
      <a href="/drafts">{t('layout.drafts')}</a>
      {canAnywhere(actor, 'see-cases') && <a href="/moderation">{t('moderation.desk')}</a>}
      {actor.role === 'admin' && <a href="/admin">{t('layout.administration')}</a>}
      {actor.role === 'moderator' && <a href="/admin/applications">{t('admin.section-applications')}</a>}
      <details class="menu">
        <summary>{actor.name}</summary>
        <div>
          <p class="quiet">{t('layout.signed-in-as', { name: actor.name })}</p>
          <a href={`/members/${actor.name}`}>{t('layout.profile')}</a>
          <a href="/decisions">{t('moderation.own-title')}</a>
          <a href="/account">{t('layout.settings')}</a>
          {site.invitations === 'members' && actor.role !== 'admin' && (
            <a href="/admin/invitations">{t('admin.section-invitations')}</a>
          )}
          <form method="post" action="/sign-out">
            <TokenField look={look} />
            <button type="submit" class="plain">
              {t('layout.sign-out')}
            </button>
          </form>
        </div>
      </details>
    </>
  );
};

const VisitorsPages = ({ look: { t, site, path } }: Props) => (
  <>
    <a href={`/sign-in?next=${encodeURIComponent(path)}`}>{t('layout.sign-in')}</a>
    {site.registration !== 'closed' && <a href="/register">{t('layout.register')}</a>}
  </>
);

const Header = ({ look }: Props) => {
  const { t, site, actor } = look;
  return (
    <header class="site">
      <a class="home" href="/">
        {site.logo !== '' && <img src="/logo" alt="" height={32} />}
        <span dir="auto">{site.name}</span>
      </a>
      <search>
        <form action="/search">
          <input type="search" name="q" aria-label={t('layout.search-label')} maxlength={200} />
          <button type="submit">{t('layout.search')}</button>
        </form>
      </search>
      <nav aria-label={t('layout.nav-account')}>
        {actor.kind === 'member' ? <OwnPages look={look} /> : <VisitorsPages look={look} />}
      </nav>
    </header>
  );
};

/** Only sets a cookie that says a language: an origin is proof enough, and visitors' pages stay the same for all. */
const LanguageSwitch = ({ look: { t, language, path } }: Props) => (
  <form method="post" action="/language" id="language-switch">
    <input type="hidden" name="next" value={path} />
    <label for="language">{t('layout.language')}</label>
    <select id="language" name="language">
      <LanguageOptions chosen={language} />
    </select>
    <button type="submit">{t('layout.language-change')}</button>
  </form>
);

/** Whether this reader may read the log, by the settings. */
const readsModlog = ({ site, actor }: Look): boolean =>
  site.modlog === 'public' || (site.modlog === 'members' ? actor.kind === 'member' : canAnywhere(actor, 'see-cases'));

const Footer = ({ look }: Props) => {
  const { t, site } = look;
  return (
    <footer class="site">
      <nav aria-label={t('layout.nav-foot')}>
        {site.texts.rules !== undefined && <a href="/rules">{t('layout.rules')}</a>}
        {site.texts.privacy !== undefined && <a href="/privacy">{t('layout.privacy')}</a>}
        {site.texts.imprint !== undefined && <a href="/imprint">{t('layout.imprint')}</a>}
        {site.coalition !== null && <a href="/charter">{t('layout.charter')}</a>}
        {site.coalition !== null && <a href="/peers">{t('layout.peers')}</a>}
        {readsModlog(look) && (
          <>
            <a href="/modlog">{t('moderation.log-foot')}</a>
            <a href="/transparency">{t('measures.transparency')}</a>
          </>
        )}
        <a href="/api">{t('layout.api')}</a>
      </nav>
      <p class="quiet">
        {site.origin}. {t('layout.times')}
      </p>
      <LanguageSwitch look={look} />
    </footer>
  );
};

export type PageProps = {
  look: Look;
  title: string;
  /** Where its news are to be had as an Atom feed, below the API. */
  feed?: string | undefined;
  /** Wider than what is read: tables, desks. */
  wide?: boolean;
  children?: Child;
};

const Page = ({ look, title, feed, wide, children }: PageProps) => {
  const { site, t, language, words, actor } = look;
  return (
    <html lang={language} dir={directionOf(language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === site.name ? title : `${title} · ${site.name}`}</title>
        <link rel="stylesheet" href={STYLE_PATH} />
        {site.colour !== '' && <link rel="stylesheet" href={colourPath(site.colour)} />}
        {site.logo !== '' && <link rel="icon" href="/logo" />}
        <script type="module" src={SCRIPT_PATH} data-words={words} />
        {feed && <link rel="alternate" type="application/atom+xml" title={title} href={`${API_BASE}${feed}`} />}
      </head>
      <body class={wide ? 'wide' : undefined} data-member={actor.kind === 'member' ? actor.name : undefined}>
        <a class="skip" href="#main">
          {t('layout.skip')}
        </a>
        <Header look={look} />
        <Announcements look={look} />
        <RestrictedBanner look={look} />
        <main id="main">{children}</main>
        <Footer look={look} />
      </body>
    </html>
  );
};

/** What a page depends on beside its address and version. */
export const VARIES = { vary: 'authorization, cookie, accept-language' } as const;

/** The page as an answer. */
export const page = (status: number, props: PageProps, headers: Record<string, string> = {}): Answer => {
  const text = `<!doctype html>\n${<Page {...props} />}\n`;
  return html(status, text, { ...VARIES, ...props.look.headers(), ...headers });
};
