// A coalition that was founded before the town begins, by the verbs that found one: keys, version 1 of its charter, planks,
// journals, peers; and members. Made once for each size and kept as files: what a town starts from is a copy.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from '../../src/db/open-sqlite.ts';
import { createWake } from '../../src/events/wake.ts';
import type { Charter } from '../../src/forum/charter/charter.ts';
import { checkDelivery } from '../../src/forum/charter/founding-delivery.ts';
import { draftCharter, type Proposal } from '../../src/forum/charter/founding-draft.ts';
import { messagesOfFounding } from '../../src/forum/charter/founding-store.ts';
import { proposeFounding } from '../../src/forum/charter/propose-founding.ts';
import { takeInFounding } from '../../src/forum/charter/receive-founding.ts';
import { signFounding } from '../../src/forum/charter/sign-founding.ts';
import { addMember } from '../../src/forum/identity/member-store.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { newestOwnEpoch } from '../../src/journal/journal-store.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { logRoles } from '../support/roles.ts';
import { scratchFolder } from '../support/scratch.ts';
import { newYear, seededChance } from '../support/time.ts';

export const planks = ['self-determination', 'open-elections'] as const;
export const memberNames = ['ada', 'ben'] as const;
/** Of each house: an admin who moderates. */
export const moderator = 'mo';
const letters = 'abcdefgh';

/** `a.example`, `b.example`, … */
export const originOf = (index: number): string => `${letters[index]}.example`;

export type Constituent = { origin: string; governance: SigningKey; operations: SigningKey; statement: string };
export type Coalition = {
  id: string;
  charter: Charter;
  constituents: Constituent[];
  /** The founded database of each, as a file's bytes. */
  files: Buffer[];
};

const proposal: Proposal = {
  name: 'The town',
  planks: planks.map((slug) => ({ slug, title: slug, text: slug, audience: 'public', termDays: 30 })),
  rules: {
    ...{ admit: [2, 3], expel: [2, 3], plank: [2, 3], amend: [3, 4], noticeHours: 72 },
    reviewBy: new Date(newYear + 86_400_000 * 365).toISOString(),
  },
};

type House = { db: SqliteDatabase; origin: string; file: string; governance: SigningKey };

const needsOf = ({ db, origin, governance }: Omit<House, 'file'>) => ({
  ...{ db, origin, wake: createWake(), clock: { now: () => newYear } },
  governance: { key: () => governance },
});

const addMembers = async ({ db, origin, governance }: House): Promise<void> => {
  const chance = seededChance(`members of ${origin}`);
  await db.write(async (tx) => {
    for (const name of [...memberNames, moderator]) {
      const role = name === moderator ? 'admin' : 'member';
      await addMember(tx, chance, { name, displayName: name, passwordHash: '-', role, at: newYear });
    }
  });
  await logRoles({ ...needsOf({ db, origin, governance }), chance });
};

/** The first proposes, all sign, and everybody hears what all said. */
const sign = async (houses: readonly House[], bytes: string): Promise<string> => {
  const [first] = houses;
  if (!first) throw new Error('A coalition has a founder.');
  const { hash } = await proposeFounding(needsOf(first))(operator, bytes);
  const tell = async (house: House, signatures: readonly string[]) => {
    const self = { origin: house.origin, gov: house.governance.publicJwk, now: newYear };
    await takeInFounding(needsOf(house))(operator, checkDelivery({ draft: bytes, signatures }, self));
  };
  const signatures: string[] = [];
  for (const house of houses) {
    if (house !== first) await tell(house, signatures);
    await signFounding(needsOf(house))(operator, hash);
    signatures.push((await messagesOfFounding(house.db.read, hash)).get(house.origin) ?? '');
  }
  for (const house of houses) await tell(house, signatures);
  return hash;
};

const constituentOf = async ({ db, origin, governance }: House, coalition: string): Promise<Constituent> => {
  const epoch = await newestOwnEpoch(db.read, coalition);
  const operations = epoch && (await createOperationsKeys().find(db.read, epoch.kid));
  if (!operations) throw new Error(`${origin} has no journal.`);
  return { origin, governance, operations, statement: epoch.statement };
};

const found = async (size: number): Promise<Coalition> => {
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-coalition-'));
  const empty = join(folder, 'empty.db');
  await (await openSqlite({ file: empty })).close();
  const houses: House[] = [];
  for (let index = 0; index < size; index++) {
    const origin = originOf(index);
    const file = join(folder, `${origin}.db`);
    copyFileSync(empty, file);
    const governance = createSigningKey(seededChance(`governance of ${origin}`).bytes(32));
    houses.push({ db: await openSqlite({ file }), origin, file, governance });
  }
  const founders = houses.map(({ origin: id, governance: { publicJwk: gov } }) => ({
    ...{ id, url: `https://${id}`, name: id, gov },
  }));
  const { charter, bytes } = draftCharter({ ...proposal, founders, now: newYear });
  const id = await sign(houses, bytes);
  const constituents: Constituent[] = [];
  for (const house of houses) {
    await addMembers(house);
    constituents.push(await constituentOf(house, id));
    await house.db.close();
  }
  const files = houses.map(({ file }) => readFileSync(file));
  rmSync(folder, { recursive: true, force: true });
  return { id, charter, constituents, files };
};

/** By size. */
export const foundations = new Map<number, Promise<Coalition>>();

/** A coalition of so many. The same for every town of that size. */
export const foundedCoalition = (size: number): Promise<Coalition> => {
  const known = foundations.get(size) ?? found(size);
  foundations.set(size, known);
  return known;
};
