// Which part of a text was not taken.
import type { Problem } from '../failure.ts';

export const isImageProblem = (problem: Problem | undefined): boolean =>
  problem?.field?.startsWith('attachments') === true ||
  problem?.errors?.some(({ field }) => field.startsWith('attachments')) === true ||
  ['too-large', 'unsupported'].includes(problem?.code ?? '');
