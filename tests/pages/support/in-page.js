// What the tests ask inside a page. It is brought there as text: see in-page.ts.

/** What the policy stopped, told with a console error of its own: the page must not even try. */
const tellPolicy = () => {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
  );
};

/** What reaches beyond an edge; none where nothing has to be scrolled sideways. */
const tooWide = () => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')]
    .filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return right > most + 1 || left < -1;
    })
    .map((one) => one.outerHTML.slice(0, 120));
};

/** What has the focus, roughly as a screen reader would name it, and whether one sees that it has. */
const focused = () => {
  const one = document.activeElement;
  if (!one || one === document.body) return { tag: 'body', label: '', visible: true };
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const labels = /** @type {HTMLInputElement} */ (one).labels ?? [];
  const name = one.getAttribute('aria-label') ?? labels[0]?.textContent ?? one.textContent ?? '';
  return {
    tag: one.tagName.toLowerCase(),
    label: name.replace(/\s+/g, ' ').trim(),
    visible: outlineStyle !== 'none' && outlineWidth !== '0px',
  };
};

Object.assign(globalThis, { inPage: { tellPolicy, tooWide, focused } });
