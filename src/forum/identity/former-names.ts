// Names of members who left. Nobody gets one again: it would look as if they had said what others remember. What is kept is a
// hash with a salt of this instance, so that the name itself is in no row any more.

import { Refusal } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import type { Chance } from '../../base/time.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { newSecret } from './secret.ts';

const SALT = 'former-names.salt';

const salt = query()((db) => db.selectFrom('setting').select('value').where('name', '=', SALT));
const keepSalt = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: SALT, value: p.value })
    .onConflict((oc) => oc.column('name').doNothing()),
);
const insert = command<{ hash: string }>()((db, p) =>
  db
    .insertInto('former_name')
    .values({ hash: p.hash })
    .onConflict((oc) => oc.column('hash').doNothing()),
);
const one = query<{ hash: string }>()((db, p) =>
  db.selectFrom('former_name').select('hash').where('hash', '=', p.hash),
);

const hashOf = async (reader: Reader, name: string): Promise<string | undefined> => {
  const known = await reader.get(salt, {});
  return known && sha256(`${known.value} ${name}`);
};

export const keepFormerName = async (tx: Writer, chance: Chance, name: string): Promise<void> => {
  await tx.run(keepSalt, { value: newSecret(chance) });
  const hash = await hashOf(tx, name);
  if (hash !== undefined) await tx.run(insert, { hash });
};

/** @throws Refusal `conflict` on `name` */
export const refuseFormer = async (reader: Reader, name: string): Promise<void> => {
  const hash = await hashOf(reader, name);
  if (hash !== undefined && (await reader.get(one, { hash })))
    throw new Refusal('conflict', 'name: somebody had this name and left; nobody gets it again.', { field: 'name' });
};
