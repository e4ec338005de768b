// Who may read the log, by the settings: everybody, unless an admin decided otherwise.
import { Refusal } from '../../base/errors.ts';
import type { Reader } from '../../db/database.ts';
import { readModlogAudience } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

/** @throws Refusal `unauthenticated`, `forbidden` */
export const checkModlog = async (reader: Reader, actor: Actor): Promise<void> => {
  const audience = await readModlogAudience(reader);
  if (audience === 'members' && actor.kind === 'visitor') throw new Refusal('unauthenticated', 'Sign in first.');
  if (audience === 'moderators') may(actor, { do: 'moderate', can: 'see-cases' });
};
