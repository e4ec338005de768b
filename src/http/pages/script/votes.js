// A vote without a new page. What it comes to is told by the instance, which makes that part of the post anew.
import { announce, call, find, findAll, page } from './base.js';
import { fetchPost } from './post.js';

page.addEventListener('submit', async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const post = form.dataset.vote;
  if (!post || !button) return;
  event.preventDefault();
  const answer = await call('PUT', `/posts/${encodeURIComponent(post)}/vote`, { value: Number(button.value) });
  const before = form.closest('.votes');
  const fetched = answer?.ok && (await fetchPost(post));
  const now = fetched && find('.votes', fetched);
  if (!now || !before) {
    // Then as without a script: the page that comes says why not.
    delete form.dataset.vote;
    return form.requestSubmit(button);
  }
  const index = findAll('button', before).indexOf(button);
  before.replaceWith(now);
  findAll('button', now)[index]?.focus();
  announce(find('.tally', now)?.textContent ?? '');
});
