// Rows of peers: how reaching them went, and what they are known to hold.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { hashOfEntry } from '../../journal/entry-store.ts';
import { firstSeq } from '../../journal/envelope.ts';
import type { Have } from '../../journal/heads.ts';
import { type Epoch, epochsOf, listJournals } from '../../journal/journal-store.ts';

export type PeerRow = Row<'peer'>;

const ofCoalition = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('peer').selectAll().where('coalition', '=', p.coalition).orderBy('origin'),
);
const one = query<{ coalition: string; origin: string }>()((db, p) =>
  db.selectFrom('peer').selectAll().where('coalition', '=', p.coalition).where('origin', '=', p.origin),
);

export const listPeers = async (reader: Reader, coalition: string): Promise<PeerRow[]> =>
  reader.all(ofCoalition, { coalition });

export const findPeer = async (reader: Reader, coalition: string, origin: string): Promise<PeerRow | undefined> =>
  reader.get(one, { coalition, origin });

type Success = { coalition: string; origin: string; at: number; v: number };

const reached = command<Success>()((db, p) =>
  db
    .updateTable('peer')
    .set({
      failures: 0,
      next_at: 0,
      since_at: sql<number>`case when failures > 0 or seen_at is null then cast(${p.at} as bigint) else since_at end`,
      seen_at: p.at,
      error: null,
      error_at: null,
      charter_v: p.v,
    })
    .where('coalition', '=', p.coalition)
    .where('origin', '=', p.origin),
);
const failed = command<{ coalition: string; origin: string; at: number; next: number; why: string }>()((db, p) =>
  db
    .updateTable('peer')
    .set((eb) => ({
      since_at: sql<number>`case when failures = 0 then cast(${p.at} as bigint) else since_at end`,
      failures: eb('failures', '+', 1),
      next_at: p.next,
      error: p.why,
      error_at: p.at,
    }))
    .where('coalition', '=', p.coalition)
    .where('origin', '=', p.origin),
);
const refused = command<{ coalition: string; origin: string; at: number; why: string; count: number }>()((db, p) =>
  db
    .updateTable('peer')
    .set((eb) => ({ refused: eb('refused', '+', p.count), refused_why: p.why, refused_at: p.at }))
    .where('coalition', '=', p.coalition)
    .where('origin', '=', p.origin),
);
const offset = command<{ coalition: string; origin: string; ms: number }>()((db, p) =>
  db.updateTable('peer').set({ offset_ms: p.ms }).where('coalition', '=', p.coalition).where('origin', '=', p.origin),
);

export const noteReached = async (tx: Writer, success: Success): Promise<void> => {
  await tx.run(reached, success);
};

export const noteFailure = async (
  tx: Writer,
  failure: { coalition: string; origin: string; at: number; next: number; why: string },
): Promise<void> => {
  await tx.run(failed, { ...failure, why: failure.why.slice(0, 300) });
};

/** Something that the peer sent was not taken; admins see how often, and the last reason. */
export const noteRefusal = async (
  tx: Writer,
  refusal: { coalition: string; origin: string; at: number; why: string; count: number },
): Promise<void> => {
  await tx.run(refused, { ...refusal, why: refusal.why.slice(0, 300) });
};

export const noteOffset = async (tx: Writer, coalition: string, origin: string, ms: number): Promise<void> => {
  await tx.run(offset, { coalition, origin, ms });
};

type Held = {
  coalition: string;
  peer: string;
  journal: number;
  epoch: number;
  seq: number;
  holes: number;
  at: number;
};

const hold = command<Held>()((db, p) =>
  db
    .insertInto('peer_head')
    .values({
      coalition: p.coalition,
      peer: p.peer,
      journal_id: p.journal,
      epoch: p.epoch,
      seq: p.seq,
      holes: p.holes,
      at: p.at,
    })
    .onConflict((oc) =>
      oc
        .columns(['coalition', 'peer', 'journal_id', 'epoch'])
        .doUpdateSet((eb) => ({
          seq: eb.ref('excluded.seq'),
          holes: eb.ref('excluded.holes'),
          at: eb.ref('excluded.at'),
        }))
        .where((eb) =>
          eb.or([
            eb('peer_head.seq', '!=', eb.ref('excluded.seq')),
            eb('peer_head.holes', '!=', eb.ref('excluded.holes')),
          ]),
        ),
    ),
);
const lack = command<{ coalition: string; origin: string; missing: number }>()((db, p) =>
  db
    .updateTable('peer')
    .set({ missing: p.missing })
    .where('coalition', '=', p.coalition)
    .where('origin', '=', p.origin)
    .where('missing', '!=', p.missing),
);
/** A counter beside the table: whoever shows who holds what reads it alone to see whether anything changed. */
const bumpHeld = command()((db) =>
  db
    .insertInto('setting')
    .values({ name: 'held', value: '1' })
    .onConflict((oc) =>
      oc.column('name').doUpdateSet({ value: sql<string>`cast(cast(setting.value as bigint) + 1 as text)` }),
    ),
);

/** Entries of an epoch that the peer names and that are not here. What is beyond a fork, or an epoch's end, nobody lacks. */
const lackedIn = (epoch: Epoch, seq: number): number =>
  epoch.forked_seq === null && epoch.end_seq === null ? Math.max(0, seq - epoch.head_seq) : 0;

/**
 * What a peer says that it has stored durably. A head counts only if its hash is that of our own chain there: a peer cannot
 * claim to hold what it does not know. Runs in a transaction of its own, after what came with it was taken in.
 */
export const notePeerHave = async (
  tx: Writer,
  coalition: string,
  peer: string,
  have: Have,
  at: number,
): Promise<void> => {
  let changed = 0;
  let missing = 0;
  for (const journal of await listJournals(tx, coalition)) {
    const theirs = have[journal.origin];
    if (!theirs) continue;
    for (const epoch of await epochsOf(tx, journal.id)) {
      const head = theirs[epoch.epoch];
      if (!head) continue;
      const [seq, hash, holes] = head;
      missing += lackedIn(epoch, seq);
      if (seq > epoch.head_seq) continue;
      const ours =
        seq === epoch.head_seq
          ? epoch.head_hash
          : seq < firstSeq(epoch.epoch)
            ? epoch.hash
            : await hashOfEntry(tx, journal.id, seq);
      if (ours !== hash) continue;
      changed += await tx.run(hold, { coalition, peer, journal: journal.id, epoch: epoch.epoch, seq, holes, at });
    }
  }
  await tx.run(lack, { coalition, origin: peer, missing: Math.min(missing, Number.MAX_SAFE_INTEGER) });
  if (changed > 0) await tx.run(bumpHeld, {});
};
