// What every act on a plank shares: entries of the own journal, applied in the transaction that appends them, by the same
// functions as everybody else's.

import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { appendEntry, type StoredEntry } from '../../journal/append.ts';
import { type SealedContent, sealContent } from '../../journal/content.ts';
import type { OperationsKeys } from '../../journal/key-store.ts';
import { SALT_BYTES } from '../../journal/limits.ts';
import type { RecordType, Ref } from '../../journal/records.ts';
import type { MemberActor } from '../policy/actor.ts';
import type { PutAside, Screen, Written } from '../policy/screen.ts';
import { NOTICE_SAID } from '../threads/input.ts';
import { applyEntries, finishFold } from './apply/apply-entries.ts';
import { createFold, type Fold } from './apply/fold.ts';
import { anyWaiting } from './apply/waiting-store.ts';
import type { FactsReader } from './facts.ts';

export type PlankNeeds = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  /** The origin of this instance. */
  origin: string;
  keys: OperationsKeys;
  facts: FactsReader;
  /** Throws `unavailable` while this instance's clock cannot be trusted (protocol.md, Journals). */
  checkClock: () => void;
  /** Whether what was written may appear at once: what may not is no entry. */
  screen?: Screen | undefined;
};

/** Seals what can be unsaid. Before the transaction: it hashes. */
export const seal = (needs: { chance: Chance }, fields: object): SealedContent =>
  sealContent(fields, needs.chance.bytes(SALT_BYTES));

export type Speaker = {
  say<T extends RecordType>(type: T, ref: Ref<T>, content: SealedContent | null): Promise<StoredEntry>;
};

/** Runs `words` with a speaker for the own journal, then applies what was said and tells of it. */
export const speak = async <T>(
  tx: Writer,
  needs: PlankNeeds,
  coalition: string,
  words: (speaker: Speaker, fold: Fold) => Promise<T>,
): Promise<T> => {
  // Before anything is read: what others store meanwhile may wait for what is said here.
  await inTurn(tx, 'journal');
  const facts = await needs.facts(tx, coalition);
  const fold = createFold(tx, facts, await anyWaiting(tx));
  const speaker: Speaker = {
    async say(type, ref, content) {
      const entry = await appendEntry(tx, needs.keys, { coalition, type, ref, content, now: facts.now });
      await applyEntries(fold, [entry]);
      return entry;
    },
  };
  const said = await words(speaker, fold);
  await finishFold(fold);
  await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [needs.origin] } });
  return said;
};

const described = query<{ origin: string; publicId: string; member: number }>()((db, p) =>
  db
    .selectFrom('member')
    .leftJoin('author', (join) => join.on('author.origin', '=', p.origin).on('author.public_id', '=', p.publicId))
    .select([
      'member.name',
      'member.display_name',
      'member.bio',
      'member.acknowledged_at',
      'author.id as author',
      'author.name as said_name',
      'author.display_name as said_display',
      'author.bio as said_bio',
    ])
    .where('member.id', '=', p.member)
    .where('member.state', '=', 'active'),
);

/** The member as this instance knows it and as its journal says. Who stays on boards is unknown outside. */
export const readDescribed = async (reader: Reader, needs: PlankNeeds, member: MemberActor) =>
  reader.get(described, { origin: needs.origin, publicId: member.publicId, member: member.memberId });

const mustAcknowledge = () =>
  new Refusal(
    'unacknowledged',
    said`acknowledged: must be true with a first post on a plank, unless PUT /me/acknowledgement was called: "${NOTICE_SAID}"`,
    { field: 'acknowledged' },
  );

/** What does not appear at once; nobody gets that far who has not acknowledged what a plank is. @throws Refusal `unacknowledged` */
export const screenOnPlank = async (tx: Writer, needs: PlankNeeds, written: Written): Promise<PutAside | undefined> => {
  const aside = await needs.screen?.(tx, written);
  if (!aside || written.acknowledged === true) return aside;
  const row = await readDescribed(tx, needs, written.member);
  if (row?.author === null && row.acknowledged_at === null) throw mustAcknowledge();
  return aside;
};

/**
 * Says who the member is, before the first post on a plank and after a change; nothing where peers know it.
 * @param acknowledged whether the member knows what a plank is; asked of whoever has never spoken on one
 * @throws Refusal `unacknowledged`
 * @returns the member as their journal says from now on; undefined where there is none
 */
export const describeMember = async (
  speaker: Speaker,
  tx: Writer,
  needs: PlankNeeds,
  member: MemberActor,
  acknowledged: boolean,
): Promise<Awaited<ReturnType<typeof readDescribed>>> => {
  const row = await readDescribed(tx, needs, member);
  if (!row) return undefined;
  if (row.author === null && row.acknowledged_at === null && !acknowledged) throw mustAcknowledge();
  if (row.said_name === row.name && row.said_display === row.display_name && row.said_bio === row.bio) return row;
  const content = seal(needs, { name: row.name, displayName: row.display_name, bio: row.bio });
  await speaker.say('member.described', { member: member.publicId }, content);
  return row;
};
