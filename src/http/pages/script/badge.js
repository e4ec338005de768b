// How many notifications are unread, as it changes.
import { announce, find, number, say } from './base.js';
import { onNews } from './live.js';

const badge = find('#notifications-link .count');
let unreadBefore = Number(badge?.textContent?.replace(/\D/g, ''));

onNews((kind, { unread = 0 }) => {
  if (kind !== 'notification' || !badge) return;
  badge.textContent = number(unread);
  badge.hidden = unread === 0;
  if (unread > unreadBefore) announce(say('notifications', unread));
  unreadBefore = unread;
});
