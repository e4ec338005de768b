// Marks a database as one that may be older than what its instance has said: it never goes on in its epoch, but takes back its
// own entries from peers and opens a new one (protocol.md, Restoring).
import type { Writer } from '../db/database.ts';
import { command } from '../db/statement.ts';
import { BEHIND } from './journal-store.ts';

const haltAll = command<{ why: string }>()((db, p) =>
  db.updateTable('journal').set({ halted: p.why }).where('own', '=', 1),
);
// A charter that was signed but not in force yet may have come into force since: it finds no key to go on with, and is halted.
const dropUnused = command()((db) =>
  db
    .deleteFrom('secret_key')
    .where('purpose', '=', 'operations')
    .where('kid', 'not in', (eb) => eb.selectFrom('epoch').select('kid')),
);

/** Done twice it is the same. */
export const markRestored = async (tx: Writer): Promise<void> => {
  await tx.run(haltAll, { why: BEHIND });
  await tx.run(dropUnused, {});
};
