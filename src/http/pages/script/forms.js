// What helps to write, in each form that has a text to write.
import { find, findAll, member } from './base.js';
import { keepDrafts } from './drafts.js';
import { offerNames } from './mentions.js';
import { addPreview } from './preview.js';

for (const each of member === undefined ? [] : findAll('form[data-compose]')) {
  const form = /** @type {HTMLFormElement} */ (each);
  const text = /** @type {HTMLTextAreaElement | null} */ (find('textarea[name=body]', form));
  if (!text) continue;
  addPreview(form, text);
  offerNames(text);
  if (form.dataset.draft) keepDrafts(form, text);
}
