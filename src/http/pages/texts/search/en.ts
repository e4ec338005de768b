// What pages on this topic say, in English: ICU messages by name.

export const en = {} as const;
