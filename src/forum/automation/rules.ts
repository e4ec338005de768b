// What the instance asks of every post, as an admin set it.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

export const probations = ['off', 'limit', 'hold'] as const;

export type Rules = {
  /** Mentions of different people in one post; more, and it is held. 0: as many as somebody likes. */
  readonly mentionLimit: number;
  /** How the first posts of a member are taken: as all others, with few links and mentions, or looked at first. */
  readonly probation: (typeof probations)[number];
  readonly probationPosts: number;
};

export const usualRules: Rules = { mentionLimit: 5, probation: 'limit', probationPosts: 3 };

/** Names of settings. */
export const ruleSettings = {
  mentionLimit: 'instance.mentionLimit',
  probation: 'instance.probation',
  probationPosts: 'instance.probationPosts',
} as const;

/** Of the texts that settings hold; null where nobody has said anything. */
export const rulesOf = (set: Readonly<Record<keyof Rules, string | null>>): Rules => ({
  mentionLimit: Number(set.mentionLimit ?? usualRules.mentionLimit),
  probation: probations.find((one) => one === set.probation) ?? usualRules.probation,
  probationPosts: Number(set.probationPosts ?? usualRules.probationPosts),
});

const settings = query()((db) =>
  db.selectFrom('setting').select(['name', 'value']).where('name', 'in', Object.values(ruleSettings)),
);

export const readRules = async (reader: Reader): Promise<Rules> => {
  const said = new Map((await reader.all(settings, {})).map(({ name, value }) => [name, value]));
  const of = (rule: keyof Rules) => said.get(ruleSettings[rule]) ?? null;
  return rulesOf({
    mentionLimit: of('mentionLimit'),
    probation: of('probation'),
    probationPosts: of('probationPosts'),
  });
};
