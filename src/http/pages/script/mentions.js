// Names of members, offered while one is being written: a list below the text, gone through by the arrow keys
// (WAI-ARIA's combobox pattern, as far as a text field of many lines may take part in it).
import { announce, call, make, say, whenQuiet } from './base.js';

const NAME_BEGUN = /(?:^|[\s([{>*_~"'])@([a-z0-9_]{1,32})$/;
const OFFER_AFTER = 200;

/** @param {HTMLTextAreaElement} text */
export const offerNames = (text) => {
  const id = `${text.id}-offers`;
  const list = make('ul', { class: 'offers', role: 'listbox', id, hidden: '', 'aria-label': say('names') });
  text.after(list);
  text.setAttribute('aria-autocomplete', 'list');
  text.setAttribute('aria-controls', id);
  let chosen = 0;

  const begun = () => NAME_BEGUN.exec(text.value.slice(0, text.selectionStart))?.[1];
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    text.removeAttribute('aria-activedescendant');
  };
  /** @param {number} index */
  const choose = (index) => {
    const all = [...list.children];
    chosen = (index + all.length) % all.length;
    for (const [i, one] of all.entries()) one.ariaSelected = String(i === chosen);
    text.setAttribute('aria-activedescendant', `${id}-${chosen}`);
  };
  const take = () => {
    const name = list.children[chosen]?.getAttribute('data-name');
    const end = text.selectionStart;
    text.setRangeText(`${name} `, end - (begun()?.length ?? 0), end, 'end');
    close();
    text.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const offer = async () => {
    const name = begun();
    if (!name) return close();
    const answer = await call('GET', `/mentions?q=${name}`);
    if (!answer?.ok || begun() !== name) return;
    /** @type {{ name: string, origin: string, displayName: string }[]} */
    const items = (await answer.json()).items;
    if (items.length === 0) return close();
    list.replaceChildren(
      ...items.map((one, i) => {
        const handle = one.origin === location.host ? one.name : `${one.name}@${one.origin}`;
        return make(
          'li',
          { role: 'option', id: `${id}-${i}`, 'data-name': handle },
          make('bdi', { text: one.displayName }),
          make('span', { class: 'quiet', text: ` @${handle}` }),
        );
      }),
    );
    list.hidden = false;
    announce(say('offers', items.length));
    choose(0);
  };

  text.addEventListener('input', whenQuiet(OFFER_AFTER, offer));
  text.addEventListener('blur', close);
  text.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    /** @type {Record<string, () => void>} */
    const acts = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: take, Tab: take };
    const act = event.key === 'Escape' ? close : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  list.addEventListener('mousedown', (event) => {
    // The text keeps the focus.
    event.preventDefault();
    const all = [...list.children];
    chosen = all.findIndex((one) => one.contains(/** @type {Node} */ (event.target)));
    if (chosen >= 0) take();
  });
};
