// For whoever runs the instance: is it alive, is it ready, how is it doing.
//
// /metrics is for a scraper on the same machine and for admins. A call counts as from this machine when its connection
// comes from a loopback address and no proxy says that it passed the call on; behind a proxy on the same machine, let that
// send X-Forwarded-For, which the rate limits need anyway, or keep /metrics to itself.
import { Refusal } from '../base/errors.ts';
import type { Eventually } from '../db/database.ts';
import { ok } from './answer.ts';
import { isLoopback } from './client-address.ts';
import { after } from './eventually.ts';
import type { Metrics } from './metrics.ts';
import { type Call, defineRoute, type Route } from './route.ts';

export type OperationNeeds = {
  /** Why it is not ready to take calls; undefined when it is. */
  notReady(): Eventually<string | undefined>;
  metrics: Metrics;
};

const PASSED_ON = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

const fromHere = ({ address, header }: Pick<Call, 'address' | 'header'>): boolean =>
  isLoopback(address) && PASSED_ON.every((name) => header(name) === undefined);

const common = { base: '', tag: 'operation', rate: 'off', answers: {} } as const;

export const operationRoutes = ({ notReady, metrics }: OperationNeeds): Route[] => [
  defineRoute({
    ...common,
    method: 'get',
    path: '/healthz',
    summary: 'Alive',
    auth: 'own',
    handler: () => ok({ status: 'alive' }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/readyz',
    summary: 'Ready to take calls',
    auth: 'own',
    handler: () =>
      after(notReady(), (why) => {
        if (why !== undefined) throw new Refusal('unavailable', why, { retryAfter: 1 });
        return ok({ status: 'ready' });
      }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    auth: 'none',
    async handler({ actor, address, header }) {
      const admin = actor.kind === 'member' && actor.role === 'admin';
      if (!admin && !fromHere({ address, header }))
        throw new Refusal('forbidden', 'Only an admin, or a scraper on the same machine, may read this.');
      const { type, text } = await metrics.render();
      return { status: 200, type, body: text, headers: { 'cache-control': 'no-store' } };
    },
  }),
];
