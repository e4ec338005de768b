// What is being written, as it will be shown: rendered by the instance, as the post itself will be.
import { call, find, make, say, whenQuiet } from './base.js';

const PREVIEW_AFTER = 1500;

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} text */
export const addPreview = (form, text) => {
  const shown = find('.preview', form) ?? make('div', { class: 'preview', hidden: '' });
  const button = find('button[name=preview]', form) ?? make('button', { type: 'button', text: say('preview') });
  if (!shown.isConnected) text.after(shown);
  if (!button.isConnected) find('button', form)?.after(button);

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
    shown.replaceChildren(...made.childNodes);
  };
  button.addEventListener('click', (event) => {
    event.preventDefault();
    shown.hidden = !shown.hidden;
    show();
  });
  text.addEventListener('input', whenQuiet(PREVIEW_AFTER, show));
  show();
};
