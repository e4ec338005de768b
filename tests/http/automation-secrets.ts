// What the examples of filters speak of: two filters, and a brake on the board garden.
import type { App } from '../../src/app.ts';
import { command, query } from '../../src/db/statement.ts';

type House = {
  app: Pick<App, 'core'>;
  create(path: string, body: object, token: string): Promise<Record<string, unknown>>;
};

const garden = query()((db) => db.selectFrom('place').select('id').where('slug', '=', 'garden'));
const brake = command<{ place: number; from: number; until: number }>()((db, p) =>
  db
    .insertInto('place_brake')
    .values({ place_id: p.place, origin: '', from_at: p.from, until_at: p.until, action: 1, case_id: 'none' }),
);

export const automationSecrets = async (house: House, admin: string) => {
  const { db, clock } = house.app.core;
  const make = async (pattern: string) => {
    const filter = { kind: 'words', pattern, effect: 'label', reason: 'spam', words: 'Advertising' };
    return String((await house.create('/api/v1/moderation/filters', filter, admin)).id);
  };
  const [filter, otherFilter] = [await make('cheap watches'), await make('cheap pills')];
  const place = (await db.read.get(garden, {}))?.id ?? 0;
  const from = clock.now();
  await db.write(async (tx) => {
    await tx.run(brake, { place, from, until: from + 3_600_000 });
  });
  return { filter: () => filter, otherFilter: () => otherFilter };
};
