// Style of what the script adds: news, names to choose from, the list of keys.

export const script = `
.news { position: sticky; inset-block-end: .8rem; z-index: 2; margin: 0; text-align: center; }
.news a { display: inline-block; padding: .35rem .9rem; border-radius: 1rem; background: var(--link); color: var(--back); font-weight: 600; text-decoration: none; }
.news:empty { display: none; }
article.arrived { border-inline-start: 3px solid var(--mark); }
.preview { border: 1px dashed var(--quiet); border-radius: .3rem; padding: .1rem .8rem; margin-block: .5rem; overflow-wrap: anywhere; }
.preview:empty { display: none; }
.field { position: relative; }
.offers { position: absolute; z-index: 3; list-style: none; margin: 0; padding: .2rem 0; min-width: 12rem; max-width: 100%; background: var(--back); border: 1px solid var(--line); border-radius: .3rem; box-shadow: 0 .3rem 1rem #0003; }
.offers li { padding: .3rem .7rem; cursor: pointer; }
.offers [aria-selected=true] { background: var(--card); outline: 2px solid var(--link); outline-offset: -2px; }
dialog { max-width: min(30rem, 90vw); color: var(--text); background: var(--back); border: 1px solid var(--line); border-radius: .5rem; }
dialog dl { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1rem; }
dialog dd { margin: 0; }
kbd { border: 1px solid var(--quiet); border-radius: .25rem; padding: 0 .4rem; }
`;
