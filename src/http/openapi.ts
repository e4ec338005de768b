// The OpenAPI 3.1 document, made of the very schemas that check requests. Loaded and made at its first use.
import { z } from 'zod';
import type { createDocument } from 'zod-openapi';
import { examplesFor, showExample } from './examples/all.ts';
import { kindOf, PROBLEM_TYPE, type ProblemCode } from './failure.ts';
import { API_BASE, type Auth, type Route } from './route.ts';

type Operation = NonNullable<NonNullable<NonNullable<Parameters<typeof createDocument>[0]['paths']>[string]>['get']>;
type Responses = Operation['responses'];

const Problem = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    detail: z.string().meta({ description: 'What to do about it, for people.' }),
    field: z.string().optional().meta({ description: 'The input field that breaks a rule.' }),
    errors: z.array(z.object({ field: z.string(), rule: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

const IdempotencyKey = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({
    description: 'Any text of your own: the same key and body are answered again as the first time, for 24 hours.',
  }),
});

/** What a route may refuse, as far as its description tells. */
const refusalsOf = (route: Route): ProblemCode[] => {
  const codes: ProblemCode[] = ['too-many'];
  if (route.query || route.body || route.takes) codes.push('invalid');
  if (route.auth === 'member' || route.auth === 'admin') codes.push('unauthenticated');
  if (route.auth === 'admin') codes.push('forbidden');
  if (route.params) codes.push('not-found');
  if (route.body || route.takes) codes.push('too-large', 'unsupported');
  if (route.creates) codes.push('key-reused');
  return codes;
};

const responsesOf = (route: Route): Responses => {
  const responses: Responses = {
    default: { description: 'A problem', content: { [PROBLEM_TYPE]: { schema: Problem } } },
  };
  for (const [status, schema] of Object.entries(route.answers))
    responses[status as '200'] = schema
      ? { description: route.summary, content: { [route.answerType ?? 'application/json']: { schema } } }
      : { description: route.summary };
  for (const code of refusalsOf(route)) {
    const { status, title } = kindOf(code);
    responses[`${status}` as '400'] = { description: title, content: { [PROBLEM_TYPE]: { schema: Problem } } };
  }
  return responses;
};

const securityOf = (auth: Auth): Record<string, string[]>[] => {
  if (auth === 'own') return [];
  return auth === 'none' ? [{}, { bearer: [] }] : [{ bearer: [] }];
};

const contentOf = (route: Route) =>
  route.body
    ? { 'application/json': { schema: route.body } }
    : Object.fromEntries(
        (route.takes ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } } as const]),
      );

const operationOf = (route: Route): Operation => ({
  operationId: `${route.method} ${route.path}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, ''),
  summary: route.summary,
  tags: [route.tag],
  security: securityOf(route.auth),
  requestParams: {
    ...(route.params ? { path: route.params } : {}),
    ...(route.query ? { query: route.query } : {}),
    ...(route.creates ? { header: IdempotencyKey } : {}),
  },
  ...(route.body || route.takes ? { requestBody: { required: true, content: contentOf(route) } } : {}),
  responses: responsesOf(route),
});

/** @param about `url`: the instance's own, without a slash at its end */
export const writeDocument = async (
  routes: readonly Route[],
  about: { version: string; url: string },
): Promise<string> => {
  const { createDocument } = await import('zod-openapi');
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes)
    if (route.base === API_BASE) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  const document = createDocument({
    openapi: '3.1.1',
    info: { title: 'Koinon', version: about.version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: `${about.url}${API_BASE}` }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  });
  const examples = examplesFor(new URL(about.url).host);
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations)) {
      const example = examples[`${method.toUpperCase()} ${path}`];
      if (example) showExample(operation as Parameters<typeof showExample>[0], example);
    }
  return JSON.stringify(document);
};
