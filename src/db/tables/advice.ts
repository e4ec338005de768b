// Row types of advice between instances (schema/0016-advice.ts, 0022-bounded-advice.ts).

export const adviceChoices = ['ignore', 'label', 'count'] as const;
export type AdviceChoice = (typeof adviceChoices)[number];

export type AdviceTables = {
  advisory: {
    origin: string;
    seq: number;
    kind: 'post' | 'member' | 'instance';
    subject: string;
    /** Of a post: the number of the entry that holds the revision meant. */
    revision: number | null;
    effect: string;
    reason: string;
    at: number;
    until_at: number;
    human: 0 | 1;
    urgent: 0 | 1;
    weighty: 0 | 1;
    day: number;
    /** How many of its issuer's that may count came before it on its day. */
    place: number;
    withdrawn_seq: number | null;
  };
  advice_choice: { origin: string; choice: AdviceChoice; at: number };
  post_withdrawal: { origin: string; seq: number; action: number };
  measure_source: { action: number; source: string; issuer: string; at: number; said: string };
};
