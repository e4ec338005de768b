// The one stylesheet of the pages: readable in light and dark, on any width, and in print.
import { sha256 } from '../../base/hash.ts';

export const STYLE = `:root {
  color-scheme: light dark;
  --text: #1c1c1a; --quiet: #5b5b55; --back: #fdfdfb; --card: #f3f3ee; --line: #d5d5cd; --link: #0b5394; --bad: #9c1c1c;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e8e8e3; --quiet: #a9a9a1; --back: #161614; --card: #21211e; --line: #3c3c37; --link: #8ab8ee; --bad: #f09a9a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1rem 3rem; max-width: 46rem; background: var(--back); color: var(--text);
  font: 1.05rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--back); padding: .5rem; }
header.site { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between;
  border-bottom: 1px solid var(--line); padding: .8rem 0; }
header.site > a { font-weight: 700; text-decoration: none; }
header.site form { display: inline; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.4rem 0 .4rem; }
h2 { font-size: 1.2rem; margin: 1.8rem 0 .4rem; }
.quiet, time { color: var(--quiet); font-size: .9rem; }
.badge { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; font-size: .85rem; color: var(--quiet); white-space: nowrap; }
ul.list { list-style: none; margin: 0; padding: 0; }
ul.list > li { border-top: 1px solid var(--line); padding: .6rem 0; }
ul.list p { margin: 0; }
article { border: 1px solid var(--line); border-radius: .4rem; margin: 1rem 0; padding: .7rem 1rem; background: var(--card); }
article:target { border-color: var(--link); }
article header, article footer { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
article p { margin: .5rem 0; }
article pre, article table { overflow-x: auto; display: block; }
article blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
article img { max-width: 100%; }
.images { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
.images img { height: auto; max-height: 24rem; width: auto; border-radius: .3rem; }
nav.pages { display: flex; gap: 1rem; margin: 1rem 0; }
label { display: block; font-weight: 600; margin: .9rem 0 .2rem; }
input, textarea, button { font: inherit; color: inherit; }
input:not([type=hidden]), textarea { width: 100%; padding: .45rem; background: var(--back); border: 1px solid var(--quiet); border-radius: .3rem; }
textarea { min-height: 9rem; }
button { margin-top: .9rem; padding: .4rem 1rem; border: 1px solid var(--quiet); border-radius: .3rem; background: var(--card); cursor: pointer; }
header.site button { margin: 0; padding: 0 .5rem; }
.announcement { border-left: 4px solid var(--link); padding: .1rem .8rem; margin: .8rem 0; background: var(--card); }
.announcement.warning { border-color: var(--bad); }
.problem { border-left: 4px solid var(--bad); padding: .2rem .8rem; }
@media print { header.site nav, form, .pages, .skip { display: none; } article { break-inside: avoid; } }
`;

/** Changes with the sheet, so that browsers may keep it for good. */
export const STYLE_PATH = `/style-${sha256(STYLE).slice(0, 10)}.css`;
