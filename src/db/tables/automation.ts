// Row types of what looks at posts by itself (schema/0017-automation.ts, schema/0028-brakes-of-peers.ts).
import type { ColumnType, Generated } from 'kysely';

type Flag = 0 | 1;

export type AutomationTables = {
  filter: {
    id: Generated<number>;
    public_id: string;
    /** As a measure's: `instance`, `planks`, `board:garden`. */
    scope: string;
    kind: 'words' | 'link';
    /** As it is compared: folded words with a space between, or a host with what follows it. */
    pattern: string;
    effect: 'hold' | 'collapse' | 'label';
    reason: string;
    /** To the author; of a label what it says. */
    words: string;
    state: 'shadow' | 'on' | 'off';
    at: number;
    changed_at: number;
  };
  filter_match: { filter_id: number; post: string; at: number; acted: Flag };
  place_author: { place_id: number; member_id: number; at: number };
  place_stranger: { place_id: number; origin: string; public_id: string; at: number };
  /** origin: whose members; '' are those here. */
  place_brake: { place_id: number; origin: string; from_at: number; until_at: number; action: number; case_id: string };
  place: { premoderated: ColumnType<Flag, Flag | undefined, Flag> };
};
