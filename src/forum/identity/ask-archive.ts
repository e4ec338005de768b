// A member asks for an archive of everything that they said and that is kept of them. It is made in the background.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { ARCHIVE_PAUSE, type ArchiveView, archivesOf, insertArchive } from './archive-store.ts';
import { newPublicId } from './secret.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake };

/** @throws Refusal `unauthenticated`, `too-many`: one is being made, or was made less than a day ago */
export const askArchive =
  ({ db, clock, chance, wake }: Needs) =>
  async (actor: Actor, alongside?: Alongside<ArchiveView>): Promise<ArchiveView> => {
    const { memberId, publicId: member } = mayAsMember(actor, { do: 'manage-own-account' });
    const publicId = newPublicId(chance);
    const asked = await db.write(async (tx) => {
      await inTurn(tx, 'name');
      const at = clock.now();
      const last = (await tx.all(archivesOf, { memberId })).find(({ state }) => state !== 'failed');
      if (last && last.at + ARCHIVE_PAUSE > at)
        throw new Refusal('too-many', 'One archive a day: see GET /me/exports for the last one.', {
          retryAfter: Math.ceil((last.at + ARCHIVE_PAUSE - at) / 1000),
        });
      if (last?.state === 'waiting') throw new Refusal('too-many', 'One is being made: see GET /me/exports.');
      await tx.run(insertArchive, { publicId, memberId, at });
      const view: ArchiveView = { id: publicId, state: 'waiting', at, readyAt: null, expiresAt: null, size: null };
      await alongside?.(tx, view);
      await appendEvent(tx, { kind: 'archive.changed', at, data: { member } });
      return view;
    });
    wake.ring();
    return asked;
  };
