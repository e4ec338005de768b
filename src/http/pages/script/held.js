// How many instances hold a post, as more of them do: the page is read again, and only that taken from it.
import { ask, find, findAll, whenQuiet } from './base.js';
import { onNews } from './live.js';
import { findPost } from './post.js';

const HELD_AFTER = 2000;

const renewHeld = whenQuiet(HELD_AFTER, async () => {
  // Those that not all hold yet.
  const waiting = findAll('.badge.held');
  const answer = waiting[0] && (await ask(location.href));
  if (!answer?.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const badge of waiting) {
    // The first badge of each.
    const now = find('.badge', findPost(badge.closest('article')?.id ?? '', parsed) ?? parsed.head);
    if (now) badge.replaceWith(now);
  }
});
// When the listening begins, it may have changed since the page was made.
onNews((kind) => /^(held|ready|reset)$/.test(kind) && renewHeld());
