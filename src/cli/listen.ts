// An app behind a port: listening, and stopping so that no request under way is broken.
import type { Server as HttpServer } from 'node:http';
import { type HttpBindings, serve } from '@hono/node-server';
import type { App } from '../app.ts';

export type Listening = { port: number; stop(): Promise<void> };

/** Requests that are not done by then are cut off. */
const PATIENCE = 10_000;
/** How long a connection that has its answer stays open while we stop. */
const LINGER = 100;

/** @throws Error when the port is taken */
export const listen = async (app: App, host: string, port: number): Promise<Listening> => {
  let draining = false;
  const server = await new Promise<HttpServer>((resolve, reject) => {
    const made = serve({ fetch: (request, env) => app.fetch(request, env as HttpBindings), hostname: host, port }, () =>
      resolve(made),
    ) as HttpServer;
    made.once('error', reject);
  });
  // Told on each answer: a client that keeps its connection would otherwise send a request into a closing one.
  server.prependListener('request', (_, response) => {
    if (draining) response.setHeader('connection', 'close');
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      draining = true;
      server.keepAliveTimeout = LINGER;
      await app.drain();
      await new Promise<void>((resolve) => {
        const cut = app.core.timers.after(PATIENCE, () => server.closeAllConnections());
        server.close(() => {
          cut();
          resolve();
        });
      });
      await app.stop();
    },
  };
};
