// An admin gives the instance new rules, another privacy text or imprint: a new version, the old ones stay readable.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { TextKind } from '../../db/tables/coming-in.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type InstanceText, insertText, newestText } from './text-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export const TEXT_MAX = 40_000;

/**
 * The same text again makes no new version; `''` takes the text away.
 * @throws Refusal `unauthenticated`, `forbidden`, `invalid` (text), `conflict`: somebody else was faster
 */
export const changeText =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, kind: TextKind, input: string): Promise<InstanceText> => {
    may(actor, { do: 'manage-instance' });
    const text = input.replaceAll('\r\n', '\n').trim();
    if (text.length > TEXT_MAX || /\0|\p{Cs}/u.test(text))
      throw new Refusal('invalid', said`text: use up to ${TEXT_MAX} characters.`, { field: 'text' });
    const memberId = actor.kind === 'member' ? actor.memberId : null;
    const written = await db.write(async (tx) => {
      const before = await tx.get(newestText, { kind });
      if (before?.text === text) return before;
      const at = clock.now();
      const now: InstanceText = { kind, version: (before?.version ?? 0) + 1, text, at };
      if ((await tx.run(insertText, { ...now, memberId })) === 0)
        throw new Refusal('conflict', 'text: somebody else changed it meanwhile.', { field: 'text' });
      await appendEvent(tx, { kind: 'instance.changed', at, data: { text: kind, version: now.version } });
      return now;
    });
    wake.ring();
    return written;
  };
