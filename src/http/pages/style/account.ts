// Style of settings: the way between them, rows with a button, what is shown once.

export const account = `
nav.desks { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin-block-start: .8rem; padding-block-end: .5rem; border-block-end: 1px solid var(--line); font-size: .9375rem; }
nav.desks a { padding-block: .25rem; }
.done, .note { border-inline-start: 4px solid var(--good); padding: .3rem .8rem; background: var(--card); }
.note h2 { margin-block-start: .4rem; }
.buttons, form.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-block: .6rem; }
.row { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: center; justify-content: space-between; }
.row p { margin: 0; min-width: 0; }
.pairs { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, auto); gap: .5rem 1rem; align-items: center; margin-block: .8rem; }
.pairs label { font-weight: 400; }
.secret { font-size: 1.15rem; letter-spacing: .05em; word-spacing: .2em; }
.codes { columns: 14rem; }
.codes code { font-size: 1rem; }
.field input.short { width: 6rem; }
fieldset { border: 1px solid var(--line); border-radius: .3rem; margin: .9rem 0; padding: .3rem .9rem; }
legend { font-weight: 600; padding-inline: .3rem; }
.choice p { margin: 0; }
button.bad { border-color: var(--bad); color: var(--bad); font-weight: 600; }
details > form, form.desk + form { margin-block: .6rem; }
.desk .field input { max-width: 28rem; }
@media (max-width: 28rem) { .pairs { grid-template-columns: minmax(0, 1fr); gap: .1rem; } .pairs select { margin-block-end: .6rem; } }
`;
