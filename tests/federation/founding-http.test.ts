// A founding over real HTTP: a small server mounts the handlers as the instance's door does, and the real client calls.
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, expect, test } from 'vitest';
import { Refusal } from '../../src/base/errors.ts';
import { CHARTER_PATH, fetchCharter, serveCharter } from '../../src/federation/charter-exchange.ts';
import { foundCoalition, signAndSend } from '../../src/federation/found-coalition.ts';
import { FOUNDING_PATH, receiveFounding } from '../../src/federation/founding.ts';
import { spreadFoundings } from '../../src/federation/founding-spread.ts';
import { createClient } from '../../src/federation/net/client.ts';
import { WELL_KNOWN_PATH } from '../../src/federation/well-known.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { type Instance, openInstance, refusalOf, wellKnownOf } from '../forum/charter/founders.ts';
import { proposal } from '../forum/charter/samples.ts';

const client = createClient({ ownUrl: 'http://127.0.0.1', allowPrivate: false });
afterAll(() => client.close());

type Served = Instance & { url: string };

const listen = (app: Hono): Promise<{ server: ServerType; port: number }> =>
  new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve({ server, port }));
  });

const openServed = async (): Promise<Served> => {
  const app = new Hono();
  const { server, port } = await listen(app);
  const url = `http://127.0.0.1:${port}`;
  const house = await openInstance(`127.0.0.1:${port}`, client, url);
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return c.json({ code: error.code, detail: error.message }, error.code === 'forbidden' ? 403 : 409);
  });
  app.get(WELL_KNOWN_PATH, async (c) => c.json(await wellKnownOf(house.needs())));
  app.get(CHARTER_PATH, async (c) => c.json(await serveCharter(house.needs())(Number(c.req.query('since') ?? 0))));
  app.post(FOUNDING_PATH, async (c) => c.json(await receiveFounding(house.needs())(await c.req.json(), '127.0.0.1')));
  return Object.defineProperties(Object.create(house), {
    url: { value: url },
    [Symbol.asyncDispose]: {
      value: async () => {
        await new Promise((resolve) => server.close(resolve));
        await house[Symbol.asyncDispose]();
      },
    },
  });
};

test('three servers found a coalition, and one that loses its database fetches the charter', async () => {
  await using one = await openServed();
  await using two = await openServed();
  await using three = await openServed();
  const { hash, sent } = await foundCoalition(one.needs())(operator, proposal(), [two.url, three.url]);
  expect(sent).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await signAndSend(two.needs())(operator, hash)).state).toBe('draft');
  expect((await signAndSend(three.needs())(operator, hash)).state).toBe('in-force');
  const [version] = await one.versions();
  expect(version).toMatchObject({ coalition: hash, hash });
  for (const house of [two, three]) expect(await house.versions()).toEqual([version]);
  for (const house of [one, two, three]) await spreadFoundings(house.needs())();
  for (const house of [one, two, three]) expect(await spreadFoundings(house.needs())()).toEqual([]);

  const again = await fetchCharter(one.needs())(operator, three.url);
  expect(again).toEqual({ coalition: hash, v: 1, name: 'The Open Table', news: false });
  const late = await refusalOf(foundCoalition(one.needs())(operator, proposal({ name: 'Another' }), []));
  expect(late.code).toBe('conflict');
});

test('what the other side refuses is told in its words', async () => {
  await using one = await openServed();
  await using two = await openServed();
  const early = { ...one.needs(), clock: { now: () => one.clock.now() + 3_600_000 } };
  const { sent } = await foundCoalition(early)(operator, proposal(), [two.url]);
  expect(sent).toEqual([
    {
      to: new URL(two.url).host,
      ok: false,
      why: 'it answered 409: draft: its founding is more than ten minutes ahead of the clock here.',
    },
  ]);
});
