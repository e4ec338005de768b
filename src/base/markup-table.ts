// Tables, unless they are mostly empty: cells that a row leaves out are filled in, so a few short lines under a wide
// header would become many thousands of cells.
import type { MarkdownIt, StateBlock } from 'markdown-it';

/** A row may have this many cells more than characters, summed over the table. */
const MAX_MISSING = 200;

const original = (md: MarkdownIt) => {
  md.block.ruler.enableOnly('table');
  const [rule] = md.block.ruler.getRules('');
  if (!rule) throw new Error('markdown-it has no rule for tables');
  return rule;
};

const lineLength = (state: StateBlock, line: number): number => (state.eMarks[line] ?? 0) - (state.bMarks[line] ?? 0);

const isMostlyEmpty = (state: StateBlock, start: number, end: number): boolean => {
  const delimiter = state.src.slice(state.bMarks[start + 1], state.eMarks[start + 1]);
  const columns = delimiter.split('|').length;
  let missing = 0;
  for (let line = start + 2; line < end && !state.isEmpty(line) && missing <= MAX_MISSING; line++)
    missing += Math.max(0, columns - lineLength(state, line));
  return missing > MAX_MISSING;
};

/** Takes the place of markdown-it's rule; what it refuses stays text. `another`: untouched, to take that rule from. */
export const limitTables = (md: MarkdownIt, another: MarkdownIt): void => {
  const table = original(another);
  const limited: typeof table = (state, start, end, silent) =>
    table(state, start, end, true) && !isMostlyEmpty(state, start, end) && (silent || table(state, start, end, false));
  md.block.ruler.at('table', limited, { alt: ['paragraph', 'reference'] });
};
