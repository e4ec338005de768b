// Row types of the steps of moderation (schema/0019-steps.ts).
export type StepTables = {
  covering: {
    /** A peer, or a member of one, by subjectText. */
    subject: string;
    before_at: number;
    before_id: number;
  };
};
