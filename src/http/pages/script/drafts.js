// What is being written is kept on the instance now and then, so that a closed window loses little.
import { call, find, make, page, say, whenQuiet } from './base.js';

const SAVE_AFTER = 3000;

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} text */
export const keepDrafts = (form, text) => {
  const { draft = '', draftFor = '', draftVersion = 0 } = form.dataset;
  const [kind, name] = draftFor.split(/:(.*)/);
  const fieldOf = (/** @type {string} */ field) =>
    /** @type {HTMLInputElement | null} */ (find(`input[name=${field}]`, form));
  const textOf = (/** @type {string} */ field) => fieldOf(field)?.value ?? '';
  const note = make('p', { class: 'quiet', role: 'status' });
  text.after(note);
  let version = Number(draftVersion);
  let kept = text.value + textOf('title');
  let over = false;

  const save = async () => {
    const now = text.value + textOf('title');
    if (over || now === kept) return;
    const answer = await call('PUT', `/me/drafts/${draft}`, {
      for: { kind, name },
      parent: textOf('parent') || null,
      title: textOf('title'),
      body: text.value,
      ...(version && { version }),
    });
    if (answer?.ok) {
      kept = now;
      ({ version } = await answer.json());
      const field = fieldOf('version');
      if (field) field.value = String(version);
      note.textContent = say('draft-kept');
    } else if (answer?.status === 409) {
      // Written on in another window: this one overwrites nothing.
      over = true;
      note.textContent = say('draft-elsewhere');
    }
  };
  // One at a time: each needs the version that the one before made.
  let saving = Promise.resolve();
  const saveNext = () => {
    saving = saving.then(save);
  };
  form.addEventListener('input', whenQuiet(SAVE_AFTER, saveNext));
  page.addEventListener('visibilitychange', () => page.hidden && saveNext());
  // What is said is no draft any more: the instance drops it.
  form.addEventListener('submit', (event) => {
    over ||= !event.submitter?.getAttribute('name');
  });
};
