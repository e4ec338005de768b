// The floor of a search: Hono, and better-sqlite3 that runs the same query of FTS5 alone, anew for each request. The posts that it
// finds are not read: the answer is what an instance once gave.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import BetterSqlite3 from 'better-sqlite3';
import { Hono } from 'hono';
import { readOptions, serveParent } from './parent.ts';

/** `match` is FTS5's query, `rows` how many it must find. */
export type Searched = { path: string; order: string; match: string; rows: number; body: string };
export type WordsOptions = { file: string; searches: Searched[] };

const { file, searches } = await readOptions<WordsOptions>();
const db = new BetterSqlite3(file, { readonly: true });
// As src/db/open-sqlite.ts reads.
for (const setting of ['cache_size = -8000', `mmap_size = ${256 * 1024 * 1024}`]) db.pragma(setting);

const app = new Hono();
for (const { path, order, match, rows, body } of searches) {
  const found = db.prepare(`select rowid, rank from board_words where board_words match ? order by ${order} limit 20`);
  app.get(path, (c) => {
    if (found.all(match).length !== rows) return c.text(`Not ${rows} rows.`, 500);
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  });
}
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
  serveParent(address.port, async () => {
    server.close();
    db.close();
  }),
);
