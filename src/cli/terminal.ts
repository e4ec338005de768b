// Where a command talks to the person who called it.
import { createInterface } from 'node:readline/promises';

export type Terminal = {
  print(line: string): void;
  /** Asks a question that is answered with yes or no. Undefined when nobody is there to answer. */
  ask(question: string): Promise<boolean | undefined>;
};

export const processTerminal = (): Terminal => ({
  print: (line) => void process.stdout.write(`${line}\n`),
  async ask(question) {
    if (!process.stdin.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [yes/no] `)).trim());
    } finally {
      lines.close();
    }
  },
});

/** Somebody else's text: what a terminal would obey, or what turns the order of letters round, is shown as a question mark. */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === '\n' ? c : '?'));
