// An admin announces something, changes what is announced, or takes it back.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { STORABLE, storable } from '../threads/input.ts';
import { type Announcement, deleteAnnouncement, insertAnnouncement, updateAnnouncement } from './announcement-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export const ANNOUNCEMENT_MAX = 2_000;

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const announcementInput = z.object({
  text: z
    .string()
    .trim()
    .min(1, 'write what is to be announced')
    .max(ANNOUNCEMENT_MAX)
    .refine(storable, STORABLE)
    .meta({ description: 'Markdown.' }),
  level: z.enum(['info', 'warning']).default('info'),
  audience: z.enum(['public', 'members']).default('public').meta({ description: 'Who sees it.' }),
  from: time.optional().meta({ description: 'Now, unless said.' }),
  until: time.meta({ description: 'It is shown no longer from then on.' }),
});
export type AnnouncementInput = z.output<typeof announcementInput>;

const written = (input: AnnouncementInput, now: number) => {
  const { text, level, audience, from = now, until } = input;
  if (until <= from) throw new Refusal('invalid', 'until: must be later than from.', { field: 'until' });
  return { text, level, audience, from, until };
};

/** @throws Refusal `unauthenticated`, `forbidden`, `invalid` (until) */
export const announce =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, input: AnnouncementInput, alongside?: Alongside<Announcement>): Promise<Announcement> => {
    const memberId = actor.kind === 'member' ? actor.memberId : null;
    const made = await db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      const at = clock.now();
      const words = written(input, at);
      const [row] = await tx.rows(insertAnnouncement, { ...words, at, memberId });
      const announcement = { id: (row as { id: number }).id, ...words, at };
      await alongside?.(tx, announcement);
      await appendEvent(tx, { kind: 'announcement.changed', at, data: { announcement: announcement.id } });
      return announcement;
    });
    wake.ring();
    return made;
  };

const gone = () => new Refusal('not-found', 'There is no such announcement.');

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` (until) */
export const changeAnnouncement =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, id: number, input: AnnouncementInput): Promise<Announcement> => {
    const changed = await db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      const at = clock.now();
      const [row] = await tx.rows(updateAnnouncement, { id, ...written(input, at) });
      if (!row) throw gone();
      await appendEvent(tx, { kind: 'announcement.changed', at, data: { announcement: id } });
      return row;
    });
    wake.ring();
    return changed;
  };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const takeAnnouncementBack =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, id: number): Promise<void> => {
    await db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      if ((await tx.run(deleteAnnouncement, { id })) === 0) throw gone();
      await appendEvent(tx, { kind: 'announcement.changed', at: clock.now(), data: { announcement: id } });
    });
    wake.ring();
  };
