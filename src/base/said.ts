// What is said to people with its values apart: English as it stands beside the rule, and the template by which the
// catalogues of other languages know it (src/http/pages/texts/problems).

/** Words of ours among the values are said themselves, so that they are translated, too. A time is ISO 8601 in English. */
export type Value = string | number | Date | Said;

export type Said = {
  /** English. */
  readonly text: string;
  /** `The title has {0} characters; at most {1} are allowed.` */
  readonly template: string;
  readonly values: readonly Value[];
};

const textOf = (value: Value): string => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? value.text : String(value);
};

/** ``said`The title has ${count} characters; at most ${most} are allowed.` `` */
export const said = (parts: TemplateStringsArray, ...values: readonly Value[]): Said => ({
  text: parts.reduce((text, part, index) => `${text}${textOf(values[index - 1] ?? '')}${part}`),
  template: parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`),
  values,
});

/** A text without values is its own template. */
export const plainly = (text: string): Said => ({ text, template: text, values: [] });

const rules = new Map<string, Said>();

/**
 * A rule of an input's schema, which takes plain text: ``.refine(within(80), rule`at most ${80} characters`)``. Its values are
 * the same for ever: rules are made when their module is loaded.
 */
export const rule = (parts: TemplateStringsArray, ...values: readonly Value[]): string => {
  const made = said(parts, ...values);
  rules.set(made.text, made);
  return made.text;
};

/** What `rule` made of it, or the text alone. */
export const ruleSaid = (text: string): Said => rules.get(text) ?? plainly(text);

/**
 * What the instance itself writes down in English and shows later, in a log or at a case: pages know its template by
 * src/http/pages/texts/kept, and find the values in the text.
 */
export const kept = (parts: TemplateStringsArray, ...values: readonly Value[]): string => said(parts, ...values).text;
