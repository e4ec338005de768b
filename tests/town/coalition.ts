// A coalition that was founded before the town begins: keys, version 1 of its charter, planks, journals, peers, members.
// Written as rows once for each size and kept as files: what a town starts from is a copy.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Writer } from '../../src/db/database.ts';
import { openSqlite } from '../../src/db/open-sqlite.ts';
import { command } from '../../src/db/statement.ts';
import { type Charter, charterBytes, charterHash } from '../../src/forum/charter/charter.ts';
import { keepVersion } from '../../src/forum/charter/charter-store.ts';
import { addMember } from '../../src/forum/identity/member-store.ts';
import { insertPlace } from '../../src/forum/threads/place-store.ts';
import { openEpoch, sealEpoch } from '../../src/journal/epoch-statement.ts';
import { ensureJournal, keepEpoch } from '../../src/journal/journal-store.ts';
import { keepOperationsKey } from '../../src/journal/key-store.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { scratchFolder } from '../support/scratch.ts';
import { newYear, seededChance } from '../support/time.ts';

export const planks = ['self-determination', 'open-elections'] as const;
export const memberNames = ['ada', 'ben'] as const;
const letters = 'abcdefgh';

/** `a.example`, `b.example`, … */
export const originOf = (index: number): string => `${letters[index]}.example`;

export type Constituent = { origin: string; governance: SigningKey; operations: SigningKey; statement: string };
export type Coalition = {
  id: string;
  charter: Charter;
  constituents: Constituent[];
  /** Where the founded database of each is kept, ready to be copied. */
  files: string[];
};

const at = new Date(newYear).toISOString();
const keyOf = (name: string) => createSigningKey(seededChance(name).bytes(32));

const charterOf = (origins: string[], governance: SigningKey[]): Charter => ({
  type: 'charter',
  v: 1,
  coalition: '',
  prev: '',
  name: 'The town',
  constituents: origins.map((id, i) => ({
    id,
    url: `https://${id}`,
    name: id,
    gov: (governance[i] as SigningKey).publicJwk,
    since: at,
    voting: true,
  })),
  planks: planks.map((slug) => ({
    slug,
    title: slug,
    text: slug,
    audience: 'public' as const,
    since: at,
    termStart: at,
    termDays: 30,
  })),
  rules: { admit: [2, 3], expel: [2, 3], plank: [2, 3], amend: [3, 4], noticeHours: 72, reviewBy: at },
  cuts: {},
});

const insertPeer = command<{ coalition: string; origin: string; url: string }>()((db, p) =>
  db.insertInto('peer').values({
    coalition: p.coalition,
    origin: p.origin,
    url: p.url,
    seen_at: null,
    error: null,
    error_at: null,
    offset_ms: null,
    refused_why: null,
    refused_at: null,
  }),
);

const writeRows = async (tx: Writer, coalition: Omit<Coalition, 'files'>, self: Constituent): Promise<void> => {
  const { id, charter, constituents } = coalition;
  await keepVersion(tx, { coalition: id, v: 1, hash: id, bytes: charterBytes(charter), certificate: '', effective: 0 });
  for (const [position, { slug, title, text }] of charter.planks.entries())
    await insertPlace(tx, {
      ...{ kind: 'plank', coalition: id, slug, title, text, visibility: 'public', position, at: newYear },
    });
  await keepOperationsKey(tx, self.operations, { now: () => newYear });
  for (const { origin, statement } of constituents) {
    const journal = await ensureJournal(tx, id, origin, origin === self.origin);
    const opened = openEpoch(statement);
    if (!opened.ok) throw new Error(opened.fault);
    await keepEpoch(tx, journal.id, opened);
    if (origin !== self.origin) await tx.run(insertPeer, { coalition: id, origin, url: `https://${origin}` });
  }
  const chance = seededChance(`members of ${self.origin}`);
  for (const name of memberNames)
    await addMember(tx, chance, { name, displayName: name, passwordHash: '-', role: 'member', at: newYear });
};

const found = async (size: number): Promise<Coalition> => {
  const origins = Array.from({ length: size }, (_, i) => originOf(i));
  const charter = charterOf(
    origins,
    origins.map((origin) => keyOf(`governance of ${origin}`)),
  );
  const id = charterHash(charterBytes(charter));
  const constituents = origins.map((origin): Constituent => {
    const governance = keyOf(`governance of ${origin}`);
    const operations = keyOf(`operations of ${origin}`);
    const { statement } = sealEpoch(
      { v: 1, coalition: id, origin, epoch: 1, key: operations.publicJwk, after: [0, 0, ''], final: false, at },
      governance,
    );
    return { origin, governance, operations, statement };
  });
  const coalition = { id, charter, constituents };
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-coalition-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const empty = join(folder, 'empty.db');
  await (await openSqlite({ file: empty })).close();
  const files: string[] = [];
  for (const self of constituents) {
    const file = join(folder, `${self.origin}.db`);
    copyFileSync(empty, file);
    const db = await openSqlite({ file });
    await db.write((tx) => writeRows(tx, coalition, self));
    await db.close();
    files.push(file);
  }
  return { ...coalition, files };
};

const foundations = new Map<number, Promise<Coalition>>();

/** A coalition of so many. The same for every town of that size. */
export const foundedCoalition = (size: number): Promise<Coalition> => {
  const known = foundations.get(size) ?? found(size);
  foundations.set(size, known);
  return known;
};
