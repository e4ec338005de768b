// Style of text: colours, measure, what people wrote.

export const text = `
:root {
  color-scheme: light dark;
  --text: #1c1c1a; --quiet: #5b5b55; --back: #fdfdfb; --card: #f3f3ee; --line: #d5d5cd; --link: #0b5394; --mark: #0b5394; --bad: #9c1c1c; --good: #1c6b2c;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e8e8e3; --quiet: #a9a9a1; --back: #161614; --card: #21211e; --line: #3c3c37; --link: #8ab8ee; --mark: #8ab8ee; --bad: #f09a9a; --good: #8fd19e; }
}
* { box-sizing: border-box; }
html { scroll-padding-block-start: 1rem; }
body { margin: 0 auto; padding: 0 1rem 2rem; max-width: 48rem; background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
body.wide { max-width: 70rem; }
a { color: var(--link); }
:focus-visible, input[type^=date]:focus-within { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.2rem 0 .4rem; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .5rem 0; }
.quiet, time { color: var(--quiet); font-size: .875rem; }
.badge { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; font-size: .8rem; color: var(--quiet); white-space: nowrap; }
.count { background: var(--link); color: var(--back); border-radius: 1rem; padding: 0 .45rem; font-size: .8rem; margin-inline-start: .25rem; unicode-bidi: isolate; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
pre, .scroll { overflow-x: auto; }
code, .words th, .words td { overflow-wrap: anywhere; }
code, pre { direction: ltr; unicode-bidi: isolate; font-family: ui-monospace, Consolas, 'Liberation Mono', monospace; font-size: .92em; }
pre { white-space: pre-wrap; background: var(--card); padding: .6rem .8rem; border-radius: .3rem; }
blockquote { margin: .5rem 0; padding-inline-start: .8rem; border-inline-start: 3px solid var(--line); color: var(--quiet); }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; }
th, td { border-block-end: 1px solid var(--line); padding: .3rem .6rem; text-align: start; vertical-align: top; }
mark { background: color-mix(in srgb, var(--mark) 25%, transparent); color: inherit; }
ins { background: color-mix(in srgb, var(--good) 20%, transparent); text-decoration-color: var(--good); }
del { background: color-mix(in srgb, var(--bad) 18%, transparent); text-decoration-color: var(--bad); }
summary { cursor: pointer; }
`;
