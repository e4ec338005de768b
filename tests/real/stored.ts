// What an instance has stored, read beside it from a copy of its database, so that several can be compared.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { realChance } from '../../src/base/time.ts';
import { openSqlite } from '../../src/db/open-sqlite.ts';
import { createFactsReader, currentCoalition } from '../../src/forum/planks/facts.ts';
import { refold } from '../../src/forum/planks/refold.ts';
import { viewHash } from '../../src/forum/planks/view-hash.ts';
import type { Instance } from './instance.ts';

type EntryRow = { origin: string; seq: number; hash: string; state: string; content: Buffer | null };

const readOnly = <T>(instance: Instance, read: (db: BetterSqlite3.Database) => T): T => {
  const db = new BetterSqlite3(instance.file, { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
};

/** The end of each epoch of each journal. */
export const headsOf = (instance: Instance): string[] =>
  readOnly(instance, (db) => {
    const rows = db
      .prepare(
        `select j.origin, e.epoch, e.head_seq, e.head_hash from epoch e join journal j on j.id = e.journal_id
         order by j.origin, e.epoch`,
      )
      .all() as { origin: string; epoch: number; head_seq: number; head_hash: string }[];
    return rows.map((row) => `${row.epoch} ${row.head_seq}@${row.origin} ${row.head_hash}`);
  });

/** Every entry of every journal: name, hash, and a digest of the content that is held. */
export const journalsOf = (instance: Instance): string[] =>
  readOnly(instance, (db) => {
    const rows = db
      .prepare(
        `select j.origin, n.seq, n.hash, n.content_state as state, n.content from entry n
         join journal j on j.id = n.journal_id order by j.origin, n.seq`,
      )
      .all() as EntryRow[];
    const digest = (content: Buffer | null) => content && createHash('sha256').update(content).digest('base64url');
    return rows.map((row) => `${row.seq}@${row.origin} ${row.hash} ${row.state} ${digest(row.content)}`);
  });

/** Counts of what should not be there: proofs of forks, halted journals, entries that wait, contents that are missing. */
export const troublesOf = (instance: Instance): Record<string, number> =>
  readOnly(instance, (db) => {
    const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n;
    return {
      forks: count('select count(*) as n from evidence'),
      halted: count('select count(*) as n from journal where halted is not null'),
      waiting: count('select count(*) as n from waiting'),
      missing: count("select count(*) as n from entry where content_state = 'missing'"),
      broken: (db.pragma('integrity_check') as { integrity_check: string }[]).filter((r) => r.integrity_check !== 'ok')
        .length,
    };
  });

export const noTroubles = { forks: 0, halted: 0, waiting: 0, missing: 0, broken: 0 };

/** The hash of the view as it is stored, and as folding the journals anew makes it. */
export const viewsOf = async (instance: Instance): Promise<{ stored: string; rebuilt: string }> => {
  const copy = `${instance.file}.copy`;
  const source = new BetterSqlite3(instance.file, { readonly: true });
  await source.backup(copy);
  source.close();
  const db = await openSqlite({ file: copy });
  try {
    const stored = await viewHash(db.read);
    const coalition = (await currentCoalition(db.read))?.coalition ?? '';
    const facts = createFactsReader({ clock: { now: Date.now }, chance: realChance, origin: instance.origin });
    await db.write(async (tx) => refold(tx, await facts(tx, coalition)));
    return { stored, rebuilt: await viewHash(db.read) };
  } finally {
    await db.close();
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  }
};
