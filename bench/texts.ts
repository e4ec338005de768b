// What members of a bench write: some 400 characters of Markdown, a little different each time.

const sentences = [
  'A deposit that is returned at **one percent** of the votes keeps jokes off the ballot, and nobody else.',
  'We counted the signatures twice; the second count took *three volunteers* and a whole Sunday.',
  'The rule should be known a year before the day, as the [code of good practice](https://example.org/code) says.',
  'What worked for us: one page, large letters, and the address of the polling station.',
  'I disagree with @member_3 on the threshold, not on the principle.',
  'Broadcasting time by lot costs nothing and is hard to quarrel about.',
  'Where the list is long, the order decides; so let it be drawn, in public, each time.',
];

/** The `number`th text: always the same. */
export const textOf = (number: number): string => {
  const pick = (step: number) => sentences[(number * 3 + step * 2) % sentences.length];
  return `${pick(0)} ${pick(1)}\n\n- ${pick(2)}\n- ${pick(3)}\n\n(${number})`;
};

export const titleOf = (number: number): string => `How do you do it where you are? Case ${number}`;
