// A member drops a draft.
import { Refusal } from '../../base/errors.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { deleteDraft } from './draft-store.ts';

/** @throws Refusal `unauthenticated`, `not-found` */
export const dropDraft =
  ({ db }: { db: Database }) =>
  async (actor: Actor, name: string): Promise<void> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    if (!(await db.write((tx) => deleteDraft(tx, memberId, name))))
      throw new Refusal('not-found', 'There is no such draft.');
  };
