// The floor of every write on PostgreSQL: Hono, and pg that writes the rows of replies, with their bytes, to the same tables
// and indexes: those that came while the last were being written, in one statement. Nobody signs in, nothing is checked,
// rendered, hashed or signed: what an earlier, real reply left behind is written again with another number.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';
import type { Replied } from '../copy-reply.ts';
import { groupedReplies, type Said } from '../grouped-replies.ts';
import { readOptions, serveParent } from './parent.ts';

/** `origin`: that of the replies, `''` on boards. */
export type PostgresRowsOptions = { url: string; origin: string; replied: Replied[] };

const { url, origin, replied } = await readOptions<PostgresRowsOptions>();
const client = new pg.Client({ connectionString: url });
await client.connect();
const { writer, write } = await groupedReplies(client, origin);

type Job = { said: Said; done: () => void; failed: (error: unknown) => void };
let queue: Job[] = [];
let busy = false;

const work = async (): Promise<void> => {
  busy = true;
  while (queue.length > 0) {
    const group = queue;
    queue = [];
    try {
      await write(group.map(({ said }) => said));
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }
  busy = false;
};
const submit = (said: Said): Promise<void> =>
  new Promise((done, failed) => {
    queue.push({ said, done, failed });
    // What else came in this turn of the event loop goes along.
    if (!busy && queue.length === 1) setImmediate(work);
  });

const app = new Hono();
for (const one of replied) {
  const say = await writer(one);
  app.post(`/api/v1/threads/${one.thread}/posts`, async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    const { said, answer } = say(body);
    await submit(said);
    return new Response(answer, { status: 201, headers: { 'content-type': 'application/json' } });
  });
}
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
  serveParent(address.port, async () => {
    server.close();
    await client.end();
  }),
);
