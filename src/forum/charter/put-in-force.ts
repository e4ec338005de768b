// The last founder has signed: version 1 is in force, with its planks, journals and peers, in the transaction that the last
// word came with. In whatever order words arrive, every instance ends with the same bytes.
import { Refusal } from '../../base/errors.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import type { OpenedEpoch } from '../../journal/epoch-statement.ts';
import { ensureJournal, haltOwnJournal, keepEpoch } from '../../journal/journal-store.ts';
import { createOperationsKeys } from '../../journal/key-store.ts';
import { insertPlace } from '../threads/place-store.ts';
import { certificateOf } from './certificate.ts';
import type { Charter } from './charter.ts';
import { keepVersion, latestVersion } from './charter-store.ts';
import { openKeptMessage } from './founding-message.ts';
import { findFounding, messagesOfFounding, putFoundingState, readKeptDraft } from './founding-store.ts';

const insertPeer = command<{ coalition: string; origin: string; url: string }>()((db, p) =>
  db
    .insertInto('peer')
    .values({
      coalition: p.coalition,
      origin: p.origin,
      url: p.url,
      seen_at: null,
      error: null,
      error_at: null,
      offset_ms: null,
      refused_why: null,
      refused_at: null,
    })
    .onConflict((oc) => oc.columns(['coalition', 'origin']).doNothing()),
);

/** What the own journal says while its key is missing: this database is older than what the instance has said. */
export const RESTORED = 'This database is older than what this instance has said. It opens a new epoch first.';

/** @throws Refusal `conflict` */
export const refuseSecondCoalition = async (reader: Reader, hash: string): Promise<void> => {
  const latest = await latestVersion(reader);
  if (latest && latest.coalition !== hash)
    throw new Refusal('conflict', 'This instance is in a coalition already, and it can be in one at a time.');
};

const addPlanks = async (tx: Writer, coalition: string, { planks }: Charter): Promise<void> => {
  for (const [position, { slug, title, text, audience, since }] of planks.entries()) {
    const at = Date.parse(since);
    await insertPlace(tx, { kind: 'plank', coalition, slug, title, text, visibility: audience, position, at });
  }
};

const addJournals = async (tx: Writer, self: string, coalition: string, epochs: OpenedEpoch[]): Promise<void> => {
  for (const epoch of epochs) {
    const { origin } = epoch.payload;
    const journal = await ensureJournal(tx, coalition, origin, origin === self);
    await keepEpoch(tx, journal.id, epoch);
    if (origin !== self || (await createOperationsKeys().find(tx, epoch.operationsKid))) continue;
    await haltOwnJournal(tx, coalition, RESTORED);
  }
};

/**
 * Does nothing while a word is missing, and nothing where it was done before. Takes words as they are kept: they were checked
 * before. The caller holds the journal's turn, so that of two last words one is the last.
 * @returns whether the charter came into force now
 * @throws Refusal `conflict` when another coalition's charter is in force here
 */
export const putInForce = async (tx: Writer, self: string, hash: string): Promise<boolean> => {
  const founding = await findFounding(tx, hash);
  if (!founding) return false;
  const charter = readKeptDraft(founding);
  const messages = await messagesOfFounding(tx, hash);
  const certificate = certificateOf(charter, messages);
  if (certificate === undefined) return false;

  await refuseSecondCoalition(tx, hash);
  const version = { coalition: hash, v: 1, hash, bytes: founding.bytes, certificate, effective: 0 };
  if (!(await keepVersion(tx, version))) return false;
  await putFoundingState(tx, hash, 'in-force');
  await addPlanks(tx, hash, charter);
  const epochs = charter.constituents.map(({ id }) => openKeptMessage(messages.get(id) ?? '').epoch);
  await addJournals(tx, self, hash, epochs);
  for (const { id, url } of charter.constituents)
    if (id !== self) await tx.run(insertPeer, { coalition: hash, origin: id, url });
  return true;
};
