// Style of lists and posts.

export const reading = `
ul.list { list-style: none; margin: 0; padding: 0; }
ul.list > li { border-block-start: 1px solid var(--line); padding: .55rem 0; }
ul.list p { margin: 0; }
article { border: 1px solid var(--line); border-radius: .4rem; margin: .9rem 0; padding: .6rem .9rem; background: var(--card); }
article:target { border-color: var(--link); }
article header, article footer { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
.images { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
.images img { height: auto; max-height: 20rem; width: auto; border-radius: .3rem; }
`;
