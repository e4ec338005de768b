// A moderator leaves: what they had claimed is free, and what they noted and decided stays without their name.
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';

type Of = { memberId: number };

const release = command<Of>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({
      state: eb
        .case()
        .when('escalated', '=', 1)
        .then('escalated' as const)
        .else('open' as const)
        .end(),
      queue: 'waiting',
      claimed_by: null,
      claimed_until: null,
      version: eb('version', '+', 1),
    }))
    .where('claimed_by', '=', p.memberId)
    .where('state', '=', 'claimed'),
);
const unclaim = command<Of>()((db, p) =>
  db.updateTable('moderation_case').set({ claimed_by: null }).where('claimed_by', '=', p.memberId),
);
const undecide = command<Of>()((db, p) =>
  db.updateTable('moderation_case').set({ decided_by: null }).where('decided_by', '=', p.memberId),
);
const unname = command<Of>()((db, p) =>
  db.updateTable('case_note').set({ member_id: null }).where('member_id', '=', p.memberId),
);
const unappeal = command<Of>()((db, p) =>
  db.updateTable('appeal').set({ decided_by: null }).where('decided_by', '=', p.memberId),
);
export const releaseOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  for (const one of [release, unclaim, undecide, unname, unappeal]) await tx.run(one, { memberId });
};
