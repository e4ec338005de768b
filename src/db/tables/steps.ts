// Row types of what is gone over in steps (schema/0019-steps.ts, schema/0025-scale.ts).
export type StepTables = {
  covering: {
    /** What is gone over: see covering-store.ts. */
    subject: string;
    before_at: number;
    before_id: number;
  };
  fold_name: { name: string; entry_id: number };
  fold_range: { journal_id: number; from_seq: number; to_seq: number };
};
