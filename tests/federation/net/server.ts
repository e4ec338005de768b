// A server on loopback that behaves as badly as its handler says.
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

export type TestServer = AsyncDisposable & {
  port: number;
  url: string;
  /** Connections taken so far. */
  connections(): number;
};

const listen = async (server: Server): Promise<TestServer> => {
  const open = new Set<Socket>();
  let taken = 0;
  server.on('connection', (socket: Socket) => {
    taken += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => taken,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const serveHttp = (handler: RequestListener): Promise<TestServer> => listen(createServer(handler));

/** Speaks bytes rather than HTTP. */
export const serveTcp = (handler: (socket: Socket) => void): Promise<TestServer> => listen(createTcpServer(handler));
