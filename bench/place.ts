// Which database is measured, and what stands beside it as the floor of replies.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import type { Replied } from './copy-reply.ts';
import type { RowsOptions } from './servers/rows.ts';

export type Place = {
  /** Said behind each figure. */
  said: string;
  /** What an instance needs to know besides its folder. */
  settings: Record<string, string>;
  /** Whether its figures have targets. */
  targets: boolean;
  /** Rounds, and requests in each, are fewer by so much. */
  shorter: number;
  /** Takes over what lies in a SQLite file. */
  load(file: string): Promise<void>;
  /** Copies the database of the instance that lay in `folder`, and starts what writes replies there. */
  startRows(folder: string, replies: { origin: string; replied: Replied[] }): Promise<Child>;
};

export const onSqlite: Place = {
  said: '',
  settings: {},
  targets: true,
  shorter: 1,
  async load() {},
  startRows(folder, replies) {
    const file = join(folder, 'floor.sqlite');
    copyFileSync(join(folder, 'koinon.sqlite'), file);
    const options: RowsOptions = { file, ...replies };
    return startChild('rows', options);
  },
};
