// Looks into an instance's database: members, heads, rows as text.
import { Refusal } from '../../src/base/errors.ts';
import type { Reader } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import { parseDuties } from '../../src/forum/policy/duties.ts';
import { parseStanding } from '../../src/forum/policy/measures.ts';
import { firstSeq } from '../../src/journal/envelope.ts';
import { hashOfErasures } from '../../src/journal/erasure-statement.ts';
import { readHave } from '../../src/journal/heads.ts';
import { listEpochs, newestOwnEpoch } from '../../src/journal/journal-store.ts';
import type { OperationsKeys } from '../../src/journal/key-store.ts';

const memberById = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('id', '=', p.id),
);
const memberByName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(['id', 'name', 'role', 'public_id', 'standing', 'duties']).where('name', '=', p.name),
);

/** The opaque id of a member, who may have left: those of the foundation are numbered from 1. */
export const publicIdOf = async (reader: Reader, member: number): Promise<string> =>
  (await reader.get(memberById, { id: member + 1 }))?.public_id ?? '';

/** A member as a door would find them by their session, at that time. @throws Refusal `unauthenticated` */
export const memberNow = async (reader: Reader, name: string, now: number): Promise<MemberActor> => {
  const row = await reader.get(memberByName, { name });
  if (!row) throw new Refusal('unauthenticated', `${name} has left.`);
  const { id: memberId, role, public_id: publicId } = row;
  const [standing, duties] = [parseStanding(row.standing, now), parseDuties(row.duties)];
  return {
    ...{ kind: 'member', memberId, name, role, publicId, sessionId: 0 },
    ...(standing && { standing }),
    ...(duties && { duties }),
  };
};

/** Whether peers take no call of it: they know a later epoch under its name, whose key another house has. */
export const isLockedOut = async (reader: Reader, keys: OperationsKeys, coalition: string): Promise<boolean> => {
  const newest = await newestOwnEpoch(reader, coalition);
  return !newest || (await keys.find(reader, newest.kid)) === undefined;
};

/** What an instance holds, in short: equal texts, equal journals, forks, ends and erasures. */
export const standing = async (reader: Reader, coalition: string): Promise<string> => {
  const have = await readHave(reader, coalition);
  const epochs = (await listEpochs(reader, coalition)).map((epoch) => {
    const { origin, epoch: number, forked_seq, end_seq, end_hash } = epoch;
    // Of two statements for one epoch each keeps the first that it heard: nothing of that epoch counts.
    const empty = forked_seq === firstSeq(number) || end_seq === firstSeq(number) - 1;
    if (empty) delete have[origin]?.[number];
    return empty ? [origin, number] : [origin, number, epoch.hash, forked_seq, end_seq, end_hash];
  });
  return JSON.stringify([have, epochs, await hashOfErasures(reader, coalition)], null, 1);
};
