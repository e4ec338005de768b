// Style of moderation: a case beside what is done with it, and images that nobody has asked for yet.

export const moderation = `
details.filter { margin-block: .8rem; }
.filter .field { flex: 1 1 11rem; min-width: 0; }
.filter select, .filter input[type=text] { width: 100%; }
.spaced > li { padding-block: 1rem; }
.spaced h2 { margin: 0 0 .2rem; }
.spaced p { margin-block: .2rem; }
.case { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2rem; align-items: start; }
.case > div { min-width: 0; }
.case textarea, .spaced textarea { min-height: 3.5rem; }
.decide .row .field { flex: 1 1 12rem; min-width: 0; }
.decide select { width: 100%; }
.reveal .images { overflow: hidden; }
.reveal img { filter: blur(1rem) grayscale(1); }
.reveal:has(input:checked) img { filter: none; }
`;
