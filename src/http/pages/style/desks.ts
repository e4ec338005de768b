// Style of desks: administration, peers, charter. And of the pictures on them, which carry classes alone.

export const desks = `
nav.tabs { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-block-start: .8rem; border-block-end: 1px solid var(--line); }
nav.tabs a { padding: .3rem 0; text-decoration: none; }
nav.tabs [aria-current] { border-block-end: 3px solid var(--mark); }
.done { border-inline-start: 4px solid var(--good); padding: .2rem .8rem; background: var(--card); }
textarea[rows] { min-height: 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-block: .4rem; }
.row .field, .row form { margin: 0; }
.group { margin-block-start: 1.8rem; }
.group + .group, form + .group { border-block-start: 1px solid var(--line); }
input[type=color] { padding: .1rem; width: 3.5rem; height: 2.2rem; }
fieldset { border: 0; padding: 0; margin: .9rem 0; min-width: 0; }
legend { font-weight: 600; padding: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .2rem .9rem .6rem; margin: 1rem 0; }
input.whole { width: 100%; }
img.logo { max-height: 5rem; width: auto; }
.state { font-weight: 600; }
.state.good { color: var(--good); }
.state.bad, .state.warn { color: var(--bad); }
dl.pairs { display: grid; grid-template-columns: minmax(7rem, auto) minmax(0, 1fr); gap: .3rem 1rem; align-items: baseline; margin: .6rem 0; }
dl.pairs dt { color: var(--quiet); }
dl.pairs dd { margin: 0; }
.cards { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.cards > li { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .1rem .9rem .5rem; min-width: 0; }
.cards h3 { margin-block: .6rem .2rem; }
ol.list { padding-inline-start: 1.4rem; }
ol.list > li { border-block-start: 1px solid var(--line); padding: .4rem 0; }
.nowrap { white-space: nowrap; }
.prose { white-space: pre-line; }
pre.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); padding: .6rem; font-size: .8rem; }
@media (max-width: 38rem) {
  dl.pairs { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.pairs dd { margin-block-end: .4rem; }
  .chart .label { font-size: 17px !important; }
  .stack :is(tbody, tr, th, td) { display: block; }
  .stack thead { display: none; }
  .stack tr { border-block-end: 1px solid var(--line); padding-block: .4rem; }
  .stack :is(th, td) { border: 0; padding: .1rem 0; }
  .stack td::before { content: attr(data-label) ': '; color: var(--quiet); font-size: .875rem; }
}
.chart { margin: 1rem 0; }
figcaption { margin-block-start: .4rem; }
caption { font-weight: 600; text-align: start; white-space: nowrap; padding-block: .9rem .2rem; }
.chart svg { display: block; width: 100%; max-width: 44rem; height: auto; }
.chart .area { fill: color-mix(in srgb, var(--link) 35%, transparent); stroke: var(--link); stroke-width: 1; }
.chart .grid { stroke: var(--line); stroke-dasharray: 3 3; }
.chart .axis { stroke: var(--quiet); }
.chart .answered.yes { fill: var(--good); }
.chart .answered.partly { fill: var(--quiet); }
.chart .answered.no { fill: var(--bad); }
.chart .label { fill: var(--text); font-size: 13px; }
.chart .middle { text-anchor: middle; }
.chart .end { text-anchor: end; }
.chart .edge { stroke: var(--good); stroke-width: 2; }
.chart .edge.unreachable { stroke: var(--bad); stroke-dasharray: 6 5; }
.chart .edge.unknown { stroke: var(--quiet); stroke-dasharray: 1 5; }
.chart .node { fill: var(--good); stroke: var(--back); stroke-width: 2; }
.chart .node.self { fill: var(--mark); }
.chart .node.unreachable { fill: var(--back); stroke: var(--bad); }
.chart .node.unknown { fill: var(--back); stroke: var(--quiet); }
`;
