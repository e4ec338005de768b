// What a check of `koinon doctor` finds: one line each.

export type Finding = {
  check: string;
  state: 'ok' | 'warn' | 'fail';
  /** What is so and, where it is not as it should be, what to do. */
  text: string;
};

const finding =
  (state: Finding['state']) =>
  (check: string, text: string): Finding => ({ check, state, text });

export const fine = finding('ok');
export const warning = finding('warn');
export const failure = finding('fail');

/** Anything that was thrown, in one line. */
export const whyNot = (error: unknown): string => (error instanceof Error ? error.message : String(error));
