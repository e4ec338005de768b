// Ports in a row for instances of one test, so that runs side by side never meet.
import { createServer, type Server } from 'node:net';

const HOST = '127.0.0.1';
/** Below the range that systems take for outgoing connections. */
const LOWEST = 20_000;
const BLOCK = 10;
const BLOCKS = 1_200;

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, HOST, () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

export type Ports = AsyncDisposable & { readonly first: number };

/** At most 9. The port before the first is held until disposed: whoever asks meanwhile gets others. */
export const reservePorts = async (count: number): Promise<Ports> => {
  for (let tries = 0; tries < BLOCKS; tries++) {
    const block = LOWEST + BLOCK * ((process.pid * 7 + tries * 31 + Number(process.hrtime.bigint() % 997n)) % BLOCKS);
    const guard = await listen(block);
    if (!guard) continue;
    const probes = await Promise.all(Array.from({ length: count }, (_, i) => listen(block + 1 + i)));
    await Promise.all(probes.map((probe) => probe && close(probe)));
    if (probes.every((probe) => probe !== undefined))
      return { first: block + 1, [Symbol.asyncDispose]: () => close(guard) };
    await close(guard);
  }
  throw new Error('No free ports.');
};
