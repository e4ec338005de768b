// A vote without a new page. What it comes to is told by the instance, which makes that part of the post anew.
import { announce, call, find, findAll, page } from './base.js';
import { fetchPost } from './post.js';

/** @type {Record<string, number>} */
const values = { up: 1, down: -1, none: 0 };
/** Tried, and not taken: sent as without a script, the page that comes says why not. */
let plainly = false;

page.addEventListener('submit', async (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const before = button?.closest('.votes');
  if (!button || !before || plainly) return;
  event.preventDefault();
  const { name, value: post } = button;
  const answer = await call('PUT', `/posts/${encodeURIComponent(post)}/vote`, { value: values[name] });
  const fetched = answer?.ok && (await fetchPost(post));
  const now = fetched && find('.votes', fetched);
  if (!now) {
    plainly = true;
    return button.form?.requestSubmit(button);
  }
  const index = findAll('button', before).indexOf(button);
  before.replaceWith(now);
  findAll('button', now)[index]?.focus();
  announce(find('.score', now)?.ariaLabel ?? '');
});
