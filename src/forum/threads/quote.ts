// A post as a quote in Markdown: who said it, where, and every line after a `>`.

export type Quoted = { name: string; author: { name: string; origin: string }; body: string };

/** @param home the origin of this instance: its own members go by their name alone */
export const quoteOf = ({ name, author, body }: Quoted, home: string): string => {
  const who = author.origin === home ? author.name : `${author.name}@${author.origin}`;
  const lines = body.trimEnd().split(/\r\n|\r|\n/);
  const quoted = [`@${who} wrote in ${name}:`, '', ...lines].map((line) => (line === '' ? '>' : `> ${line}`));
  return `${quoted.join('\n')}\n\n`;
};
