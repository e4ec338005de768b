// All that an instance shows to one reader, as far as it leads: every read of the API that the reader may try, and every page that a
// link leads to from the front page.
import { fetch } from 'undici';
import { type ApiDocument, readDocument } from '../../fuzz/document.ts';
import type { Real } from '../real.ts';

export type Shown = { path: string; status: number; text: string; etag: string | null };

/** What stands for parameters in paths and queries. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** Pages more than these prove nothing more. */
const PAGES = 150;
const HREF = /(?:href|src)="(\/[^"#]*)/g;

const filled = (path: string, values: Values): string[] => {
  const name = /\{(\w+)\}/.exec(path)?.[1];
  if (name === undefined) return [path];
  const of = values[name === 'name' && path.startsWith('/members') ? 'member' : name] ?? [];
  return of.flatMap((value) => filled(path.replace(`{${name}}`, encodeURIComponent(value)), values));
};

const isStream = ({ responses }: ApiDocument['operations'][number]): boolean =>
  Object.keys(responses['200']?.content ?? {}).includes('text/event-stream');

/** @param more further paths, with their queries */
export const pathsOf = async (house: Real, values: Values, more: readonly string[] = []): Promise<string[]> => {
  const document = readDocument(JSON.parse((await house.call('GET', '/api/v1/openapi.json')).text));
  const reads = document.operations.filter((one) => one.method === 'GET' && !isStream(one));
  return [...new Set([...reads.flatMap(({ path }) => filled(path, values).map((to) => `/api/v1${to}`)), ...more])];
};

const read = async (house: Real, path: string, token: string | undefined, headers: Record<string, string> = {}) => {
  const auth = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${house.port}${path}`, {
    headers: { ...auth, ...headers },
    redirect: 'manual',
  });
  return { path, status: answer.status, text: await answer.text(), etag: answer.headers.get('etag') };
};

/** Reads them all, and every page that they lead to. */
export const everythingShown = async (house: Real, paths: readonly string[], token?: string): Promise<Shown[]> => {
  const known = new Set(paths);
  const queue = ['/', ...paths];
  const shown: Shown[] = [];
  let pages = 0;
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const one = await read(house, path, token);
    shown.push(one);
    if (path.startsWith('/api/') || !one.text.startsWith('<!')) continue;
    for (const [, to = ''] of one.text.matchAll(HREF)) {
      const link = to.replaceAll('&amp;', '&');
      if (known.has(link) || /^\/(?:sign-|language|script-|style-|assets)/.test(link) || ++pages > PAGES) continue;
      known.add(link);
      queue.push(link);
    }
  }
  return shown;
};

/** Asks again with what the reader has kept: answers what has changed, or that nothing has. */
export const askedAgain = (house: Real, { path, etag }: Shown, token?: string): Promise<Shown> =>
  read(house, path, token, etag === null ? {} : { 'if-none-match': etag });
