// Looks into an instance's database: members, heads, rows as text.
import type { Reader } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import { firstSeq } from '../../src/journal/envelope.ts';
import { hashOfErasures } from '../../src/journal/erasure-statement.ts';
import { readHave } from '../../src/journal/heads.ts';
import { listEpochs, newestOwnEpoch } from '../../src/journal/journal-store.ts';
import type { OperationsKeys } from '../../src/journal/key-store.ts';

const memberByName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(['id', 'name', 'role', 'public_id']).where('name', '=', p.name),
);

/** Members as a door would have found them by their sessions. */
export const findMembers = async (reader: Reader, names: readonly string[]): Promise<MemberActor[]> => {
  const members: MemberActor[] = [];
  for (const name of names) {
    const row = await reader.get(memberByName, { name });
    if (row)
      members.push({
        ...{ kind: 'member', memberId: row.id, name: row.name, role: row.role },
        ...{ publicId: row.public_id, sessionId: 0 },
      });
  }
  return members;
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
