// The floor of every write: Hono, and better-sqlite3 that writes the rows of a reply, with their bytes, to the same tables
// and indexes, the replies of one turn of the event loop in one commit. Nobody signs in, nothing is checked, rendered,
// hashed or signed: what an earlier, real reply left behind is written again with another number.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import BetterSqlite3 from 'better-sqlite3';
import { Hono } from 'hono';
import { type Replied, replyCopier } from '../copy-reply.ts';
import { readOptions, serveParent } from './parent.ts';

/** `origin`: that of the replies, `''` on boards. */
export type RowsOptions = { file: string; origin: string; replied: Replied[] };

const { file, origin, replied } = await readOptions<RowsOptions>();
const db = new BetterSqlite3(file);
// As src/db/open-sqlite.ts has it.
for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'foreign_keys = ON'])
  db.pragma(setting);
db.pragma('cache_size = -8000');

type Copy = (body: string) => string;
type Job = { copy: Copy; body: string; done: (card: string) => void };
let queue: Job[] = [];
const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')];

const turn = (): void => {
  const group = queue;
  queue = [];
  begin.run();
  const cards = group.map(({ copy, body }) => copy(body));
  commit.run();
  for (const [index, { done }] of group.entries()) done(cards[index] ?? '');
};
const submit = (copy: Copy, body: string): Promise<string> =>
  new Promise((done) => {
    if (queue.length === 0) setImmediate(turn);
    queue.push({ copy, body, done });
  });

const app = new Hono();
const copier = replyCopier(db, origin);
for (const one of replied) {
  const copy = copier(one);
  app.post(`/api/v1/threads/${one.thread}/posts`, async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    return new Response(await submit(copy, body), { status: 201, headers: { 'content-type': 'application/json' } });
  });
}
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
  serveParent(address.port, async () => {
    server.close();
    db.close();
  }),
);
