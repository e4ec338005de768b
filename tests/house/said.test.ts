// What a page tells whoever was refused is there in every language: the catalogues know each template of the source, with
// the same values, and none that nobody says.
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { languages } from '../../src/base/languages.ts';
import { textsIn } from '../../src/http/pages/explain.ts';
import { saidIn } from './said-in-source.ts';
import { filesIn } from './source.ts';

/** Where nothing is told on a page, and why not. */
const elsewhere: readonly [path: RegExp, why: string][] = [
  [/^src\/cli\//, 'told in the operator’s terminal'],
  [/^src\/delivery\/(backup|restore)\.ts$/, 'told in the operator’s terminal'],
  [/^src\/base\/config\.ts$/, 'told in the operator’s terminal'],
  [/^src\/journal\/(?!append|journal-store)/, 'told to other instances, and in the operator’s terminal'],
  [/^src\/federation\/(?!peer-clocks|peer-history)/, 'told to other instances, and to who founds by command or call'],
  [/^src\/forum\/charter\/(?!read-charter)/, 'told to other instances, and to who founds by command or call'],
  [/^src\/forum\/messages\/message-kinds\.ts$/, 'told to other instances'],
  [/^src\/http\/(federation|live)\//, 'told to programs'],
  [/^src\/http\/(idempotency|operation)\.ts$/, 'told to programs'],
];
const isElsewhere = (file: string): boolean => elsewhere.some(([path]) => path.test(file));

/** Texts that are made elsewhere, and where. */
const passedOn: Readonly<Record<string, string>> = {
  'src/journal/append.ts: row.halted': 'BEHIND, as it was written down',
};

const files = filesIn('src');
const found = files.filter((file) => !isElsewhere(file)).map((file) => saidIn(file));
const templates = [...new Set(found.flatMap((one) => one.templates))].sort();
const kept = [...new Set(files.flatMap((file) => saidIn(file).kept))].sort();
const others = languages.filter((language) => language !== 'en');

test('refusals were found', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(templates.length).toBeGreaterThan(250);
  expect(elsewhere.filter(([path]) => !files.some((file) => path.test(file)))).toEqual([]);
});

test('whatever has values is said with its values apart', () => {
  expect(found.flatMap(({ faults }) => faults).filter((fault) => !(fault in passedOn))).toEqual([]);
});

test.each(others)('%s tells every refusal that a page can show, and no other', (language) => {
  const problems = textsIn('problems', language);
  expect(templates.filter((template) => !problems.has(template))).toEqual([]);
  expect([...problems.keys()].filter((template) => !templates.includes(template))).toEqual([]);
});

const wants = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, name = '']) => name))].sort();

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
/** Names of the values that must be numbers: `{0, number}`, `{0, plural, …}`. */
const countsOf = (elements: readonly Element[]): Set<string> =>
  new Set(elements.flatMap((one) => (one.type === 2 || one.type === 6 ? [one.value] : [])));

test.each(languages)('%s tells all that is written down for pages to tell, and no more', (language) => {
  expect(kept.length).toBeGreaterThan(15);
  expect([...textsIn('kept', language).keys()].sort()).toEqual(kept);
});

test('English is what the source says, but for what it says to programs', () => {
  expect([...textsIn('problems', 'en').keys()].filter((template) => !templates.includes(template))).toEqual([]);
});

test.each(languages)('%s tells each with the same values', (language) => {
  const all = [...textsIn('problems', language), ...textsIn('kept', language)];
  for (const [template, text] of all) {
    expect(text.trim(), template).toBe(text);
    expect(text, template).not.toBe('');
    expect(text, template).not.toContain("'");
    const values = wants(template);
    if (values.length === 0) continue;
    const message = new IntlMessageFormat(text, language);
    const counted = countsOf(message.getAst());
    const given = Object.fromEntries(values.map((name) => [name, counted.has(name) ? 7 + Number(name) : `<${name}>`]));
    const shown = String(message.format(given));
    for (const name of values) expect(shown, template).toContain(String(given[name]));
    expect(shown).not.toMatch(/[{}]/);
  }
});

test('a refusal that no catalogue can know is found', () => {
  // `<name>` stands for a value.
  const look = (text: string) => saidIn('some.ts', text.replace(/<(\w+)>/g, '$\u007b$1}'));
  const templatesIn = (text: string) => look(text).templates;
  const faults = (text: string) => look(text).faults.length;
  expect(templatesIn("new Refusal('gone', 'It is gone.')")).toEqual(['It is gone.']);
  expect(templatesIn('new Refusal(code, said`at most <most> of <all>`, {})')).toEqual(['at most {0} of {1}']);
  expect(templatesIn("new Refusal('gone', own ? 'Yours.' : said`Of <name>.`)")).toEqual(['Yours.', 'Of {0}.']);
  expect(templatesIn('z.string().refine(is, rule`must be <it>`)')).toEqual(['must be {0}.']);
  expect(faults('new Refusal(code, `at most <most>`)')).toBe(1);
  expect(faults("new Refusal(code, 'at most ' + most)")).toBe(1);
  expect(faults('new Refusal(code, text)')).toBe(1);
  expect(faults('const no = (text: Said) => new Refusal(code, text)')).toBe(0);
  expect(faults("z.string().refine(is, 'must be it')")).toBe(1);
  expect(faults("z.object({}).refine(is, { message: 'must be it' })")).toBe(1);
});
