// Rows of images that entries on planks name: which are here, which are wanted, and who may have them.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

const shared = query<{ digest: string }>()((db, p) =>
  db
    .selectFrom('plank_blob')
    .innerJoin('plank_attachment', 'plank_attachment.digest', 'plank_blob.digest')
    .select('plank_blob.size')
    .where('plank_blob.digest', '=', p.digest)
    .where('plank_blob.state', '=', 'held')
    .limit(1),
);

/** Whether it is here, and an entry on a plank that was not erased names it: only then is it for peers. */
export const findSharedBlob = async (reader: Reader, digest: string): Promise<boolean> =>
  (await reader.get(shared, { digest })) !== undefined;

const due = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('plank_blob')
    .select(['digest', 'origin', 'tries'])
    .where('state', '=', 'wanted')
    .where('next_at', '<=', p.now)
    .orderBy('tries')
    .orderBy('next_at')
    .limit(p.limit),
);
/** Who names it, and as how large. */
const naming = query<{ digest: string }>()((db, p) =>
  db
    .selectFrom('plank_attachment')
    .innerJoin('post', 'post.id', 'plank_attachment.post_id')
    .select(['post.origin', (eb) => eb.fn.max('plank_attachment.size').as('size')])
    .where('plank_attachment.digest', '=', p.digest)
    .groupBy('post.origin')
    .orderBy('post.origin'),
);
const cameSince = query<{ origin: string; since: number }>()((db, p) =>
  db
    .selectFrom('plank_blob')
    .select(sql<number>`cast(coalesce(sum(size), 0) as bigint)`.as('bytes'))
    .where('origin', '=', p.origin)
    .where('here_at', '>', p.since),
);
const wanted = query()((db) =>
  db
    .selectFrom('plank_blob')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'wanted'),
);

export type DueBlob = { digest: string; origin: string; tries: number };

/** Those first that were asked for least: what nobody has holds up nothing new. */
export const dueBlobs = async (reader: Reader, now: number, limit: number): Promise<DueBlob[]> =>
  reader.all(due, { now, limit });
export const namesOfBlob = async (reader: Reader, digest: string): Promise<{ origin: string; size: number }[]> =>
  (await reader.all(naming, { digest })).map(({ origin, size }) => ({ origin, size: Number(size) }));
/** Bytes that came for entries of this origin since then. */
export const bytesSince = async (reader: Reader, origin: string, since: number): Promise<number> =>
  (await reader.get(cameSince, { origin, since }))?.bytes ?? 0;
/** Images of planks that are not here. */
export const countWanted = async (reader: Reader): Promise<number> => (await reader.get(wanted, {}))?.count ?? 0;

type Came = {
  digest: string;
  state: 'held' | 'refused';
  type: string;
  size: number;
  width: number;
  height: number;
  at: number;
};
const came = command<Came>()((db, p) =>
  db
    .updateTable('plank_blob')
    .set({ state: p.state, type: p.type, size: p.size, width: p.width, height: p.height, here_at: p.at })
    .where('digest', '=', p.digest)
    .where('state', '=', 'wanted'),
);
const later = command<{ digest: string; next: number }>()((db, p) =>
  db
    .updateTable('plank_blob')
    .set((eb) => ({ tries: eb('tries', '+', 1), next_at: p.next }))
    .where('digest', '=', p.digest)
    .where('state', '=', 'wanted'),
);

/** Answers false where nobody wants it any more. */
export const noteCame = async (tx: Writer, blob: Came): Promise<boolean> => (await tx.run(came, blob)) > 0;
export const tryLater = async (tx: Writer, digest: string, next: number): Promise<void> => {
  await tx.run(later, { digest, next });
};
