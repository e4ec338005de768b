// Once per run of the tests in a browser: starts it, and ends it.
import type { TestProject } from 'vitest/node';
import { startChromium } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the browser listens. */
    chromium: string;
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { endpoint, stop } = await startChromium();
  project.provide('chromium', endpoint);
  return stop;
};
