// What the instance asks of every post, as an admin set it: read with one statement for each.
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

const names = {
  mentionLimit: 'instance.mentionLimit',
  probation: 'instance.probation',
  probationPosts: 'instance.probationPosts',
};
const rows = query()((db) => db.selectFrom('setting').selectAll().where('name', 'in', Object.values(names)));

export const readRules = async (reader: Reader): Promise<Rules> => {
  const found = new Map((await reader.all(rows, {})).map(({ name, value }) => [name, value]));
  const numberOf = (name: string, usual: number): number => Number(found.get(name) ?? usual);
  return {
    mentionLimit: numberOf(names.mentionLimit, usualRules.mentionLimit),
    probation: probations.find((one) => one === found.get(names.probation)) ?? usualRules.probation,
    probationPosts: numberOf(names.probationPosts, usualRules.probationPosts),
  };
};
