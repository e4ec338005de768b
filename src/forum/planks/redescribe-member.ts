// A member changed their profile: peers who know the old one are told. Who stays on boards is unknown outside, and stays so.
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { currentCoalition } from './facts.ts';
import { describeMember, type PlankNeeds, speak } from './speak.ts';

const spoken = query<{ origin: string; publicId: string }>()((db, p) =>
  db
    .selectFrom('author')
    .innerJoin('member', 'member.public_id', 'author.public_id')
    .select(['member.id', 'member.name', 'member.role'])
    .where('author.origin', '=', p.origin)
    .where('author.public_id', '=', p.publicId)
    .where('member.state', '=', 'active')
    .where('author.seq', '>', 0)
    .whereRef('author.erased_seq', '<', 'author.seq')
    .where((eb) =>
      eb.or([
        eb('author.display_name', '!=', eb.ref('member.display_name')),
        eb('author.bio', '!=', eb.ref('member.bio')),
      ]),
    ),
);

/** Answers whether there was anything to tell. @throws Refusal `forbidden`, `unavailable` (journal or clock) */
export const redescribeMember =
  (needs: PlankNeeds) =>
  async (actor: Actor, publicId: string): Promise<boolean> => {
    const told = await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      const row = await tx.get(spoken, { origin: needs.origin, publicId });
      const coalition = row && (await currentCoalition(tx));
      if (!row || !coalition) return false;
      needs.checkClock();
      const member = {
        kind: 'member',
        memberId: row.id,
        name: row.name,
        role: row.role,
        publicId,
        sessionId: 0,
      } as const;
      await speak(tx, needs, coalition.coalition, (speaker) => describeMember(speaker, tx, needs, member, true));
      return true;
    });
    if (told) needs.wake.ring();
    return told;
  };
