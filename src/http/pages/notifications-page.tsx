// What a member is told of, the newest first; and the filtered list of mentions by people elsewhere whom nobody here knows yet.
import { HELD, NOTE } from '../../forum/notifications/cases-told.ts';
import type { NotificationCounts } from '../../forum/notifications/notification-store.ts';
import type { NotificationView } from '../../forum/notifications/read-notifications.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { AuthorLine, Form, type Listed, Moment, Pager, placePath, postPath } from './parts.tsx';

type Props = { look: Look; view: NotificationView };

const OWN_PATH = { [NOTE]: '/decisions/notes', [HELD]: '/decisions/held' } as const;

/** Where it leads; undefined where there is nothing any more. */
const pathOf = ({ kind, post, place, state, about }: NotificationView): string | undefined => {
  if (state === 'gone') return undefined;
  if (kind === 'application') return '/admin/applications';
  if (kind === 'case') return '/moderation';
  if (kind === 'measure') return about === NOTE || about === HELD ? OWN_PATH[about] : '/decisions';
  if (kind === 'report' || kind === 'appeal' || kind === 'notice') return `/decisions/${kind}s`;
  if (kind === 'invitation') return undefined;
  if (post !== null) return postPath(post);
  return place ? placePath(place) : undefined;
};

const Said = ({ look, view }: Props) => {
  const { kind, count, thread, place, name, about } = view;
  const said = kind === 'measure' && (about === NOTE || about === HELD) ? about : kind;
  const what = look.rich(`notifications.say-${said}`, {
    title: () => <bdi>{thread?.title || look.t('reading.start-gone')}</bdi>,
    place: () => <bdi>{place?.title ?? ''}</bdi>,
    name: () => <bdi>{name ?? ''}</bdi>,
    count: () => <>{look.number(count)}</>,
  });
  const path = pathOf(view);
  return path === undefined ? <span>{what}</span> : <a href={path}>{what}</a>;
};

const Mention = ({ look, view: { author } }: Props) => {
  if (!author) return null;
  const { t } = look;
  return (
    <Form look={look} action="/notifications/filtered" class="acts">
      <input type="hidden" name="who" value={`${author.name}@${author.origin}`} />
      <button type="submit" name="accept" value="yes">
        {t('notifications.accept', { name: author.name })}
      </button>
      <button type="submit" name="accept" value="no" class="plain">
        {t('notifications.refuse', { name: author.name })}
      </button>
    </Form>
  );
};

const Item = ({ look, view }: Props) => {
  const at = new Date(view.at).toISOString();
  return (
    <li class={view.readAt === null ? 'unread' : undefined}>
      <p>
        {view.readAt === null && <span class="new">{look.t('post.unread')}</span>} <Said look={look} view={view} />
      </p>
      <p class="facts">
        {view.author && <AuthorLine look={look} author={view.author} />}
        <Moment look={look} at={at} />
        {view.state === 'gone' && <span>{look.t('notifications.gone')}</span>}
      </p>
      {view.filtered && <Mention look={look} view={view} />}
    </li>
  );
};

export type NotificationsProps = {
  look: Look;
  listed: Listed<NotificationView>;
  counts: NotificationCounts;
  /** Whether it is the filtered list. */
  filtered: boolean;
  paged: boolean;
};

const Head = ({ look, listed, counts, filtered, paged }: NotificationsProps) => {
  const { t } = look;
  const [newest] = listed.items;
  return (
    <>
      <h1>{t(filtered ? 'notifications.filtered' : 'notifications.title')}</h1>
      <nav class="pages" aria-label={t('notifications.title')}>
        <a href="/notifications" aria-current={filtered ? undefined : 'page'}>
          {t('notifications.title')}
        </a>
        <a href="/notifications?filtered=yes" aria-current={filtered ? 'page' : undefined}>
          {t('notifications.filtered-count', { count: counts.filtered })}
        </a>
        <a href="/account/notifications">{t('notifications.settings')}</a>
      </nav>
      {filtered && <p class="quiet">{t('notifications.filtered-hint')}</p>}
      {!filtered && !paged && counts.unread > 0 && newest && (
        <Form look={look} action="/notifications/read">
          <input type="hidden" name="upTo" value={String(newest.id)} />
          <button type="submit">{t('notifications.mark-read')}</button>
        </Form>
      )}
    </>
  );
};

export const notificationsPage = (props: NotificationsProps): Answer => {
  const { look, listed, filtered, paged } = props;
  return page(200, {
    look,
    title: look.t('notifications.title'),
    children: (
      <>
        <Head {...props} />
        {listed.items.length === 0 ? (
          <p class="quiet">{look.t('notifications.none')}</p>
        ) : (
          <ul class="list">
            {listed.items.map((view) => (
              <Item look={look} view={view} />
            ))}
          </ul>
        )}
        <Pager
          look={look}
          path={filtered ? '/notifications?filtered=yes' : '/notifications'}
          paged={paged}
          next={listed.next}
        />
      </>
    ),
  });
};
