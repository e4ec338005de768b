// Style of forms.

export const forms = `
label { font-weight: 600; }
.field { margin: .9rem 0; }
.field label { display: block; margin-block-end: .2rem; }
.field p { margin: 0 0 .2rem; }
input, textarea, button, select { font: inherit; color: inherit; }
input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select { padding: .4rem .5rem; background: var(--back); border: 1px solid var(--quiet); border-radius: .3rem; max-width: 100%; }
.field input:not([type=checkbox], [type=radio], [type=color]), .field textarea { width: 100%; }
header.site input { width: 100%; min-width: 6rem; padding: .25rem .5rem; }
textarea { min-height: 9rem; resize: vertical; }
[aria-invalid=true] { border-color: var(--bad) !important; }
button, .button { padding: .4rem .9rem; border: 1px solid var(--quiet); border-radius: .3rem; background: var(--card); cursor: pointer; min-height: 2rem; }
.button { text-decoration: none; color: inherit; display: inline-block; }
button.main { background: var(--link); border-color: var(--link); color: var(--back); font-weight: 600; }
button.plain, article .menu button { border: 0; min-height: 0; text-align: start; background: none; padding: 0; color: var(--link); text-decoration: underline; }
header.site button, footer.site button { padding: .2rem .6rem; }
.choice { display: flex; gap: .5rem; align-items: baseline; margin: .4rem 0; }
.choice label { font-weight: 400; }
`;
