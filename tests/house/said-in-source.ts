// What the source tells people when it refuses: each text, or the template of a text with values, and what keeps one from
// being known to the catalogues of other languages.
import { parseAst } from 'vitest/node';
import { textOf } from './source.ts';

type Node = { type: string; start: number; end: number; [key: string]: unknown };
type Quasi = { value: { cooked: string } };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const nodesOf = (value: unknown, found: Node[] = []): Node[] => {
  if (Array.isArray(value)) for (const one of value) nodesOf(one, found);
  else if (isNode(value)) {
    found.push(value);
    for (const key in value) if (key !== 'type') nodesOf(value[key], found);
  }
  return found;
};

const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Identifier' ? String(node.name) : undefined;

/** `at most {0} characters` of ``rule`at most ${MOST} characters` ``. */
const templateOf = (node: unknown): string =>
  isNode(node)
    ? (node.quasis as Quasi[])
        .map(({ value }) => value.cooked)
        .reduce((text, part, index) => `${text}{${index - 1}}${part}`)
    : '';

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

export type Found = { templates: string[]; kept: string[]; faults: string[] };

/** @param file its name says how it is read; `text` what stands in it */
export const saidIn = (file: string, text = textOf(file)): Found => {
  const templates: string[] = [];
  const kept: string[] = [];
  const faults: string[] = [];
  const nodes = nodesOf(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }));
  const sourceOf = ({ start, end }: Node): string => text.slice(start, end).replace(/\s+/g, ' ');

  /** Of a refusal: plain, or with its values apart, or made elsewhere of either. */
  const collect = (why: Node): void => {
    if (why.type === 'ConditionalExpression') {
      collect(why.consequent as Node);
      collect(why.alternate as Node);
    } else if (why.type === 'Literal') templates.push(String(why.value));
    else if (why.type === 'TemplateLiteral' && (why.expressions as Node[]).length === 0)
      templates.push(templateOf(why));
    else if (why.type === 'TaggedTemplateExpression' && nameOf(why.tag) === 'said') return;
    else {
      const name = nameOf(why) ?? nameOf(why.object);
      const typed = name !== undefined && new RegExp(`\\b${name}: (?:Said\\b|[^=;\\n]*\\bSaid>)`).test(text);
      if (!typed) faults.push(`${file}: ${sourceOf(why)}`);
    }
  };

  for (const node of nodes) {
    const given = (node.arguments ?? []) as Node[];
    if (node.type === 'TaggedTemplateExpression') {
      const tag = nameOf(node.tag);
      if (tag === 'said') templates.push(templateOf(node.quasi));
      if (tag === 'kept') kept.push(templateOf(node.quasi));
      if (tag === 'rule') templates.push(sentence(templateOf(node.quasi)));
    } else if (node.type === 'NewExpression' && nameOf(node.callee) === 'Refusal' && given[1]) collect(given[1]);
    else if (node.type === 'CallExpression' && isNode(node.callee) && given[1]) {
      const called = nameOf(node.callee.property);
      const message = nodesOf(given[1]).find(
        ({ type, key }) => type === 'Property' && nameOf(key) === 'message',
      )?.value;
      const own = isNode(message) ? message : given[1];
      const plain = own.type === 'Literal' || own.type === 'TemplateLiteral';
      if ((called === 'refine' || called === 'regex') && plain) faults.push(`${file}: ${sourceOf(own)}`);
    }
  }
  return { templates, kept, faults };
};
