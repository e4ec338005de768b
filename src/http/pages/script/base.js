// What all parts use. The instance joins the parts to one script (script.ts): what is named at the top of one is named so in
// no other.

export const page = document;

/** @param {string} selector @param {ParentNode} [within] */
export const find = (selector, within = page) => /** @type {HTMLElement | null} */ (within.querySelector(selector));

/** @param {string} selector @param {ParentNode} [within] */
export const findAll = (selector, within = page) =>
  /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

/** @type {Record<string, string>} What the script says, in the language of the page (texts/script). */
const words = Object.fromEntries(
  (find('script[data-words]')?.dataset.words ?? '').split('\n').map((line) => line.split('=')),
);

export const language = page.documentElement.lang;
const plurals = new Intl.PluralRules(language);

/** @param {number} count */
export const number = (count) => new Intl.NumberFormat(language).format(count);

/** @param {string} key @param {number} [count] for messages of which there is one for one and one for more */
export const say = (key, count) => {
  if (count === undefined) return words[key] ?? key;
  const text = words[`${key}-${plurals.select(count) === 'one' ? 'one' : 'other'}`] ?? key;
  return text.replace('#', number(count));
};

/** Who is signed in; `undefined` for visitors. */
export const member = page.body.dataset.member;

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} attributes `text`: what it says
 * @param {...Node} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const make = (tag, { text = '', ...attributes }, ...children) => {
  const one = page.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  one.append(text, ...children);
  return one;
};

/** @param {string} path @param {RequestInit} [how] @returns {Promise<Response | undefined>} undefined: no answer */
export const ask = (path, how) => fetch(path, how).catch(() => undefined);

/** Calls the API as the member whose page it is. @param {string} method @param {string} path @param {object} [body] */
export const call = (method, path, body) =>
  ask(`/api/v1${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });

const heard = make('p', { class: 'unseen', role: 'status' });
find('main')?.append(heard);
/** Said to whoever listens to the page, when they are not busy. @param {string} text */
export const announce = (text) => {
  heard.textContent = text;
};

/** Runs `work` once nothing called it for so long. @param {number} milliseconds @param {() => void} work */
export const whenQuiet = (milliseconds, work) => {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(work, milliseconds);
  };
};
