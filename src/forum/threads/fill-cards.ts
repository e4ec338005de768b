// Cards that a page lacks are made while it is read, and kept for the next reader.
import type { Database } from '../../db/database.ts';
import type { Command } from '../../db/statement.ts';

type CardRow = { id: number; card: string | null };
type MadeCard = { version: number; card: string };
export type KeptCard = MadeCard & { id: number };

/** @param make undefined when the row is gone by now @param keep stores a card, where its row is still of that version */
export const fillCards = async (
  db: Database,
  rows: CardRow[],
  make: (id: number) => Promise<MadeCard | undefined>,
  keep: Command<KeptCard, unknown>,
): Promise<void> => {
  const made: KeptCard[] = [];
  for (const row of rows) {
    if (row.card !== null) continue;
    const card = await make(row.id);
    if (!card) continue;
    row.card = card.card;
    made.push({ id: row.id, ...card });
  }
  if (made.length === 0) return;
  // Nobody waits for it, and a card of an older version is not kept.
  db.write(async (tx) => {
    for (const card of made) await tx.run(keep, card);
  }).catch(() => {});
};
