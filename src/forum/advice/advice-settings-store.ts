// What an admin chose about advice: whose counts, whether a quorum collapses posts, and how posts are shown that their home took back.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { AdviceChoice } from '../../db/tables/advice.ts';

const prefix = 'advice.';
const all = query()((db) => db.selectFrom('setting').selectAll().where('name', 'like', `${prefix}%`));
const put = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);
const choices = query()((db) => db.selectFrom('advice_choice').select(['origin', 'choice']).orderBy('origin'));
const choose = command<{ origin: string; choice: AdviceChoice; at: number }>()((db, p) =>
  db
    .insertInto('advice_choice')
    .values({ origin: p.origin, choice: p.choice, at: p.at })
    .onConflict((oc) => oc.column('origin').doUpdateSet({ choice: p.choice, at: p.at })),
);

export type AdviceSwitches = {
  /** Whether posts are collapsed on the advice of enough constituents. */
  readonly quorum: boolean;
  /** How many are enough; null: a third of the constituents, and two at least. */
  readonly needed: number | null;
  /** How posts are shown that their home instance took back. */
  readonly withdrawn: 'collapse' | 'show';
};

export const readAdviceSwitches = async (reader: Reader): Promise<AdviceSwitches> => {
  const said = new Map((await reader.all(all, {})).map(({ name, value }) => [name.slice(prefix.length), value]));
  const needed = Number(said.get('needed') ?? 0);
  return {
    quorum: said.get('quorum') === 'on',
    needed: needed > 0 ? needed : null,
    withdrawn: said.get('withdrawn') === 'show' ? 'show' : 'collapse',
  };
};

export const putAdviceSwitches = async (tx: Writer, { quorum, needed, withdrawn }: AdviceSwitches): Promise<void> => {
  await tx.run(put, { name: `${prefix}quorum`, value: quorum ? 'on' : 'off' });
  await tx.run(put, { name: `${prefix}needed`, value: String(needed ?? 0) });
  await tx.run(put, { name: `${prefix}withdrawn`, value: withdrawn });
};

/** Whose advice is more, or less, than a label. */
export const readChoices = async (reader: Reader): Promise<Map<string, AdviceChoice>> =>
  new Map((await reader.all(choices, {})).map(({ origin, choice }) => [origin, choice]));

export const putChoice = async (tx: Writer, origin: string, choice: AdviceChoice, at: number): Promise<void> => {
  await tx.run(choose, { origin, choice, at });
};
