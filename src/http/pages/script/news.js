// What is said while one reads: a new reply comes to its place, a changed post changes, and a bar that disturbs nobody says
// what else there is.
import { call, find, findAll, make, page, say } from './base.js';
import { beginListening, onNews } from './live.js';
import { fetchPost, findPost } from './post.js';

const list = find('[data-thread]');
const thread = list?.dataset.thread;
const place = find('[data-news]')?.dataset.news;

const bar = make('p', { class: 'news', role: 'status' });
find('main')?.append(bar);

/** New ones on this page, until one of them has been seen. @type {Set<string>} */
const unseen = new Set();
/** How many came to this page, and how many there are on others. */
let brought = 0;
let elsewhere = 0;

const tell = () => {
  const count = unseen.size + elsewhere;
  const [first = ''] = unseen;
  const link = make('a', { href: `#${encodeURIComponent(first)}`, text: say(thread ? 'replies' : 'posts', count) });
  if (elsewhere > 0)
    link.onclick = () => {
      location.reload();
      return false;
    };
  bar.replaceChildren(...(count > 0 ? [link] : []));
};

const seeing = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  seeing.disconnect();
  unseen.clear();
  tell();
});

/** @param {Element} post */
const timeOf = (post) => find('time', post)?.getAttribute('datetime') ?? '';

/**
 * In the order of the page: in a tree below what it answers, else by its time.
 * @param {HTMLElement} post @returns {boolean} whether its place is on this page
 */
const putInPlace = (post) => {
  if (!list) return false;
  if (list.dataset.order === 'tree') {
    const parent = findPost(post.dataset.parent ?? '');
    if (!parent) return false;
    const next = parent.nextElementSibling;
    const answers = next?.matches('ol') ? next : make('ol', { class: 'tree' });
    if (answers !== next) parent.after(answers);
    answers.append(make('li', {}, post));
    return true;
  }
  const all = findAll('article', list);
  const before = all.filter((one) => timeOf(one) <= timeOf(post)).at(-1);
  if (!before || (before === all.at(-1) && find('a[rel=next]'))) return false;
  before.after(post);
  return true;
};

/** @param {string} name */
const bring = async (name) => {
  const post = !findPost(name) && (await fetchPost(name));
  if (!post || findPost(name)) return;
  if (putInPlace(post)) {
    post.classList.add('arrived');
    unseen.add(name);
    brought += 1;
    seeing.observe(post);
  } else elsewhere += 1;
  tell();
};

/** @param {string} name */
const renew = async (name) => {
  const now = findPost(name) && (await fetchPost(name));
  const before = findPost(name);
  // Whoever is just doing something there goes on with it.
  if (!now || !before || before.contains(page.activeElement)) return;
  for (const mark of ['unread', 'arrived']) now.classList.toggle(mark, before.classList.contains(mark));
  for (const [i, one] of findAll('details', before).entries())
    findAll('details', now)[i]?.toggleAttribute('open', one.hasAttribute('open'));
  before.replaceWith(now);
};

/** Once for many changes of one post at a time. @type {Set<string>} */
const renewing = new Set();
/** @param {string} name */
const renewSoon = (name) => {
  if (renewing.has(name)) return;
  renewing.add(name);
  setTimeout(() => {
    renewing.delete(name);
    renew(name);
  }, 500);
};

/** What came before anybody listened. */
const lookForMissed = async () => {
  const answer = await call('GET', `/threads/${encodeURIComponent(thread ?? '')}`);
  if (!answer?.ok) return;
  const { posts } = await answer.json();
  elsewhere = Math.max(elsewhere, posts - Number(list?.dataset.posts) - brought);
  tell();
};

onNews((kind, { thread: where, post, place: on }) => {
  const comes = kind === 'post.created' || kind === 'thread.started';
  if (thread) {
    if (kind === 'ready' || kind === 'reset') lookForMissed();
    if (where !== thread || !post) return;
    if (comes) bring(post);
    else renewSoon(post);
  } else if (comes && place && (place === 'all' || place === `${on?.kind} ${on?.slug}`)) {
    elsewhere += 1;
    tell();
  }
});

beginListening();
