// What /metrics tells Prometheus. Requests are counted in plain numbers; prom-client, which turns them into text and adds
// the figures of the process, is loaded at the first scrape.
import type { Histogram } from 'prom-client';
import type { Eventually } from '../db/database.ts';

/** Counts one request of a route. */
export type Tally = (status: number, milliseconds: number) => void;

/** A figure of the house, read at each scrape. */
export type Measure = { name: string; help: string; value: number };

export type Metrics = {
  route(method: string, path: string): Tally;
  /** In the text format of Prometheus. */
  render(): Promise<{ type: string; text: string }>;
};

/** Upper bounds in milliseconds; the clock's grain is one. */
const BOUNDS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000];

type Counts = {
  labels: { method: string; route: string };
  statuses: Map<number, number>;
  buckets: number[];
  sum: number;
};

const countsOf = (method: string, route: string): Counts => ({
  labels: { method, route },
  statuses: new Map(),
  // One more for what is above every bound.
  buckets: new Array<number>(BOUNDS.length + 1).fill(0),
  sum: 0,
});

const bucketOf = (milliseconds: number): number => {
  let index = 0;
  while (index < BOUNDS.length && milliseconds > (BOUNDS[index] ?? 0)) index++;
  return index;
};

const DURATION = 'koinon_http_request_duration_seconds';

/** The lines of a histogram: each bucket counts what is at most its bound. */
const histogramOf = (all: readonly Counts[]) =>
  all.flatMap(({ labels, buckets, sum }) => {
    let total = 0;
    const lines = buckets.map((count, index) => {
      total += count;
      const bound = BOUNDS[index];
      return {
        metricName: `${DURATION}_bucket`,
        labels: { ...labels, le: bound === undefined ? '+Inf' : bound / 1000 },
        value: total,
      };
    });
    return [
      ...lines,
      { metricName: `${DURATION}_sum`, labels, value: sum / 1000 },
      { metricName: `${DURATION}_count`, labels, value: total },
    ];
  });

export const createMetrics = (measures: () => Eventually<readonly Measure[]> = () => []): Metrics => {
  const all: Counts[] = [];
  const used = () => all.filter(({ statuses }) => statuses.size > 0);

  const createRegistry = async () => {
    const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client');
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    new Counter({
      name: 'koinon_http_requests_total',
      help: 'Requests answered, by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, statuses } of used())
          for (const [status, count] of statuses) this.inc({ ...labels, status }, count);
      },
    });
    const help = 'Time from request to answer, by route.';
    // What the registry asks of a metric. The library's own histogram takes its times one by one.
    const durations = {
      name: DURATION,
      get: async () => ({ name: DURATION, help, type: 'histogram', values: histogramOf(used()) }),
    };
    registry.registerMetric(durations as unknown as Histogram);
    const gauges = new Map<string, InstanceType<typeof Gauge>>();
    const measure = async () => {
      for (const { name, help, value } of await measures()) {
        const gauge = gauges.get(name) ?? new Gauge({ name, help, registers: [registry] });
        gauges.set(name, gauge);
        gauge.set(value);
      }
    };
    return { registry, measure };
  };

  let loading: ReturnType<typeof createRegistry> | undefined;
  return {
    route(method, route) {
      const counts = countsOf(method, route);
      all.push(counts);
      return (status, milliseconds) => {
        counts.statuses.set(status, (counts.statuses.get(status) ?? 0) + 1);
        const bucket = bucketOf(milliseconds);
        counts.buckets[bucket] = (counts.buckets[bucket] ?? 0) + 1;
        counts.sum += milliseconds;
      };
    },
    async render() {
      loading ??= createRegistry();
      const { registry, measure } = await loading;
      await measure();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
};
