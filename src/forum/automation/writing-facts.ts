// What is asked before anything appears, in one statement: how its author stands in the place, and what the instance has set. Read
// anew for each post, so that what was just set, here or by another process, counts for the next.
import { sql } from 'kysely';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Written } from '../policy/screen.ts';
import { standingBrake } from './brake-store.ts';
import { FILTERS_VERSION } from './filter-store.ts';
import { type Rules, ruleSettings, rulesOf } from './rules.ts';

export type WritingFacts = {
  /** Everything written there is looked at first. */
  readonly premoderated: boolean;
  /** They wrote there, or tried to, before. */
  readonly known: boolean;
  /** When the last brake began: who wrote before that is not counted again. */
  readonly lastBrake: number;
  readonly brake: { readonly action: number; readonly caseId: string } | undefined;
  /** A brake that would still be on was undone: a person has said that it is no raid. */
  readonly noRaid: boolean;
  readonly rules: Rules;
  /** Of all filters. */
  readonly filters: string;
};

const factsOf = query<{ place: number; member: number }>()((db, p) => {
  const setting = (name: string) => db.selectFrom('setting').select('value').where('setting.name', '=', name);
  return db
    .selectFrom('place')
    .leftJoin('place_author', (join) =>
      join.onRef('place_author.place_id', '=', 'place.id').on('place_author.member_id', '=', p.member),
    )
    .leftJoin('place_brake', (join) =>
      join.onRef('place_brake.place_id', '=', 'place.id').on('place_brake.origin', '=', sql.lit('')),
    )
    .select([
      'place.premoderated',
      'place_author.at',
      'place_brake.until_at',
      'place_brake.action',
      'place_brake.case_id',
    ])
    .select([
      'place_brake.from_at',
      setting(ruleSettings.mentionLimit).as('mentionLimit'),
      setting(ruleSettings.probation).as('probation'),
      setting(ruleSettings.probationPosts).as('probationPosts'),
      setting(FILTERS_VERSION).as('filters'),
    ])
    .where('place.id', '=', p.place);
});

export const readWritingFacts = async (tx: Writer, { place, member }: Written, now: number): Promise<WritingFacts> => {
  const row = await tx.get(factsOf, { place: place.id, member: member.memberId });
  if (!row) throw new Error(`There is no place ${place.id}.`);
  const { action, case_id: caseId, until_at } = row;
  const on = action && caseId && until_at ? await standingBrake(tx, { action, until_at }, now) : undefined;
  return {
    premoderated: row.premoderated === 1,
    known: row.at !== null,
    lastBrake: row.from_at ?? 0,
    brake: on && caseId ? { action: on.action, caseId } : undefined,
    noRaid: !on && (until_at ?? 0) > now,
    rules: rulesOf(row),
    filters: row.filters ?? '0',
  };
};
