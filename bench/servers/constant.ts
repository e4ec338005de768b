// The floor of every read: Hono that answers given bytes, one static route each.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readOptions, serveParent } from './parent.ts';

export type Constants = { answers: [path: string, body: string][] };

const { answers } = await readOptions<Constants>();
const app = new Hono();
for (const [path, body] of answers)
  app.get(path, () => new Response(body, { headers: { 'content-type': 'application/json' } }));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
  serveParent(address.port, async () => void server.close()),
);
