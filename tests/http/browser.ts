// A browser without JavaScript, as the pages see it: keeps cookies, says where forms come from, and sends each form's token along.
import { TOKEN_FIELD } from '../../src/http/pages/form-token.ts';

type Answered = {
  status: number;
  headers: { get(name: string): string | null; getSetCookie(): string[] };
  text: string;
};
type CallPage = (
  method: string,
  path: string,
  more: { body?: string; headers?: Record<string, string> },
) => Promise<Answered>;

const TOKEN = new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`);

/** @param language what it accepts; none: whatever comes */
export const createBrowser = (call: CallPage, publicUrl: string, language?: string) => {
  const cookies = new Map<string, string>();
  let token: string | undefined;

  const go = async (method: string, path: string, headers: Record<string, string>, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await call(method, path, {
      headers: {
        accept: 'text/html',
        ...(language ? { 'accept-language': language } : {}),
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    });
    const set = answer.headers.getSetCookie();
    for (const each of set) {
      const [pair = ''] = each.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (each.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
      token = undefined;
    }
    token = TOKEN.exec(answer.text)?.[1] ?? token;
    return { ...answer, location: answer.headers.get('location') ?? '', set: set.join('\n') };
  };

  return {
    get: (path: string, headers: Record<string, string> = {}) => go('GET', path, headers),
    async post(path: string, form: Record<string, string>, headers: Record<string, string> = { origin: publicUrl }) {
      // The page that signs in has a form for visitors; members sign out on each.
      if (token === undefined) await go('GET', '/sign-in', {});
      if (token === undefined) await go('GET', '/', {});
      const sent = { [TOKEN_FIELD]: token ?? '', ...form };
      return go('POST', path, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, sent);
    },
    /** The cookie of the session, as a header holds it; empty without one. */
    get cookie(): string {
      const [session] = [...cookies].filter(([name]) => /koinon(-\d+)?$/.test(name));
      return session ? session.join('=') : '';
    },
    cookies,
  };
};
export type Browser = ReturnType<typeof createBrowser>;
