// What a mail of notifications says: who, where, and a link. No words of posts, and no titles of threads.
import type { NotificationWay } from '../../db/tables/notifications.ts';
import type { Mailing } from '../identity/mail-texts.ts';
import { HELD, NOTE } from './cases-told.ts';
import type { NotificationView } from './read-notifications.ts';
import { type MailEnd, unsubscribeToken } from './unsubscribe-token.ts';

export const unsubscribePath = '/unsubscribe';

const SPOKEN: Record<Extract<NotificationWay, 'mail' | 'digest'>, string> = {
  mail: 'at once',
  digest: 'once a day',
};

const who = ({ author, name }: NotificationView): string =>
  author ? `${author.name}@${author.origin}` : (name ?? 'Somebody');
const where = ({ place }: NotificationView): string => place?.title.replaceAll(/\s+/g, ' ') ?? '';

/** One line, without a full stop. */
export const sayNotification = (view: NotificationView): string => {
  const more = view.count > 1 ? ` and ${view.count - 1}${view.count >= 100 ? ' or more' : ''} others` : '';
  switch (view.kind) {
    case 'mention':
      return `${who(view)} mentioned you in ${where(view)}`;
    case 'reply':
      return `${who(view)} answered you in ${where(view)}`;
    case 'thread':
      return `New in a thread that you follow in ${where(view)}: by ${who(view)}${more}`;
    case 'place':
      return `New in ${where(view)}, which you follow: by ${who(view)}${more}`;
    case 'decision':
      return 'Your application was accepted';
    case 'application':
      return `${who(view)} asks to be let in`;
    case 'invitation':
      return `${who(view)} came by your invitation`;
    case 'measure':
      if (view.about === HELD) return 'Something that you wrote, and that was held, cannot appear any more';
      if (view.about === NOTE) return 'The moderators wrote to you; sign in to read it';
      return 'The moderators decided something about you or what you said; sign in to read it, and to appeal';
    case 'report':
      return 'There is news about a report of yours';
    case 'appeal':
      return 'An appeal of yours was decided';
    case 'case':
      return 'A case waits for those who moderate';
    case 'notice':
      return 'Another instance decided something about you or what you said; sign in to read it';
  }
};

const linkOf = (publicUrl: string, view: NotificationView): string =>
  view.thread
    ? `${publicUrl}/threads/${encodeURIComponent(view.thread.name)}?post=${encodeURIComponent(view.post ?? '')}`
    : `${publicUrl}/`;

type Asked = {
  name: string;
  publicId: string;
  secret: string;
  views: readonly NotificationView[];
  digest: boolean;
};

export const notificationText = (
  { origin, publicUrl }: Pick<Mailing, 'origin' | 'publicUrl'>,
  { name, publicId, secret, views, digest }: Asked,
): { kind: string; subject: string; text: string; unsubscribe: string } => {
  const [first] = views;
  const kinds = new Set(views.map(({ kind }) => kind));
  const end: MailEnd = digest ? 'digest' : kinds.size === 1 && first ? first.kind : 'mail';
  const token = unsubscribeToken(secret, publicId, end);
  const unsubscribe = `${publicUrl}${unsubscribePath}/${token}`;
  const subject =
    !digest && views.length === 1 && first ? sayNotification(first) : `${views.length} new notifications at ${origin}`;
  const lines = views.flatMap((view) => [sayNotification(view), `  ${linkOf(publicUrl, view)}`, '']);
  const text = [
    `For ${name} at ${origin}:`,
    '',
    ...lines,
    `You get this ${SPOKEN[digest ? 'digest' : 'mail']}, as you chose. To end it:`,
    unsubscribe,
    '',
  ].join('\n');
  return { kind: digest ? 'digest' : 'notification', subject, text, unsubscribe };
};
