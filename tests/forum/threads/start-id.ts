// The number of a post's row, for tests that hang others below it.
import { query } from '../../../src/db/statement.ts';

export const startId = query<{ origin: string; seq: number }>()((db, p) =>
  db.selectFrom('post').select('id').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
