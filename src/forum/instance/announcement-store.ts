// Announcements: what admins tell everybody, or all members, for a time.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

/** Times in epoch milliseconds. */
export type Announcement = {
  id: number;
  /** Markdown. */
  text: string;
  level: Row<'announcement'>['level'];
  audience: Row<'announcement'>['audience'];
  from: number;
  until: number;
  at: number;
};

const shown = ['id', 'text', 'level', 'audience', 'from_at as from', 'until_at as until', 'at'] as const;

const notOver = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('announcement')
    .select(shown)
    .where('until_at', '>', p.now)
    .orderBy('until_at')
    .orderBy('id', 'desc')
    .limit(200),
);
/** `before`: the id of the last one on the page before. */
export const everyAnnouncement = query<{ before: number; limit: number }>()((db, p) =>
  db.selectFrom('announcement').select(shown).where('id', '<', p.before).orderBy('id', 'desc').limit(p.limit),
);
export const announcementById = query<{ id: number }>()((db, p) =>
  db.selectFrom('announcement').select(shown).where('id', '=', p.id),
);

/** Those that last now, and those that will. */
export const announcementsAhead = async (reader: Reader, now: number): Promise<Announcement[]> =>
  reader.all(notOver, { now });

type Written = Omit<Announcement, 'id' | 'at'>;

export const insertAnnouncement = command<Written & { at: number; memberId: number | null }>()((db, p) =>
  db
    .insertInto('announcement')
    .values({
      text: p.text,
      level: p.level,
      audience: p.audience,
      from_at: p.from,
      until_at: p.until,
      at: p.at,
      member_id: p.memberId,
    })
    .returning('id'),
);
export const updateAnnouncement = command<Written & { id: number }>()((db, p) =>
  db
    .updateTable('announcement')
    .set({ text: p.text, level: p.level, audience: p.audience, from_at: p.from, until_at: p.until })
    .where('id', '=', p.id)
    .returning(shown),
);
export const deleteAnnouncement = command<{ id: number }>()((db, p) =>
  db.deleteFrom('announcement').where('id', '=', p.id),
);

const disown = command<{ memberId: number }>()((db, p) =>
  db.updateTable('announcement').set({ member_id: null }).where('member_id', '=', p.memberId),
);
const ofMember = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('announcement').select(shown).where('member_id', '=', p.memberId).orderBy('id'),
);

/** They are the instance's words, and stay. */
export const forgetAnnouncementsOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(disown, { memberId });
};

export const exportAnnouncementsOfMember = async (reader: Reader, memberId: number) => ({
  announcements: await reader.all(ofMember, { memberId }),
});
