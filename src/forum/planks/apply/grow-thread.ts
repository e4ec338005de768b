// A thread grows by all the replies of one fold at once, and is listed, whatever became of its start.
import { sql } from 'kysely';
import type { Eventually, Writer } from '../../../db/database.ts';
import { command } from '../../../db/statement.ts';

type Growth = { id: number; posts: number; at: number; arrived: number };

const grow = command<Growth>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({
      post_count: eb('post_count', '+', p.posts),
      active_at: sql<number>`case when active_at < ${p.at} then ${p.at} else active_at end`,
      arrived_at: sql<number>`case when arrived_at < ${p.arrived} then ${p.arrived} else arrived_at end`,
      listed: 1,
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id),
);

export const growThreadBy = (tx: Writer, growth: Growth): Eventually<number> => tx.run(grow, growth);
