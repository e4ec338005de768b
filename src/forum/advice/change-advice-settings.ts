// An admin chooses what this instance makes of advice: of whom, whether a quorum collapses posts, and of what its authors' homes took back.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { type AdviceChoice, adviceChoices } from '../../db/tables/advice.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { ADVISING, keepCovering, START } from '../policy/covering-store.ts';
import { may } from '../policy/may.ts';
import {
  type AdviceSwitches,
  putAdviceSwitches,
  putChoice,
  readAdviceSwitches,
  readChoices,
} from './advice-settings-store.ts';
import { readWeighing, renewSomeAdvice } from './renew-advice.ts';
import { LEAST, usualQuorum } from './weigh.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

export const adviceSettingsInput = z.object({
  quorum: z.boolean().optional().meta({ description: 'Whether the advice of enough constituents collapses a post.' }),
  needed: z
    .int()
    .min(LEAST)
    .max(1_000)
    .nullable()
    .optional()
    .meta({ description: 'How many are enough; null: a third of the constituents, two at least.' }),
  withdrawn: z.enum(['collapse', 'show']).optional().meta({ description: 'Posts that their home instance took back.' }),
  peers: z
    .record(z.string().max(255), z.enum(adviceChoices))
    .optional()
    .meta({ description: 'By origin. ignore: not shown; label: shown; count: shown, and part of a quorum.' }),
});
export type AdviceSettingsInput = z.output<typeof adviceSettingsInput>;

export type AdviceSettings = AdviceSwitches & {
  /** How many are enough as things are. */
  readonly enough: number;
  readonly peers: Readonly<Record<string, AdviceChoice>>;
};

const peersQuery = query()((db) => db.selectFrom('peer').select('origin').distinct().orderBy('origin'));

const read = async (reader: Reader, needs: Pick<Needs, 'clock' | 'origin'>): Promise<AdviceSettings> => {
  const switches = await readAdviceSwitches(reader);
  const { constituents } = await readWeighing(reader, needs.origin, needs.clock.now());
  const choices = await readChoices(reader);
  const origins = (await reader.all(peersQuery, {})).map(({ origin }) => origin);
  return {
    ...switches,
    enough: Math.max(LEAST, switches.needed ?? usualQuorum(constituents.size)),
    peers: Object.fromEntries(origins.map((origin) => [origin, choices.get(origin) ?? 'label'])),
  };
};

/** @throws Refusal `unauthenticated`, `forbidden` */
export const readAdviceSettings =
  (needs: Pick<Needs, 'db' | 'clock' | 'origin'>) =>
  async (actor: Actor): Promise<AdviceSettings> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    return read(needs.db.read, needs);
  };

/** Posts that are looked at with the change: some 20 ms. The others follow in steps. */
const AT_ONCE = 200;

/** What is left out stays as it is. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (peers) */
export const changeAdviceSettings =
  (needs: Needs) =>
  async (actor: Actor, input: AdviceSettingsInput): Promise<AdviceSettings> => {
    const settings = await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      await inTurn(tx, 'journal');
      const now = needs.clock.now();
      const before = await read(tx, needs);
      for (const [origin, choice] of Object.entries(input.peers ?? {})) {
        if (!Object.hasOwn(before.peers, origin))
          throw new Refusal('invalid', said`peers: ${origin} is no peer.`, { field: 'peers' });
        await putChoice(tx, origin, choice, now);
      }
      const { quorum = before.quorum, needed = before.needed, withdrawn = before.withdrawn } = input;
      await putAdviceSwitches(tx, { quorum, needed, withdrawn });
      const { changed, next } = await renewSomeAdvice(tx, needs.origin, START, AT_ONCE, now);
      await keepCovering(tx, ADVISING, next);
      const after = await read(tx, needs);
      await appendEvents(
        tx,
        [...changed.map((one) => ({ kind: 'post.changed' as const, ...one })), { kind: 'instance.changed' as const }],
        now,
      );
      return after;
    });
    needs.wake.ring();
    return settings;
  };
