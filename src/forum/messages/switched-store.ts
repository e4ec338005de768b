// How people come in at the peers: the last that each of them said when that changed.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

const PREFIX = 'peer.registration.';

/** `at`: when the peer said so (ISO 8601, UTC, milliseconds). */
export type Switched = { mode: string; why: string; at: string };

const all = query()((db) => db.selectFrom('setting').selectAll().where('name', 'like', `${PREFIX}%`));
const one = query<{ name: string }>()((db, p) => db.selectFrom('setting').select('value').where('name', '=', p.name));
const put = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

/** By the peer's origin. */
export const readSwitched = async (reader: Reader): Promise<ReadonlyMap<string, Switched>> =>
  new Map((await reader.all(all, {})).map(({ name, value }) => [name.slice(PREFIX.length), JSON.parse(value)]));

/** @returns whether it is news: what was said later has come already, else */
export const keepSwitched = async (tx: Writer, peer: string, switched: Switched): Promise<boolean> => {
  const name = PREFIX + peer;
  const before = await tx.get(one, { name });
  if (before && (JSON.parse(before.value) as Switched).at >= switched.at) return false;
  await tx.run(put, { name, value: JSON.stringify(switched) });
  return true;
};
