// A reader of a live stream over a real connection, and a forum that serves one.
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { silentLogger } from '../../src/base/log.ts';
import { realTimers } from '../../src/base/time.ts';
import { createFeed } from '../../src/events/feed.ts';
import { createLive, type Live, type LiveLimits } from '../../src/http/live/live.ts';
import { type ForumOptions, openForum } from './forum.ts';

export type Heard = { id: number; event: string; data: { kind?: string; thread?: string; post?: string } };

export type Listener = {
  status: number;
  text: () => string;
  heard: Heard[];
  /** The id that an EventSource would come back with. */
  last: () => string;
  /** The server ended it; rejects when the connection broke. */
  ended: Promise<void>;
  hangUp(): void;
  response: IncomingMessage;
};

export const listenTo = (url: string, headers: Record<string, string> = {}, paused = false) =>
  new Promise<Listener>((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      let text = '';
      let rest = '';
      const heard: Heard[] = [];
      let last = '';
      const take = (block: string) => {
        const fields = new Map(
          block
            .split('\n')
            .filter((line) => line && !line.startsWith(':'))
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
        );
        const id = fields.get('id');
        if (id !== undefined) last = id;
        const data = fields.get('data');
        if (data !== undefined)
          heard.push({ id: Number(id ?? -1), event: fields.get('event') ?? 'message', data: JSON.parse(data) });
      };
      response.setEncoding('utf8');
      const read = (chunk: string) => {
        text += chunk;
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      };
      if (paused) response.pause();
      else response.on('data', read);
      const ended = new Promise<void>((done, fail) => {
        response.on('end', done);
        response.on('error', fail);
        request.on('error', fail);
      });
      ended.catch(() => {});
      resolve({
        status: response.statusCode ?? 0,
        text: () => text,
        heard,
        last: () => last,
        ended,
        hangUp: () => request.destroy(),
        response,
      });
    });
    request.on('error', reject);
  });

export const openLive = async (options: ForumOptions & { limits?: LiveLimits; held?: { version(): number } } = {}) => {
  let live: Live | undefined;
  const { limits, held, ...rest } = options;
  const forum = await openForum({
    ...rest,
    routes: (needs) => {
      const feed = createFeed({ ...needs, timers: realTimers });
      live = createLive({ ...needs, timers: realTimers, feed, log: silentLogger, ...(held ? { held } : {}) }, limits);
      return [...live.routes, ...(rest.routes?.(needs) ?? [])];
    },
  });
  const opened = live;
  if (!opened) throw new Error('no live stream');
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const made = serve({ fetch: forum.server.fetch as never, port: 0, hostname: '127.0.0.1' }, () => resolve(made));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/live`;
  const close = async () => {
    opened.close();
    await new Promise((resolve) => server.close(resolve));
  };
  let closed: Promise<void> | undefined;
  return {
    ...forum,
    live: opened,
    url,
    listen: (headers?: Record<string, string>, paused?: boolean) => listenTo(url, headers, paused),
    close: () => {
      closed ??= close();
      return closed;
    },
    async [Symbol.asyncDispose]() {
      closed ??= close();
      await closed;
      await forum[Symbol.asyncDispose]();
    },
  };
};
