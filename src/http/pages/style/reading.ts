// Style of lists, posts, trees and changes.

export const reading = `
.list { list-style: none; margin: 0; padding: 0; }
.list > li { border-block-start: 1px solid var(--line); padding: .6rem 0; }
.list > li:last-child { border-block-end: 1px solid var(--line); }
.list > li > p { margin: 0; }
.title { font-weight: 600; text-decoration: none; display: inline-block; line-height: 1.5rem; max-width: 100%; overflow-wrap: anywhere; }
h1, .title, .place-text { text-align: -webkit-match-parent; text-align: match-parent; }
.facts a, article header a, article footer a { padding-block: .1rem; line-height: 1.4rem; }
article h2 { font: inherit; margin: 0; }
.title:hover, .author:hover { text-decoration: underline; }
.facts, .acts, article header, article footer { display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: baseline; }
.facts { overflow-wrap: anywhere; font-size: .875rem; color: var(--quiet); }
.facts a:not(.author) { color: inherit; }
article footer { gap: .1rem 1rem; }
.acts { font-size: .9375rem; align-items: center; gap: .4rem 1rem; margin: .6rem 0; }
.author { text-decoration: none; color: inherit; min-width: 0; overflow-wrap: anywhere; }
.author .quiet { direction: ltr; unicode-bidi: isolate; }
.author strong { color: var(--text); }
.new { display: inline-block; line-height: 1.5rem; background: var(--link); color: var(--back); border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; font-weight: 600; text-decoration: none; white-space: nowrap; }
.score { white-space: nowrap; font-variant-numeric: tabular-nums; }
article { border-block-start: 1px solid var(--line); padding: .7rem 0 .5rem; }
article.unread { border-inline-start: 3px solid var(--link); padding-inline-start: .7rem; margin-inline-start: -.9rem; }
article:target { background: var(--card); box-shadow: 0 0 0 .5rem var(--card); }
article header > a:not(:hover) { text-decoration: none; }
article header > a { color: var(--quiet); font-size: .875rem; }
article footer { font-size: .875rem; color: var(--quiet); align-items: center; }
article footer a:not(:hover) { text-decoration: none; }
article footer summary { list-style: none; padding: 0 .4rem; min-width: 1.5rem; min-height: 1.5rem; }
article footer summary::-webkit-details-marker { display: none; }
article footer .menu > :not(summary) { inset-inline: 0 auto; }
.words { max-width: 42rem; margin: .3rem 0; }
.words ul { list-style: disc; }
.words > :first-child { margin-block-start: 0; }
.words h1, .words h2, .words h3 { font-size: 1.1rem; }
.folded > summary { color: var(--quiet); }
.plain-text, .diff { white-space: pre-wrap; }
.diff { background: var(--card); padding: .6rem .8rem; border-radius: .3rem; }
.images { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
.images img { max-height: 18rem; width: auto; border-radius: .3rem; display: block; }
.tree { list-style: none; margin: 0; padding: 0; }
.tree .tree { padding-inline-start: clamp(.35rem, 2vw, 1.1rem); border-inline-start: 2px solid var(--line); }
.votes { display: flex; gap: .2rem; align-items: center; }
.votes:empty { display: none; }
article .menu button:not(:hover) { text-decoration: none; }
@media (max-width: 38rem) {
  article footer { position: relative; }
  article footer .menu { position: static; }
  article footer .menu > :not(summary) { inset-inline: 0; max-width: none; }
}
.on { margin-inline-start: .5rem; }
.place-text { color: var(--quiet); font-size: .9375rem; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.dense .place-text { -webkit-line-clamp: 1; }
.help { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .2rem 1rem; }
.help dd { margin: 0; }
@media (max-width: 30rem) { .help { grid-template-columns: 1fr; } .help dd { margin-block-end: .4rem; } }
`;
