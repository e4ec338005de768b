// What is left of an instance's folder after a loss: is the database whole, is the journal one chain, what is missing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { checkEnvelope, openEnvelope } from '../../src/journal/envelope.ts';
import { importSigningKey, verifyingKey } from '../../src/journal/keys.ts';

/** What somebody was told, by a 201, by a command that ended, or by reading it. */
export type Told =
  | { kind: 'account' }
  | { kind: 'charter' }
  | { kind: 'post'; thread: string; name: string; body: string };

type EpochRow = { journal_id: number; epoch: number; hash: string; key: string; head_seq: number; head_hash: string };
type EntryRow = { seq: number; hash: string; envelope: string };

/** What breaks the own journal: an envelope that does not follow from the one before, or that its key did not sign. */
const faultsInJournal = (db: BetterSqlite3.Database): string[] => {
  const faults: string[] = [];
  const epochs = db.prepare('select * from epoch').all() as EpochRow[];
  for (const { journal_id, epoch, hash, key, head_seq, head_hash } of epochs) {
    const entries = db
      .prepare('select seq, hash, envelope from entry where journal_id = ? and epoch = ? order by seq')
      .all(journal_id, epoch) as EntryRow[];
    let before = { seq: (epoch - 1) * 1e9, hash };
    for (const entry of entries) {
      const opened = openEnvelope(entry.envelope);
      const follows = opened.ok && opened.payload.seq === before.seq + 1 && opened.payload.prev === before.hash;
      if (!follows || !checkEnvelope(opened, verifyingKey(JSON.parse(key))))
        faults.push(`entry ${entry.seq} is broken`);
      before = entry;
    }
    if (before.seq !== head_seq || (entries.length > 0 && before.hash !== head_hash))
      faults.push(`the journal says that it ends at ${head_seq}, but it ends at ${before.seq}`);
  }
  return faults;
};

const faultsOf = (db: BetterSqlite3.Database, folder: string, told: Told): string[] => {
  const count = (sql: string, ...values: unknown[]) => (db.prepare(sql).get(...values) as { n: number }).n;
  switch (told.kind) {
    case 'account':
      return count("select count(*) as n from member where role = 'admin'") === 1 ? [] : ['the admin is gone'];
    case 'charter': {
      const key = join(folder, 'governance.jwk');
      const faults = count('select count(*) as n from charter_version') === 1 ? [] : ['the charter is gone'];
      if (!existsSync(key)) return [...faults, 'the governance key is gone'];
      importSigningKey(readFileSync(key, 'utf8'));
      return faults;
    }
    case 'post': {
      const { name, body } = told;
      const [seq = '', origin = ''] = name.replace(/^b/, '').split('@');
      const where = 'where origin = ? and seq = ?';
      const faults: string[] = [];
      if (count(`select count(*) as n from post ${where} and body = ?`, origin, Number(seq), body) !== 1)
        faults.push(`post ${name} is gone`);
      const entries = `select count(*) as n from entry join journal on journal.id = journal_id ${where} and content is not null`;
      if (origin !== '' && count(entries, origin, Number(seq)) !== 1) faults.push(`the entry of ${name} is gone`);
      return faults;
    }
  }
};

/** What is wrong with what is left, given what had been told. */
export const faultsInFolder = (folder: string, told: readonly Told[]): string[] => {
  const db = new BetterSqlite3(join(folder, 'koinon.sqlite'));
  try {
    const faults = (db.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((found) => found !== 'ok');
    const tables = db.prepare("select count(*) as n from sqlite_master where type = 'table'").get() as { n: number };
    if (tables.n === 0) return told.length === 0 ? faults : [...faults, 'the database is empty'];
    return [...faults, ...faultsInJournal(db), ...told.flatMap((one) => faultsOf(db, folder, one))];
  } finally {
    db.close();
  }
};
