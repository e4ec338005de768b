// What is being written is kept on the instance now and then, so that a closed window loses little.
import { call, find, make, member, page, say, whenQuiet } from './base.js';

const SAVE_AFTER = 3000;
const POSTED = 'koinon-posted';

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} text */
export const keepDrafts = (form, text) => {
  const { draft = '', draftFor = '', draftVersion = 0 } = form.dataset;
  const [kind, name] = draftFor.split(/:(.*)/);
  const textOf = (/** @type {string} */ field) =>
    /** @type {HTMLInputElement | null} */ (find(`input[name=${field}]`, form))?.value ?? '';
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
      note.textContent = say('draft-kept');
    } else if (answer?.status === 409) {
      // Written on in another window: this one overwrites nothing.
      over = true;
      note.textContent = say('draft-elsewhere');
    }
  };
  form.addEventListener('input', whenQuiet(SAVE_AFTER, save));
  page.addEventListener('visibilitychange', () => page.hidden && save());
  form.addEventListener('submit', (event) => {
    if (event.submitter?.getAttribute('name')) return;
    over = true;
    sessionStorage.setItem(POSTED, draft);
  });
};

// A form that comes back was not taken: its draft stays.
const posted = sessionStorage.getItem(POSTED);
sessionStorage.removeItem(POSTED);
if (posted && member && !find('.problem')) call('DELETE', `/me/drafts/${posted}`);
