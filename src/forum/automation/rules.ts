// What the instance asks of every post, as an admin set it.

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
