// The state that all migrations lead to is checked in, for both dialects: `npm run schema` writes it anew.
import { expect, test } from 'vitest';
import { freshDatabase, testDialect } from '../support/database.ts';
import { describeSchema } from '../support/describe-schema.ts';

test('the migrations lead to the snapshot', async () => {
  await using fresh = await freshDatabase();
  const text = await describeSchema(fresh.location);
  expect(text.match(/^create table/gim)?.length).toBeGreaterThan(25);
  await expect(text).toMatchFileSnapshot(`../../schema/snapshot.${testDialect()}.sql`);
});
