// A moderator stops taking reports of a member or of a peer for a time: timed always, and the member is told when they report.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { keepMute, listMutes } from './report-store.ts';
import { memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

const DAY = 86_400_000;
const LONGEST = 90 * DAY;

export const muteInput = z.object({
  reporter: z.string().max(100).optional().meta({ description: 'The name of a member here.' }),
  peer: z.string().max(255).optional().meta({ description: 'Or another instance of the coalition.' }),
  until: z.iso.datetime().meta({ description: 'At most 90 days from now; a time that is over ends it.' }),
  words: z.string().trim().min(1, 'words: say why.').max(2_000),
});
export type MuteInput = z.output<typeof muteInput>;

const memberNamed = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('name', '=', p.name).where('state', '=', 'active'),
);
const peerNamed = query<{ origin: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('origin', '=', p.origin).limit(1),
);

const whoOf = async (
  reader: Reader,
  { reporter, peer }: MuteInput,
): Promise<{ kind: 'reporter' | 'peer'; who: string }> => {
  if ((reporter === undefined) === (peer === undefined))
    throw new Refusal('invalid', 'reporter: name either a reporter or a peer.', { field: 'reporter' });
  if (peer !== undefined) {
    if (!(await reader.get(peerNamed, { origin: peer })))
      throw new Refusal('not-found', 'peer: there is no such peer.');
    return { kind: 'peer', who: peer };
  }
  const member = await reader.get(memberNamed, { name: reporter ?? '' });
  if (!member) throw new Refusal('not-found', 'reporter: there is no such member.');
  return { kind: 'reporter', who: member.public_id };
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` */
export const muteReports =
  (needs: Needs) =>
  async (actor: Actor, input: MuteInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act', scope: 'instance' });
      const now = needs.clock.now();
      const until = Date.parse(input.until);
      if (until > now + LONGEST) throw new Refusal('invalid', 'until: at most 90 days from now.', { field: 'until' });
      const named = await whoOf(tx, input);
      await keepMute(tx, { ...named, until, by: memberIdOf(actor), words: input.words, now });
      await appendEvent(tx, { kind: 'instance.changed', at: now });
    });
    needs.wake.ring();
  };

export type Muted = { kind: 'reporter' | 'peer'; name: string; until: number; words: string; at: number };

/** Those that are in force. @throws Refusal `unauthenticated`, `forbidden` */
export const readMutes =
  ({ db, clock }: Pick<Needs, 'db' | 'clock'>) =>
  async (actor: Actor): Promise<Muted[]> => {
    may(actor, { do: 'moderate', can: 'see-cases', scope: 'instance' });
    return (await listMutes(db.read, clock.now())).map(({ kind, who, until_at, words, at, name }) => ({
      kind,
      name: name ?? who,
      until: until_at,
      words,
      at,
    }));
  };
