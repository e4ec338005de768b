// A person's browser in a test: a context of its own, and pages that tell whatever goes wrong in them.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { PATIENCE, until } from '../../real/patience.ts';
import { IN_PAGE } from './in-page.ts';

let connecting: Promise<Browser> | undefined;

/** The connection of this worker; the browser behind it ends with the run. */
const connect = (): Promise<Browser> => {
  connecting ??= chromium.connect(inject('chromium'));
  return connecting;
};

export type ContextOptions = {
  script?: boolean;
  width?: number;
  height?: number;
  dark?: boolean;
  /** As the browser asks for it. */
  locale?: string;
};

/** Those where nothing of a page runs. */
const without = new WeakSet<BrowserContext>();

/** Cookies and storage of its own: one person. Closed when the test ends. */
export const openContext = async (options: ContextOptions = {}): Promise<BrowserContext> => {
  const { script = true, width = 1200, height = 900, dark = false, locale = 'en-GB' } = options;
  const context = await (await connect()).newContext({
    ...{ javaScriptEnabled: script, locale, viewport: { width, height }, timezoneId: 'UTC' },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  if (!script) without.add(context);
  context.setDefaultTimeout(PATIENCE);
  onTestFinished(() => context.close());
  return context;
};

/**
 * Runs what needs a script in a page that was loaded without: its own scripts were not run then, and are not run later. The
 * page is as it was afterwards.
 */
export const withScript = async <T>(page: Page, work: () => Promise<T>): Promise<T> => {
  if (!without.has(page.context())) return work();
  // It stays attached: at its end it would leave scripts on. Only a change of its own setting changes the page's.
  const session = await page.context().newCDPSession(page);
  const disable = (value: boolean) => session.send('Emulation.setScriptExecutionDisabled', { value });
  await disable(true);
  await disable(false);
  try {
    return await work();
  } finally {
    await disable(true);
  }
};

type Watched = { faults: string[]; expected: RegExp[] };

const watched = new WeakMap<Page, Watched>();

const unexpected = ({ faults, expected }: Watched): string[] =>
  faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));

/** Listens to everything that a page does wrong. @param origin the only one that it may ask */
const watch = (page: Page, origin: string): Watched => {
  const faults: string[] = [];
  const tell = (what: string): void => void faults.push(what);
  page.on('console', (message) => {
    // Answers that are not well are heard of below, with more about them.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      tell(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => tell(`error: ${error.stack ?? error.message}`));
  page.on('crash', () => tell('the page crashed'));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'data:' && protocol !== 'blob:') tell(`asked another: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Going elsewhere ends what is under way.
    if (why !== 'net::ERR_ABORTED') tell(`${request.method()} ${request.url()}: ${why}`);
  });
  page.on('response', (answer) => {
    // A page that says why not is a page; which one it is, the test sees.
    const least = answer.request().isNavigationRequest() ? 500 : 400;
    if (answer.status() >= least) tell(`${answer.request().method()} ${answer.url()}: ${answer.status()}`);
  });
  return { faults, expected: [] };
};

/**
 * A page that shows the address. When the test ends, it fails where the page told an error, the policy stopped something, a
 * request failed or went to another origin.
 */
export const openPage = async (context: BrowserContext, address: string): Promise<Page> => {
  const page = await context.newPage();
  const watching = watch(page, new URL(address).origin);
  watched.set(page, watching);
  onTestFinished(() => {
    const faults = unexpected(watching);
    if (faults.length > 0) throw new Error(`${page.url()}:\n${faults.join('\n')}`);
  });
  await page.addInitScript(`{ ${IN_PAGE}; inPage.tellPolicy(); }`);
  await page.goto(address);
  return page;
};

/** Does what leads to another page, and waits until that one is there, with its script. */
export const led = async (page: Page, act: () => Promise<unknown>): Promise<void> => {
  await page.evaluate('globalThis.left = true');
  await act();
  // While one page goes and the next comes, nobody answers.
  const arrived = () => page.evaluate<boolean>(`!globalThis.left && document.readyState === 'complete'`);
  await until(`the page after ${page.url()}`, () => arrived().catch(() => false));
};

/** A button that sends its form. */
export const submit = (page: Page, name: string | RegExp, exact = false): Promise<void> =>
  led(page, () => page.getByRole('button', { name, exact }).click());

export const follow = (page: Page, name: string | RegExp, exact = false): Promise<void> =>
  led(page, () => page.getByRole('link', { name, exact }).click());

/** Waits until the page did this wrong; then it is no reason to fail. */
export const expectFault = async (page: Page, pattern: RegExp): Promise<void> => {
  const watching = watched.get(page);
  watching?.expected.push(pattern);
  await expect.poll(() => watching?.faults.join('\n')).toMatch(pattern);
};
