// The route table as one Hono application: `fetch` is what @hono/node-server serves, and what tests call.
import { Hono } from 'hono';
import { Refusal } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Chance, Clock } from '../base/time.ts';
import type { Database, Eventually } from '../db/database.ts';
import type { Answer } from './answer.ts';
import { descriptionRoutes } from './description.ts';
import { after } from './eventually.ts';
import { answerFailure, type Failure, failureOf, methodNotAllowed } from './failure.ts';
import { createMetrics, type Measure } from './metrics.ts';
import { operationRoutes } from './operation.ts';
import { createReadCache } from './read-cache.ts';
import { respond } from './respond.ts';
import { API_BASE, type FailedCall, type Route } from './route.ts';
import { type Bindings, createServe, headerOf, pathAndQuery } from './serve.ts';
import type { WhoNeeds } from './who.ts';

export type ServerNeeds = WhoNeeds & {
  db: Database;
  clock: Clock;
  chance: Chance;
  log: Logger;
  logCalls: boolean;
  /** Of the software. */
  version: string;
  trustedProxies: readonly string[];
  /** Calls a minute by member or address; 0: no limit. */
  readLimit: number;
  writeLimit: number;
  searchLimit: number;
  /** Answers to visitors kept in memory; 0: none. */
  readCache: number;
  /** Why it is not ready to take calls; undefined when it is. */
  notReady(): Eventually<string | undefined>;
  /** Before each call, see serve.ts. */
  ready?: (now: number) => Eventually<void>;
  /** Further figures for /metrics. */
  measures?: () => Eventually<readonly Measure[]>;
  /** What people see at an address that is none. */
  missing?: (failure: Failure, asked: FailedCall) => Eventually<Answer>;
  /** What the nouns' factories made; the server adds its own. */
  routes: readonly Route[];
  checkAnswers?: boolean;
};

export type Server = {
  fetch(request: Request, env?: Bindings['Bindings']): Eventually<Response>;
  /** Drops the answers kept for visitors: after a rebuild of the view. */
  forgetReads(): void;
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const honoPath = ({ base, path }: Route): string => base + path.replaceAll(/\{(\w+)\}/g, ':$1');

export const createServer = (needs: ServerNeeds): Server => {
  const cache = createReadCache(needs.readCache);
  const metrics = createMetrics(needs.measures);
  const serve = createServe({ ...needs, cache, metrics });
  const app = new Hono<Bindings>();

  const { routes } = needs;
  const about = { version: needs.version, url: needs.publicUrl };
  const own = [...operationRoutes({ notReady: needs.notReady, metrics }), ...descriptionRoutes(routes, about)];
  for (const route of [...routes, ...own]) app.on(route.method.toUpperCase(), honoPath(route), serve(route));

  app.notFound((c) => {
    const allowed = METHODS.filter((method) => app.router.match(method, c.req.path)[0].length > 0);
    const methods = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    if (methods.length > 0) return respond(methodNotAllowed(methods));
    const failure = failureOf(new Refusal('not-found', 'There is no such address here.'));
    const forPeople = !c.req.path.startsWith(API_BASE) && c.req.header('accept')?.includes('text/html');
    if (!forPeople || !needs.missing) return respond(answerFailure(failure));
    const asked = { path: pathAndQuery(c.req.raw.url), header: headerOf(c) };
    return after(needs.missing(failure, asked), respond);
  });
  // Only for what goes wrong outside of a route, in Hono itself.
  app.onError((error) => {
    needs.log.error({ err: error }, 'the server failed');
    return respond(answerFailure(failureOf(error)));
  });

  return { fetch: (request, env) => app.fetch(request, env), forgetReads: () => cache.clear() };
};
