// What a route answers, before it becomes a Response: plain data, made once.

export type AnswerBody = string | Uint8Array | ReadableStream<Uint8Array> | null;

export type Answer = {
  readonly status: number;
  /** The content type; none without a body. */
  readonly type: string | null;
  readonly body: AnswerBody;
  /** More headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
};

export const JSON_TYPE = 'application/json';
export const HTML_TYPE = 'text/html; charset=utf-8';

type Headers = Readonly<Record<string, string>>;
const none: Headers = {};

export const json = (status: number, value: unknown, headers: Headers = none): Answer => ({
  status,
  type: JSON_TYPE,
  body: JSON.stringify(value),
  headers,
});

/** For JSON that stands ready as text, such as stored cards. */
export const jsonText = (status: number, text: string, headers: Headers = none): Answer => ({
  status,
  type: JSON_TYPE,
  body: text,
  headers,
});

export const ok = (value: unknown): Answer => json(200, value);

/** 201, with the path of what was created where it has one. */
export const created = (value: unknown, location?: string): Answer =>
  json(201, value, location === undefined ? none : { location });

/** 204 */
export const nothing: Answer = { status: 204, type: null, body: null, headers: none };

export const html = (status: number, page: string, headers: Headers = none): Answer => ({
  status,
  type: HTML_TYPE,
  body: page,
  headers,
});

/** 303: look there next, with GET. */
export const seeOther = (location: string, headers: Headers = none): Answer => ({
  status: 303,
  type: null,
  body: null,
  headers: { ...headers, location },
});
