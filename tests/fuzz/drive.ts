// Drives a running instance with requests made from its own OpenAPI document, and holds every answer against it.
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { register } from '../../src/forum/identity/register.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { password, type Real } from '../hostile/real.ts';
import { quickHasher } from '../support/hasher.ts';
import type { ApiDocument, Operation } from './document.ts';
import { bodyOf, CALLERS, type Request, settle } from './requests.ts';
import { named } from './values.ts';

const ROLES = { ada: 'member', bo: 'member', mo: 'moderator', root: 'admin' } as const;

/** Validators of the document's schemas, compiled once. */
const validators = (document: ApiDocument) => {
  const ajv = new Ajv2020.default({ strict: false, allErrors: false, validateFormats: false });
  ajv.addSchema({ $id: 'koinon', components: { schemas: document.schemas } });
  const made = new Map<object, ValidateFunction>();
  return (schema: object): ValidateFunction => {
    const known = made.get(schema);
    if (known) return known;
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"koinon#/components'));
    const validate = ajv.compile(rooted);
    made.set(schema, validate);
    return validate;
  };
};

const POST_NAME = /^(?:\d+@.+|b\d+)$/;

/** What kind of name a text in an answer is. */
const keyOf = (key: string, text: string, around: object): string => {
  // What a page gives to go on by is asked for under another name.
  if (key === 'next') return 'cursor';
  if (key === 'name' && POST_NAME.test(text)) return 'post';
  if (key === 'slug' && 'kind' in around) return `${around.kind}s`;
  return key;
};

/** Ids are names within a list: those of cases open no session. */
const idIn = (list: string): string => `id in ${list}`;

/** What kind of name an operation asks for in its path. */
const asked = (path: string, key: string): string => {
  const [, noun = ''] = path.split('/');
  if (key === 'slug') return noun;
  if (key === 'id') return idIn(path.slice(0, path.indexOf('/{id}')));
  return key === 'name' && noun !== 'members' ? 'post' : key;
};

const note = (seen: Map<string, string[]>, key: string, text: string): void => {
  const known = seen.get(key) ?? [];
  if (!known.includes(text)) seen.set(key, [text, ...known].slice(0, 40));
};

/** Names under which answers show what requests may ask for. */
const remember = (seen: Map<string, string[]>, value: unknown, depth = 0): void => {
  if (typeof value !== 'object' || value === null || depth > 8) return;
  for (const [key, one] of Object.entries(value)) {
    remember(seen, one, depth + 1);
    if (typeof one !== 'string' || one === '' || one.length > 500) continue;
    note(seen, keyOf(key, one, value), one);
  }
};

/** Ids that a list, or what was put into it, answers with. */
const rememberIds = (seen: Map<string, string[]>, path: string, value: unknown): void => {
  const list = path.replace(/\/\{id\}.*$/, '');
  const { items = [], id } = (value ?? {}) as { items?: unknown[]; id?: unknown };
  for (const one of [{ id }, ...(Array.isArray(items) ? items : [])])
    if (typeof (one as { id?: unknown }).id === 'string') note(seen, idIn(list), String((one as { id: string }).id));
};

export const createDriver = async (house: Real, document: ApiDocument) => {
  const validatorOf = validators(document);
  const seen = new Map<string, string[]>();
  const counts = new Map<string, { calls: number; successes: number }>();
  const tokens = new Map<string, string>();
  const hasher = quickHasher();
  let people = 0;
  for (const key of ['password', 'currentPassword']) note(seen, key, password);

  type Who = keyof typeof ROLES;
  /** A newcomer in the place of somebody who was erased or shut out by what came before. */
  const enter = async (who: Who): Promise<void> => {
    const { core } = house.app;
    const [name, role] = [`${who}_${++people}`, ROLES[who]];
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (role !== 'member') await setRole(core)(operator, { name, role });
    tokens.set(who, await house.signIn(name));
    note(seen, 'name', name);
  };
  const renew = async (): Promise<void> => {
    for (const who of Object.keys(ROLES)) await enter(who as Who);
  };
  const SHUT_OUT = new Set(['unauthenticated', 'sanctioned']);

  const wrong = (request: Request, why: string, detail: object): Error =>
    new Error(
      `${request.operation.method} ${request.operation.path} by ${CALLERS[request.who]}, harm ${request.harm}: ${why}\n${JSON.stringify(detail).slice(0, 3000)}`,
    );

  const checkAnswer = (request: Request, sent: object, status: number, type: string, text: string): void => {
    const { operation } = request;
    const detail = { sent, status, type, text: text.slice(0, 1500) };
    if (status >= 500 && status !== 503) throw wrong(request, `answered ${status}`, detail);
    const described = operation.responses[String(status)] ?? (status >= 400 ? operation.responses.default : undefined);
    if (!described) throw wrong(request, `answered ${status}, which the document does not have`, detail);
    const [[expected, content] = []] = Object.entries(described.content ?? {});
    if (!expected) {
      if (text !== '') throw wrong(request, 'answered with a body where the document has none', detail);
      return;
    }
    if (!type.startsWith(expected)) throw wrong(request, `answered ${type} instead of ${expected}`, detail);
    if (!expected.includes('json') || !content?.schema) return;
    const validate = validatorOf(content.schema);
    if (!validate(JSON.parse(text)))
      throw wrong(request, `broke its schema: ${JSON.stringify(validate.errors?.[0])}`, detail);
  };

  /** Sends one request. @throws Error when the answer is a fault of ours, or is not what the document says */
  const send = async (request: Request): Promise<void> => {
    const { operation, harm } = request;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(settle(named(request.path[name], asked(operation.path, name)), seen)).toWellFormed()),
    );
    const query = Object.entries(request.query).map(
      ([name, value]) => `${name}=${encodeURIComponent(String(settle(value, seen)).toWellFormed())}`,
    );
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      const text = String(settle(value, seen))
        .replaceAll(/[^\x20-\x7e]/g, '')
        .trim();
      if (text !== '') headers[name.toLowerCase()] = text.slice(0, 400);
    }
    const who = CALLERS[request.who] ?? 'visitor';
    const token = who === 'nobody' ? 'no.token.atall' : tokens.get(who);
    if (token) headers.authorization = `Bearer ${token}`;
    const body = bodyOf(request, settle(request.body, seen));
    if (body) headers['content-type'] = body.type;
    const sent = { path, query, headers, body: body && String(body.body).slice(0, 800) };
    const answer = await house.call(operation.method, `/api/v1${path}${query.length ? `?${query.join('&')}` : ''}`, {
      headers,
      ...(body ? { body: body.body } : {}),
    });
    const type = answer.headers.get('content-type') ?? '';
    checkAnswer(request, sent, answer.status, type, answer.text);
    if (harm === 'no-json' && answer.status < 400 && body) throw wrong(request, 'took what is no JSON', sent);
    const count = counts.get(operation.operationId) ?? { calls: 0, successes: 0 };
    counts.set(operation.operationId, {
      calls: count.calls + 1,
      successes: count.successes + (answer.status < 400 ? 1 : 0),
    });
    if (who in ROLES && SHUT_OUT.has(String(answer.json.code))) await enter(who as Who);
    if (answer.status >= 300) return;
    remember(seen, answer.json);
    rememberIds(seen, operation.path, answer.json);
  };

  return {
    renew,
    send,
    counts,
    /** Operations that a plain request and answer can try: not streams. */
    operations: document.operations.filter(
      ({ responses }) => !Object.keys(responses['200']?.content ?? {}).includes('text/event-stream'),
    ),
    tokenOf: (who: keyof typeof ROLES) => tokens.get(who) ?? '',
    /** What never got through, however often it was asked. */
    neverAnswered: (operations: readonly Operation[]) =>
      operations
        .filter(({ operationId }) => !counts.get(operationId)?.successes)
        .map(({ method, path }) => `${method} ${path}`),
  };
};
