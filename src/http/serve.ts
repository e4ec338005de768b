// One call through one route, in this order: who calls, how often, may they, is the answer at hand, is the input right,
// the handler; then one Response, made once. There is no middleware, and nothing is awaited for a visitor's read that the
// database answers at once: that is what keeps a warm read near the bare server's cost (bench/README.md).
import type { Context } from 'hono';
import { Refusal } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Chance, Clock } from '../base/time.ts';
import type { Database, Eventually } from '../db/database.ts';
import { actorAgain } from '../forum/identity/session-actor.ts';
import { type Actor, visitor } from '../forum/policy/actor.ts';
import type { Answer } from './answer.ts';
import { BODY_LIMIT, demandJson, demandType, type NodeRequest, parseJson, readBytes } from './body.ts';
import { createClientAddress, createNetworkOf } from './client-address.ts';
import { after, guarded } from './eventually.ts';
import { answerFailure, failureOf, logFailure } from './failure.ts';
import { createOnce, type Once, plainly } from './idempotency.ts';
import { check, checkParams, refuseNul } from './input.ts';
import { createRateLimit } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { ReadCache } from './read-cache.ts';
import { isWhole, prepare, respond, respondPrepared, respondToRead } from './respond.ts';
import { API_BASE, type Auth, type Call, type Route, type Version } from './route.ts';
import { createWho, type WhoNeeds } from './who.ts';

/** What @hono/node-server hands over; tests may hand over nothing. */
export type Bindings = { Bindings: { incoming?: NodeRequest } };

export type ServeNeeds = WhoNeeds & {
  db: Database;
  clock: Clock;
  chance: Chance;
  log: Logger;
  /** Log each call, at debug level. */
  logCalls: boolean;
  trustedProxies: readonly string[];
  /** Calls a minute; 0: no limit. */
  readLimit: number;
  writeLimit: number;
  searchLimit: number;
  /** Before each call: what is to end by now has ended. Nothing to wait for but when something is due. */
  ready?: (now: number) => Eventually<void>;
  cache: ReadCache;
  metrics: Metrics;
  /** For tests: an answer that breaks its route's schema becomes a 500. */
  checkAnswers?: boolean;
};

const NOTHING = new Uint8Array();

/** Milliseconds after which a body was slow to come. */
const SLOW = 1_000;

const demand = (auth: Auth, actor: Actor): void => {
  if (auth === 'none' || auth === 'own') return;
  if (actor.kind !== 'member') throw new Refusal('unauthenticated', 'Sign in first.');
  if (auth !== 'admin') return;
  // Who is suspended is no admin meanwhile.
  const suspended = actor.standing?.some(({ kind, scope }) => kind === 'suspend' && scope === 'instance');
  if (actor.role !== 'admin' || suspended) throw new Refusal('forbidden', 'Only an admin may do this.');
};

const checkAnswer = (route: Route, { status, body }: Answer): void => {
  const schema = route.answers[status];
  if (schema === undefined) throw new Error(`${route.path} answers ${status}, which it does not declare.`);
  if (route.answerType !== undefined) return;
  if (schema === null ? body !== null : typeof body !== 'string')
    throw new Error(`${route.path} answers ${status} with a body of another kind than it declares.`);
  schema?.parse(JSON.parse(String(body)));
};

/** For HEAD: a stream that nobody is going to read ends here. */
const unsaid = (answer: Answer): Answer => {
  if (answer.body instanceof ReadableStream) answer.body.cancel().catch(() => {});
  return { ...answer, body: null };
};

/** What says itself who may keep it, or sets a cookie, is not for every visitor. */
const isForOne = ({ headers }: Answer): boolean => 'cache-control' in headers || 'set-cookie' in headers;

/** Everything behind the host: what a kept answer is kept under. */
export const pathAndQuery = (url: string): string => url.slice(url.indexOf('/', 8));

type HeaderOf = (name: string) => string | undefined;
/** Hears who calls, once that is known. */
type Meet = (actor: Actor) => void;

/** Reads the headers of a request as Node made it, or of one that no Node server made. */
export const headerOf = ({ req, env }: Context<Bindings>): HeaderOf => {
  const incoming = env?.incoming;
  return (name) =>
    incoming ? (incoming.headers[name] as string | undefined) : (req.raw.headers.get(name) ?? undefined);
};

const onceNotSaid: Once = () => {
  throw new Error('A route that answers with `once` says `creates: true`.');
};

export const createServe = (needs: ServeNeeds) => {
  const { clock, log, cache } = needs;
  const who = createWho(needs);
  const keyed = createOnce(needs);
  const clientAddress = createClientAddress(needs.trustedProxies);
  const networkOf = createNetworkOf();
  const limits = {
    read: createRateLimit({ clock, perMinute: needs.readLimit }),
    write: createRateLimit({ clock, perMinute: needs.writeLimit }),
    search: createRateLimit({ clock, perMinute: needs.searchLimit }),
    off: createRateLimit({ clock, perMinute: 0 }),
  };

  return (route: Route) => {
    const { params: paramsSchema, query: querySchema, body: bodySchema, takes, variant } = route;
    const reads = route.method === 'get';
    const limit = limits[route.rate ?? (reads ? 'read' : 'write')];
    const tally = needs.metrics.route(route.method.toUpperCase(), route.base + route.path);

    const answerCall = (c: Context<Bindings>, now: number, header: HeaderOf, meet: Meet): Eventually<Response> => {
      const request = c.req.raw;
      const incoming = c.env?.incoming;
      const keyOf = (url: string): string => {
        const varies = variant?.(header);
        return varies === undefined ? pathAndQuery(url) : `${varies} ${pathAndQuery(url)}`;
      };
      const addressOf = () => clientAddress(incoming?.socket.remoteAddress, header('x-forwarded-for'));

      const handle = (actor: Actor, body: unknown, bytes: Uint8Array): Eventually<Response> => {
        const params: Record<string, string> = paramsSchema ? c.req.param() : {};
        const query: Record<string, string> = querySchema ? c.req.query() : {};
        refuseNul(params);
        refuseNul(query);
        const isVisitor = actor.kind !== 'member';
        let kept: { version: Version; current: () => Eventually<Version | undefined> } | undefined;

        const once = (): Once => {
          if (!route.creates) return onceNotSaid;
          const key = header('idempotency-key');
          if (key === undefined || actor.kind !== 'member') return plainly;
          const path = pathAndQuery(request.url);
          return keyed({ memberId: actor.memberId, key, method: request.method, path, body: bytes });
        };

        const call: Call = {
          actor,
          params: paramsSchema ? checkParams(paramsSchema, params) : params,
          query: querySchema ? check(querySchema, query) : query,
          body,
          bytes: () => readBytes({ request, incoming, header }, route.bodyLimit ?? BODY_LIMIT),
          now,
          // No getter: V8 gives an object with one a new shape each time.
          address: addressOf(),
          path: pathAndQuery(request.url),
          header,
          signal: () => request.signal,
          hangUp: () => incoming?.socket.destroy(),
          cached: (current, make) =>
            reads && isVisitor && cache.keeps
              ? after(current(), (version) => {
                  if (version !== undefined) kept = { version, current };
                  return make();
                })
              : make(),
          once: (run, present) => once()(run, present),
        };
        return after(route.handler(call), (answer) => {
          if (needs.checkAnswers && route.base === API_BASE) checkAnswer(route, answer);
          if (!reads) return respond(answer);
          if (request.method === 'HEAD' && answer.body instanceof ReadableStream) return respond(unsaid(answer));
          const condition = header('if-none-match');
          if (kept === undefined || !isWhole(answer) || isForOne(answer))
            return respondToRead(answer, isVisitor ? 'visitor' : 'member', condition);
          const prepared = prepare(answer, 'visitor');
          cache.keep(keyOf(request.url), { prepared, ...kept });
          return respondPrepared(prepared, condition, header('accept-encoding'));
        });
      };

      /** A body may take minutes to come: whoever lost their rights meanwhile has lost them. */
      const asTheyAre = async (actor: Actor): Promise<Actor> => {
        const time = clock.now();
        if (actor.kind !== 'member' || time - now < SLOW) return actor;
        const again = (await actorAgain(needs.db.read, actor.sessionId, time)) ?? visitor;
        demand(again.kind === 'visitor' ? 'member' : route.auth, again);
        return again;
      };

      const readBody = async (actor: Actor): Promise<Response> => {
        if (takes) demandType({ header }, takes);
        else demandJson({ header });
        if (route.late) return handle(actor, undefined, NOTHING);
        const bytes = await readBytes({ request, incoming, header }, route.bodyLimit ?? BODY_LIMIT);
        const still = await asTheyAre(actor);
        return handle(still, bodySchema && !takes ? check(bodySchema, parseJson(bytes)) : bytes, bytes);
      };

      const admit = (actor: Actor): Eventually<Response> => {
        meet(actor);
        limit.take(actor.kind === 'member' ? `member ${actor.memberId}` : networkOf(addressOf()));
        demand(route.auth, actor);
        if (bodySchema || takes) return readBody(actor);
        if (!reads || actor.kind === 'member' || !cache.keeps) return handle(actor, undefined, NOTHING);
        return after(cache.find(keyOf(request.url)), (prepared) =>
          prepared
            ? respondPrepared(prepared, header('if-none-match'), header('accept-encoding'))
            : handle(actor, undefined, NOTHING),
        );
      };

      if (route.auth === 'own') return admit(visitor);
      const actor = guarded(
        () => who({ header, changes: !reads, now }),
        (error) => {
          // Guessing at tokens counts, too.
          limit.take(networkOf(addressOf()));
          throw error;
        },
      );
      return after(actor, admit);
    };

    return (c: Context<Bindings>): Eventually<Response> => {
      const started = clock.now();
      const header = headerOf(c);
      let met: Actor | undefined;
      const response = guarded(
        () =>
          after(needs.ready?.(started), () =>
            answerCall(c, started, header, (actor) => {
              met = actor;
            }),
          ),
        (error) => {
          logFailure(log, error, { method: c.req.method, path: route.path });
          const failure = failureOf(error);
          if (!route.failed) return respond(answerFailure(failure));
          return after(route.failed(failure, { path: pathAndQuery(c.req.raw.url), header, actor: met }), respond);
        },
      );
      return after(response, (answered) => {
        const duration = clock.now() - started;
        tally(answered.status, duration);
        if (needs.logCalls)
          log.debug({ method: c.req.method, route: route.path, status: answered.status, ms: duration }, 'answered');
        return answered;
      });
    };
  };
};
