// The same on PostgreSQL, from the binaries of a development dependency, on the same disk, waiting for it as we do.
import { type PostgresServer, startPostgres } from '../tests/support/postgres-server.ts';
import { startChild } from './child.ts';
import { benchDisk } from './folder.ts';
import type { Place } from './place.ts';
import { benchCatchingUpOnPostgres } from './postgres-catching.ts';
import { copyToPostgres, perform } from './postgres-copy.ts';
import { benchReads } from './reads.ts';
import type { Figure } from './report.ts';
import type { PostgresRowsOptions } from './servers/rows-postgres.ts';
import { benchReplies } from './writes.ts';

const SAID = ', PostgreSQL';
/** A database of this name for one bench. */
const onPostgres = async ({ url: server }: PostgresServer, name: string): Promise<Place> => {
  const system = `${server}/postgres`;
  const url = `${server}/${name}`;
  await perform(system, `create database ${name}`);
  return {
    said: SAID,
    settings: { DATABASE_URL: url },
    targets: false,
    shorter: 3,
    load: (file) => copyToPostgres(file, url),
    async startRows(_folder, replies) {
      await perform(system, `create database ${name}_floor template ${name}`);
      const options: PostgresRowsOptions = { url: `${url}_floor`, ...replies };
      return startChild('rows-postgres', options);
    },
  };
};

export const benchPostgres = async (): Promise<Figure[]> => {
  const server = await startPostgres(benchDisk());
  const figures: Figure[] = [];
  try {
    const parts = [
      async () => benchReplies('board', await onPostgres(server, 'board')),
      async () => benchReplies('plank', await onPostgres(server, 'plank')),
      async () => benchReads(['warm', 'cold'], await onPostgres(server, 'reads')),
      async () => benchCatchingUpOnPostgres(server.url, SAID),
    ];
    for (const part of parts) {
      const made = await part();
      // It takes minutes: what is known is said.
      for (const { what, ours, floor, measured } of made) console.error(`  ${what}: ${ours}; ${floor}; ${measured}`);
      figures.push(...made);
    }
    return figures;
  } finally {
    await server.stop();
  }
};
