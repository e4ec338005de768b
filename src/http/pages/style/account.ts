// Style of settings: rows with a button, pairs of a word and a choice, what is shown once.

export const account = `
.note { border-inline-start: 4px solid var(--good); padding: .3rem .8rem; background: var(--card); }
.note h2 { margin-block-start: .4rem; }
.buttons, form.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-block: .6rem; }
.desk .row { gap: .2rem 1rem; align-items: center; justify-content: space-between; }
.desk .row p { margin: 0; min-width: 0; }
.pairs { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, auto); gap: .5rem 1rem; align-items: center; margin-block: .8rem; }
.pairs label { font-weight: 400; }
.secret { font-size: 1.15rem; letter-spacing: .05em; word-spacing: .2em; }
.qr { display: block; width: min(15rem, 100%); background: #fff; fill: #000; forced-color-adjust: none; border-radius: .3rem; }
.codes { columns: 14rem; }
.codes code { font-size: 1rem; }
.desk .field input { max-width: 28rem; }
.field input.short { width: 6rem; }
.desk fieldset { border: 1px solid var(--line); border-radius: .3rem; padding: .3rem .9rem; }
.desk legend { padding-inline: .3rem; }
.choice p { margin: 0; }
button.bad { border-color: var(--bad); color: var(--bad); font-weight: 600; }
details > form, form.desk + form { margin-block: .6rem; }
@media (max-width: 28rem) { .pairs { grid-template-columns: minmax(0, 1fr); gap: .1rem; } .pairs select { margin-block-end: .6rem; } }
`;
