// What a route is: one description that checks requests, calls its handler, and makes the OpenAPI document. A noun's
// file exports a factory `(needs) => Route[]` of defineRoute calls; app.ts lists the factories.
import type { z } from 'zod';
import type { Eventually } from '../db/database.ts';
import type { Actor, MemberActor, Visitor } from '../forum/policy/actor.ts';
import type { Answer } from './answer.ts';
import type { Failure } from './failure.ts';
import type { Once } from './idempotency.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * `none`: visitors too; `member`, `admin`: others get 401 or 403 before the body is read; `own`: the server looks at no
 * credentials, the handler checks what the caller brings (peers, sign-in).
 */
export type Auth = 'none' | 'member' | 'admin' | 'own';

/** Which limit a call counts against: by default `read` for GET and `write` for the rest. */
export type Rate = 'read' | 'write' | 'search' | 'off';

type ActorOf<A extends Auth> = A extends 'member' | 'admin' ? MemberActor : A extends 'own' ? Visitor : Actor;

/** Changes whenever the answer would: it covers all that the answer depends on, who may see it included. */
export type Version = string | number;

export type Call<A extends Auth = Auth, P = unknown, Q = unknown, B = unknown> = {
  readonly actor: ActorOf<A>;
  readonly params: P;
  readonly query: Q;
  /** The body as its schema reads it, or the bytes of a route with `takes`. */
  readonly body: B;
  /** Reads the body of a `late` route, within its limit. @throws Refusal `too-large`, `unsupported` */
  readonly bytes: () => Promise<Uint8Array>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The client's address, as far as proxies can be trusted. */
  readonly address: string;
  /** Path and query, as they were asked for. */
  readonly path: string;
  header(name: string): string | undefined;
  /** Aborted when the client goes away: for answers that stream. */
  signal(): AbortSignal;
  /** Breaks the connection: for a client that takes nothing of what streams. */
  hangUp(): void;
  /**
   * Answers a visitor from memory while `version` stays what it was; others, and after a change, by `make`. `version`
   * is one cheap prepared read, called on each request; undefined means gone, or not public any more.
   */
  cached(version: () => Eventually<Version | undefined>, make: () => Eventually<Answer>): Eventually<Answer>;
  /**
   * Runs a verb that creates, once per Idempotency-Key (idempotency.ts). `run` hands `alongside` to the verb and answers
   * exactly what the verb calls it with; `present` makes the answer out of that.
   */
  readonly once: Once;
};

/** A call that came to nothing; without an actor where that was as far as it came. */
export type FailedCall = Pick<Call, 'path' | 'header'> & { actor?: Actor | undefined };

type RouteBase<A extends Auth> = {
  method: Method;
  /** As OpenAPI writes it, below `base`: `/boards/{slug}/threads`. */
  path: string;
  /** `/api/v1` unless said; only those are in the OpenAPI document. */
  base?: string;
  summary: string;
  tag: string;
  auth: A;
  rate?: Rate;
  /** Creates something: takes an Idempotency-Key, its handler answers with `once`. */
  creates?: boolean;
  /** Bytes; 512 KiB unless said. */
  bodyLimit?: number;
  /** Content types of a body that is no JSON; the handler gets its bytes. */
  takes?: readonly string[];
  /** With `takes`: the handler reads the body itself, by `bytes`, once it knows that the caller is worth it. */
  late?: boolean;
  /** Status to schema of its JSON (null: no body). Not checked at run time: tests do, with `checkAnswers`. */
  answers: Readonly<Record<number, z.ZodType | null>>;
  /** The content type of its answers, where it is not JSON: then nothing checks them. */
  answerType?: string;
  /** Says why not in its own way: pages do. Problem details otherwise. */
  failed?: (failure: Failure, asked: FailedCall) => Eventually<Answer>;
  /** What visitors' answers depend on beside address and version, such as their language. Cheap: asked on each request. */
  variant?: (header: (name: string) => string | undefined) => string | undefined;
};

export type RouteDefinition<
  A extends Auth,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
> = RouteBase<A> & {
  params?: P;
  query?: Q;
  body?: B;
  handler: (call: Call<A, z.output<P>, z.output<Q>, z.output<B>>) => Eventually<Answer>;
};

/** A route whose schemas' types are forgotten, as the server keeps it. */
export type Route = RouteBase<Auth> & {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly base: string;
  readonly handler: (call: Call) => Eventually<Answer>;
};

export const API_BASE = '/api/v1';

type NoFields = z.ZodObject<Record<never, never>>;

export const defineRoute = <
  A extends Auth,
  P extends z.ZodObject = NoFields,
  Q extends z.ZodObject = NoFields,
  B extends z.ZodType = z.ZodType<Uint8Array>,
>(
  route: RouteDefinition<A, P, Q, B>,
): Route => ({ base: API_BASE, ...route }) as unknown as Route;
