// A member's program: plain fetch against the API.

export type Account = { name: string; password: string };
export type Answered = {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed where it is JSON, else {}. */
  json: Record<string, unknown>;
};

type Request = { body?: object | string; token?: string; headers?: Record<string, string> };

export const call = async (url: string, method: string, path: string, request: Request = {}): Promise<Answered> => {
  const { body, token, headers = {} } = request;
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} };
};

/** Something listed by the API; more fields than named here. */
export type Item = { name: string; title: string; body: string; [field: string]: unknown };

export type Member = {
  readonly url: string;
  readonly name: string;
  readonly token: string;
  call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answered>;
  /** POST that must answer 201. @throws Error that shows another answer */
  create(path: string, body: object, headers?: Record<string, string>): Promise<Item>;
  get(path: string): Promise<Answered>;
  /** All pages of a list. */
  list(path: string): Promise<Item[]>;
};

export const listAll = async (url: string, path: string, token?: string): Promise<Item[]> => {
  const items: Item[] = [];
  let next: unknown = '';
  do {
    const query = `${path.includes('?') ? '&' : '?'}limit=100${next ? `&cursor=${encodeURIComponent(String(next))}` : ''}`;
    const page = await call(url, 'GET', path + query, token === undefined ? {} : { token });
    if (page.status !== 200) throw new Error(`GET ${url} ${path}: ${page.status} ${page.text}`);
    items.push(...(page.json.items as Item[]));
    next = page.json.next;
  } while (next);
  return items;
};

export const memberWith = (url: string, name: string, token: string): Member => {
  const speak: Member['call'] = (method, path, body, headers) =>
    call(url, method, path, { token, ...(body ? { body } : {}), ...(headers ? { headers } : {}) });
  return {
    ...{ url, name, token, call: speak },
    async create(path, body, headers) {
      const known = /\/(?:threads|posts)$/.test(path) ? { acknowledged: true } : {};
      const answer = await speak('POST', path, { ...known, ...body }, headers);
      if (answer.status !== 201) throw new Error(`POST ${url} ${path}: ${answer.status} ${answer.text}`);
      return answer.json as Item;
    },
    get: (path) => speak('GET', path),
    list: (path) => listAll(url, path, token),
  };
};

export const signIn = async (url: string, { name, password }: Account): Promise<Member> => {
  const answer = await call(url, 'POST', '/sessions', { body: { name, password } });
  if (answer.status !== 201) throw new Error(`${name} cannot sign in on ${url}: ${answer.status} ${answer.text}`);
  return memberWith(url, name, String(answer.json.accessToken));
};

/** Registers and signs in. */
export const join = async (url: string, name: string): Promise<Member> => {
  const account = { name, password: `the password of ${name}` };
  const answer = await call(url, 'POST', '/registrations', { body: account });
  if (answer.status !== 201) throw new Error(`${name} cannot register on ${url}: ${answer.status} ${answer.text}`);
  return signIn(url, account);
};
