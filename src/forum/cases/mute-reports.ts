// A moderator stops taking reports of a member or of a peer for a time: a measure in the log like others, timed always, told to the
// member, and undone like others.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { actionsWithParts, readAction } from '../moderation/read-action.ts';
import { type RecordedActions, recordActions } from '../moderation/record-actions.ts';
import { reversalOf } from '../moderation/reverse-action.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { measuresOn } from '../policy/measure-rows.ts';
import { reasons, type Subject, subjectText } from '../policy/measures.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };
type Muting = Extract<Subject, { kind: 'member' | 'peer' }>;

export const muteInput = z.object({
  reporter: z.string().max(100).optional().meta({ description: 'The name of a member here.' }),
  peer: z.string().max(255).optional().meta({ description: 'Or another instance of the coalition.' }),
  until: z.iso.datetime().meta({ description: 'At most 90 days from now; a time that is over ends it.' }),
  reason: z.enum(reasons).default('flooding'),
  words: z.string().trim().min(1, 'words: say why.').max(2_000).meta({ description: 'To the member, too.' }),
});
export type MuteInput = z.input<typeof muteInput>;

const memberNamed = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('name', '=', p.name).where('state', '=', 'active'),
);
const peerNamed = query<{ origin: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('origin', '=', p.origin).limit(1),
);

const subjectOf = async (reader: Reader, { reporter, peer }: MuteInput): Promise<Muting> => {
  if ((reporter === undefined) === (peer === undefined))
    throw new Refusal('invalid', 'reporter: name either a reporter or a peer.', { field: 'reporter' });
  if (peer !== undefined) {
    if (!(await reader.get(peerNamed, { origin: peer })))
      throw new Refusal('not-found', 'peer: there is no such peer.');
    return { kind: 'peer', origin: peer };
  }
  const member = await reader.get(memberNamed, { name: reporter ?? '' });
  if (!member) throw new Refusal('not-found', 'reporter: there is no such member.');
  return { kind: 'member', member: member.public_id };
};

const mutesOn = async (reader: Reader, subject: Muting, now: number) =>
  (await measuresOn(reader, [subjectText(subject)], now)).filter(({ kind }) => kind === 'mute');

/** Until when reports of this member (by the opaque id) or peer are not taken; undefined: they are. */
export const mutedUntil = async (reader: Reader, subject: Muting, now: number): Promise<number | undefined> => {
  const ends = (await mutesOn(reader, subject, now)).map(({ until }) => until ?? now);
  return ends.length > 0 ? Math.max(...ends) : undefined;
};

/**
 * Takes the place of a mute that stands; a time that is over ends it.
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid`
 */
export const muteReports =
  (needs: Needs) =>
  async (actor: Actor, input: MuteInput): Promise<RecordedActions> => {
    const muted = await needs.db.write(async (tx): Promise<RecordedActions> => {
      may(actor, { do: 'moderate', can: 'act', scope: 'instance' });
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const until = Date.parse(input.until);
      const subject = await subjectOf(tx, input);
      if (actor.kind === 'member' && subject.kind === 'member' && subject.member === actor.publicId)
        throw new Refusal('forbidden', 'reporter: nobody moderates themselves.', { field: 'reporter' });
      const { reason = 'flooding', words } = input;
      const drafts: ActionDraft[] = [];
      for (const { action } of await mutesOn(tx, subject, now))
        drafts.push(await reversalOf(tx, needs.origin, now, actor, await readAction(tx, action), { words }));
      if (until > now) drafts.push({ by: actor, kind: 'mute', subject, reason, basis: 'own', words, lasts: { until } });
      if (drafts.length === 0) return { actions: [], events: [] };
      const recorded = await recordActions(tx, { ...needs, now }, drafts);
      await appendEvents(tx, recorded.events, now);
      return recorded;
    });
    needs.wake.ring();
    return muted;
  };

/** `name`: of a member here, or a peer. `action`: in the log, by which it is undone. */
export type Muted = {
  kind: 'reporter' | 'peer';
  name: string;
  until: number;
  reason: string;
  words: string;
  at: number;
  action: number;
};

const standing = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .innerJoin('action', 'action.number', 'measure.action')
    .selectAll('action')
    .where('measure.kind', '=', 'mute')
    .where('measure.until_at', '>', p.now)
    .orderBy('measure.until_at')
    .orderBy('measure.action'),
);
const nameOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('name').where('public_id', '=', p.publicId),
);

/** Those that are in force. @throws Refusal `unauthenticated`, `forbidden` */
export const readMutes =
  ({ db: { read }, clock }: Pick<Needs, 'db' | 'clock'>) =>
  async (actor: Actor): Promise<Muted[]> => {
    may(actor, { do: 'moderate', can: 'see-cases', scope: 'instance' });
    const mutes: Muted[] = [];
    for (const { row, person, words } of await actionsWithParts(read, await read.all(standing, { now: clock.now() }))) {
      const member = person && (await read.get(nameOf, { publicId: person.member }));
      const { at, reason, number: action, until_at: until } = row;
      const about = { until: until ?? at, reason, words: words.words, at, action };
      if (row.subject_kind === 'peer') mutes.push({ kind: 'peer', name: row.host, ...about });
      else if (member) mutes.push({ kind: 'reporter', name: member.name, ...about });
    }
    return mutes;
  };
