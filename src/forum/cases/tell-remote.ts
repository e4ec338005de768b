// Members of other instances are told of measures about them, through their home: follows what was decided, with a cursor of its
// own, so that each is told once.
import { nameOfPost, parsePostName } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import { readCursor, saveCursor } from '../../events/event-store.ts';
import { followPlainly } from '../../events/follow.ts';
import type { Wake } from '../../events/wake.ts';
import { readAppealReviewer } from '../instance/settings.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import { findAction } from '../moderation/action-store.ts';
import { type Action, actionsWithParts, readAction } from '../moderation/read-action.ts';
import type { Person } from '../moderation/resolve-subject.ts';
import { hasEffect, isReversed, reachOf } from '../moderation/reversed.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { isAlone } from './appeal.ts';
import { whoDecided } from './who-decided.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const CURSOR = 'remote-notices';
/** What a member of another instance is told of: all that shows their words differently here, or not at all. */
const TOLD = new Set(['label', 'collapse', 'hide', 'hold', 'purge', 'close', 'slow', 'limit', 'hold-posts', 'unheard']);

const postOf = ({ row }: Action): string | undefined => {
  const [kind, name = ''] = row.subject.split(' ');
  const key = kind === 'post' || kind === 'thread' ? parsePostName(name) : undefined;
  return key && key.origin !== '' ? nameOfPost(key) : undefined;
};

/** Where nobody but whoever took it could decide an appeal, that is said beforehand, with whom the instance names for it. */
const whoDecides = async (
  tx: Writer,
  { row, actor }: Action,
  person: Person,
  { now }: { now: number },
): Promise<{ alone?: true; reviewer?: string }> => {
  const deciders = await whoDecided(tx, { actor: actor?.member ?? row.role, action: row.number });
  const whose = { scope: row.scope, deciders, appellant: person.member, now };
  if (!(await isAlone(tx, whose))) return {};
  const reviewer = await readAppealReviewer(tx);
  return { alone: true, ...(reviewer === '' ? {} : { reviewer }) };
};

const tell = async (
  tx: Writer,
  needs: { chance: Chance; origin: string; now: number; coalition: string },
  action: Action,
  state: 'taken' | 'ended',
): Promise<number> => {
  const { row, person, words } = action;
  if (!person || person.origin === needs.origin || !TOLD.has(row.kind)) return 0;
  const post = postOf(action);
  await queueMessage(tx, {
    ...{ coalition: needs.coalition, peer: person.origin, now: needs.now },
    id: newMessageId(needs.chance),
    kind: 'notice.to-member',
    content: {
      action: row.hash,
      member: person.member,
      ...(post === undefined ? {} : { post }),
      measure: row.kind,
      scope: row.scope,
      reason: row.reason,
      ...(row.rule === '' ? {} : { rule: row.rule }),
      basis: row.basis,
      words: words.words,
      until: row.until_at === null ? null : new Date(row.until_at).toISOString(),
      state,
      ...(state === 'taken' ? await whoDecides(tx, action, person, needs) : {}),
    },
  });
  return 1;
};

/** The actions from `first` to `last`; of reversals, what they undid, or what stands again. */
const tellAll = async (tx: Writer, needs: Parameters<typeof tell>[1], first: number, last: number): Promise<number> => {
  let told = 0;
  const { now } = needs;
  for (let number = first; number <= last; number++) {
    const row = await findAction(tx, number);
    if (!row) continue;
    if (row.kind !== 'reversal') {
      told += await tell(tx, needs, await readAction(tx, number), 'taken');
      continue;
    }
    for (const action of await actionsWithParts(tx, await reachOf(tx, row))) {
      if (!(await hasEffect(tx, action.row, now)) || (action.row.until_at ?? now + 1) <= now) continue;
      told += await tell(tx, needs, action, (await isReversed(tx, action.row, now)) ? 'ended' : 'taken');
    }
  }
  return told;
};

/** Settles when `signal` is aborted. In one process at a time. */
export const tellRemote =
  (needs: Needs) =>
  async (actor: Actor, signal: AbortSignal): Promise<void> => {
    may(actor, { do: 'moderate', can: 'act', scope: 'instance' });
    const { db, wake } = needs;
    const from = (await readCursor(db.read, CURSOR)) ?? 0;
    let stands = from;
    await followPlainly({
      ...{ db, wake, from, signal },
      async onBatch(events) {
        const last = events.at(-1)?.id ?? stands;
        const taken = events.filter(({ kind }) => kind === 'action.taken');
        if (taken.length === 0 && last < stands + 500) return;
        stands = last;
        const told = await db.write(async (tx) => {
          let count = 0;
          const coalition = (await currentCoalition(tx))?.coalition;
          const now = needs.clock.now();
          if (coalition !== undefined)
            for (const { data } of taken) {
              const range: { first?: unknown; last?: unknown } = JSON.parse(data);
              count += await tellAll(tx, { ...needs, now, coalition }, Number(range.first), Number(range.last));
            }
          await saveCursor(tx, CURSOR, last);
          if (count > 0) await appendEvent(tx, { kind: 'message.queued', at: now });
          return count;
        });
        if (told > 0) wake.ring();
      },
    });
  };
