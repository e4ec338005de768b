// The smallest table there is, for tests of the database itself.
import { command, query } from '../../src/db/statement.ts';

export const put = command<{ name: string; value: string }>()((db, p) =>
  db.insertInto('setting').values({ name: p.name, value: p.value }),
);

export const change = command<{ name: string; value: string }>()((db, p) =>
  db.updateTable('setting').set({ value: p.value }).where('name', '=', p.name),
);

export const putOrTell = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('name'),
);

export const valueNamed = query<{ name: string }>()((db, p) =>
  db.selectFrom('setting').select('value').where('name', '=', p.name),
);

export const allRows = query()((db) => db.selectFrom('setting').selectAll().orderBy('name'));
