// Moves by single keys, for whoever wants them: never while something is being typed, and they can be switched off
// (WCAG 2.2, 2.1.4).
import { find, findAll, make, page, say } from './base.js';

const KEYS_OFF = 'koinon-keys-off';
const areOff = () => localStorage.getItem(KEYS_OFF) !== null;

const posts = () => findAll('article[id]');
/** @type {HTMLElement | null | undefined} Where one went last. */
let last;

/** @param {HTMLElement | null | undefined} post */
const goTo = (post) => {
  if (!post) return;
  last = post;
  post.tabIndex = -1;
  post.focus();
  post.scrollIntoView();
};
const here = () => /** @type {HTMLElement | null | undefined} */ (page.activeElement?.closest('article[id]')) ?? last;

/** @param {number} by */
const step = (by) => {
  const all = posts();
  const now = here();
  goTo(all[now ? Math.min(Math.max(all.indexOf(now) + by, 0), all.length - 1) : 0]);
};

const showKeys = () => {
  const box = make('input', { type: 'checkbox' });
  box.checked = !areOff();
  box.onchange = () => (box.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, '1'));
  const rows = Object.keys(moves).flatMap((key) => [
    make('dt', {}, make('kbd', { text: key })),
    make('dd', { text: say(`key-${key === '?' ? 'help' : key}`) }),
  ]);
  const dialog = make(
    'dialog',
    { 'aria-labelledby': 'keys' },
    make('h2', { id: 'keys', text: say('keys') }),
    make('dl', {}, ...rows),
    make('label', {}, box, new Text(` ${say('keys-on')}`)),
    make('form', { method: 'dialog' }, make('button', { text: say('close') })),
  );
  dialog.onclose = () => dialog.remove();
  page.body.append(dialog);
  dialog.showModal();
};

/** @type {Record<string, () => void>} */
const moves = {
  j: () => step(1),
  k: () => step(-1),
  u: () => goTo(find('article.unread')),
  r: () => {
    const now = here();
    const link = now && find('a.reply', now);
    if (link) link.click();
    else find('#reply textarea')?.focus();
  },
  '?': showKeys,
};

page.addEventListener('keydown', (event) => {
  const move = moves[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest('input, textarea, select, dialog') || (areOff() && move !== showKeys)) return;
  event.preventDefault();
  move();
});
