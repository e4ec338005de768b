// Starts a server as a process of its own, and asks it how much time of the processor it has used.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Child = {
  url: string;
  /** Milliseconds of the processor since it started, in user code and in the system. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
};

const next = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error('A server of a bench ended.'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(Number(message));
    });
  });

/** @param server a file of `bench/servers`; @param options what it reads with `readOptions` (servers/parent.ts) */
export const startChild = async (server: string, options: object): Promise<Child> => {
  // `npm run bench -- … --cpu-prof`: where does the time go?
  const execArgv = process.argv.includes('--cpu-prof') ? ['--cpu-prof', '--cpu-prof-dir=.cache/bench/profiles'] : [];
  const child = fork(fileURLToPath(new URL(`./servers/${server}.js`, import.meta.url)), { execArgv });
  child.send(options);
  const port = await next(child);
  return {
    url: `http://127.0.0.1:${port}`,
    cpu() {
      const answer = next(child);
      child.send('cpu');
      return answer;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
};
