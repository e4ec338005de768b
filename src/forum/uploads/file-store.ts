// Which files have a name left. One that has none is doomed in a transaction, then taken off the disk, then forgotten: while it
// is doomed nobody can name it again.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

const noted = query<{ limit: number }>()((db, p) =>
  db.selectFrom('file_gone').selectAll().orderBy('digest').limit(p.limit),
);
const isDoomed = query<{ digest: string }>()((db, p) =>
  db.selectFrom('file_gone').select('doomed').where('digest', '=', p.digest).where('doomed', '=', 1),
);
/** One statement, so that it looks at one moment: a post takes an upload's row and names its file in one transaction. */
const named = query<{ digest: string }>()((db, p) =>
  db
    .selectFrom('upload')
    .select(sql<number>`1`.as('there'))
    .where('digest', '=', p.digest)
    .unionAll(db.selectFrom('board_attachment').select(sql<number>`1`.as('there')).where('digest', '=', p.digest))
    .unionAll(db.selectFrom('plank_attachment').select(sql<number>`1`.as('there')).where('digest', '=', p.digest))
    // The instance's logo.
    .unionAll(
      db
        .selectFrom('setting')
        .select(sql<number>`1`.as('there'))
        .where('name', '=', sql.lit('instance.logo'))
        .where('value', '=', p.digest),
    )
    .limit(1),
);
const doom = command<{ digest: string }>()((db, p) =>
  db.updateTable('file_gone').set({ doomed: 1 }).where('digest', '=', p.digest),
);
const forget = command<{ digest: string }>()((db, p) => db.deleteFrom('file_gone').where('digest', '=', p.digest));
const forgetBlob = command<{ digest: string }>()((db, p) => db.deleteFrom('plank_blob').where('digest', '=', p.digest));

export const notedFiles = async (reader: Reader, limit: number): Promise<{ digest: string; doomed: 0 | 1 }[]> =>
  reader.all(noted, { limit });

/** Whether the file is being taken off the disk just now. */
export const isDoomedFile = async (reader: Reader, digest: string): Promise<boolean> =>
  (await reader.get(isDoomed, { digest })) !== undefined;

export const isNamedFile = async (reader: Reader, digest: string): Promise<boolean> =>
  (await reader.get(named, { digest })) !== undefined;

/** Answers whether it may be taken off the disk. One that has a name is forgotten here, and stays. */
export const doomFile = async (tx: Writer, digest: string): Promise<boolean> => {
  if (await isNamedFile(tx, digest)) {
    await tx.run(forget, { digest });
    return false;
  }
  await tx.run(forgetBlob, { digest });
  return (await tx.run(doom, { digest })) > 0;
};

export const forgetFile = async (tx: Writer, digest: string): Promise<void> => {
  await tx.run(forget, { digest });
};
