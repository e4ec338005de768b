// Marks a backup as `koinon backup` does: it never goes on in its epoch.
import { openSqlite } from '../../src/db/open-sqlite.ts';
import { BEHIND, haltOwnJournal } from '../../src/journal/journal-store.ts';

export const markRestored = async (file: string, coalition: string): Promise<void> => {
  const db = await openSqlite({ file });
  await db.write((tx) => haltOwnJournal(tx, coalition, BEHIND));
  await db.close();
};
