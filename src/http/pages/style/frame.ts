// Style of what surrounds every page: head, foot, announcements; and print.

export const frame = `
.skip { position: absolute; inset-inline-start: -99rem; }
.skip:focus { inset-inline-start: 1rem; inset-block-start: .5rem; background: var(--back); padding: .5rem; z-index: 2; }
header.site { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; justify-content: space-between;
  border-block-end: 2px solid var(--mark); padding: .7rem 0; }
header.site .home { display: flex; gap: .5rem; align-items: center; font-weight: 700; text-decoration: none; color: var(--text); }
header.site .home img { max-height: 2rem; width: auto; }
header.site search { flex: 1 1 12rem; max-width: 20rem; }
header.site search form { display: flex; gap: .3rem; }
header.site nav, footer.site nav { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: center; }
header.site nav { font-size: .9375rem; }
header.site a, footer.site a, nav.pages a { padding-block: .25rem; }
.menu { position: relative; }
.menu > :not(summary) { margin: 0; list-style: none; position: absolute; inset-inline-end: 0; z-index: 3; min-width: 11rem; max-width: min(20rem, 90vw); display: grid; gap: .3rem; padding: .6rem .9rem;
  background: var(--back); border: 1px solid var(--line); border-radius: .4rem; box-shadow: 0 .3rem 1rem #0003; }
nav.pages { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 1rem 0; }
nav [aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
footer.site { border-block-start: 1px solid var(--line); margin-block-start: 3rem; padding-block-start: .8rem; font-size: .9375rem; }
footer.site label { font-weight: 400; }
footer.site form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.announcement { border-inline-start: 4px solid var(--link); padding: .1rem .8rem; margin: .8rem 0; background: var(--card); }
.announcement.warning, .problem { border-inline-start: 4px solid var(--bad); }
.problem { padding: .2rem .8rem; margin: .8rem 0; background: var(--card); }
@media print {
  body { max-width: none; }
  header.site nav, header.site search, footer.site, form:not(.posts), article footer, nav, .skip, .menu, .acts, .new { display: none !important; }
  article { break-inside: avoid; }
}
`;
