// Names that stand on planks as members of this instance, though they are no members here: a backup was restored that is older
// than they are, and what they said came back from peers.
import { Refusal } from '../../base/errors.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

const forgotten = query<{ origin: string; name: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('id')
    .where('name', '=', p.name)
    .where('origin', '=', p.origin)
    .where('member_id', 'is', null)
    .limit(1),
);

/**
 * Nobody takes such a name for themselves: it would look as if they had said it all. An admin gives it back to whom it belongs.
 * @param origin of this instance
 * @throws Refusal `conflict` on `name`
 */
export const refuseForgotten = async (reader: Reader, origin: string, name: string): Promise<void> => {
  if (await reader.get(forgotten, { origin, name }))
    throw new Refusal('conflict', 'name: somebody else has spoken on planks under this name. Ask an admin.', {
      field: 'name',
    });
};
