// What is being written, as it will be shown: rendered by the instance, as the post itself will be.
import { call, find, make, say, whenQuiet } from './base.js';

const PREVIEW_AFTER = 1500;

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} text */
export const addPreview = (form, text) => {
  const shown =
    find('.preview', form) ?? make('section', { class: 'preview', hidden: '', 'aria-label': say('preview') });
  const words = find('.words', shown) ?? make('div', { class: 'words', dir: 'auto' });
  const button = find('button[name=preview]', form) ?? make('button', { type: 'button', text: say('preview') });
  if (!button.isConnected) find('button', form)?.after(button);
  if (!shown.isConnected) (button.closest('.acts') ?? button).after(shown);
  if (!words.isConnected) shown.append(words);

  let last = '';
  const show = async () => {
    button.ariaExpanded = String(!shown.hidden);
    const written = text.value;
    if (shown.hidden || written === last) return;
    const answer = await call('POST', '/previews', { body: written });
    if (!answer?.ok) return;
    last = written;
    // Made safe by the instance (base/markup.ts), like all posts on this page.
    const { body: made } = new DOMParser().parseFromString((await answer.json()).html, 'text/html');
    words.replaceChildren(...made.childNodes);
  };
  button.addEventListener('click', (event) => {
    event.preventDefault();
    shown.hidden = !shown.hidden;
    show();
  });
  text.addEventListener('input', whenQuiet(PREVIEW_AFTER, show));
  show();
};
