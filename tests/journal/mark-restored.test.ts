// A mark halts every own journal and takes the keys that no epoch uses; nothing else.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { markDatabase } from '../../src/forum/planks/mark-database.ts';
import { operator, visitor } from '../../src/forum/policy/actor.ts';
import { findJournal } from '../../src/journal/journal-store.ts';
import { keepOperationsKey } from '../../src/journal/key-store.ts';
import { createSigningKey } from '../../src/journal/keys.ts';
import { markRestored } from '../../src/journal/mark-restored.ts';
import { openCoalition } from '../support/coalition.ts';
import { seededChance } from '../support/time.ts';

const kids = query()((db) => db.selectFrom('secret_key').select('kid').where('purpose', '=', 'operations'));

test('the own journal is halted, others are not, and the key of its epoch stays for calls', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const [own] = (await a.epochs()).filter(({ origin }) => origin === 'a.example');
  // Made for a charter that was not in force when the backup was made.
  const unused = createSigningKey(seededChance('unused').bytes(32));
  await a.db.write((tx) => keepOperationsKey(tx, unused, a.clock));
  expect(await a.db.read.all(kids, {})).toHaveLength(2);

  await a.db.write(markRestored);
  await a.db.write(markRestored);
  expect((await findJournal(a.db.read, a.coalition, 'a.example'))?.halted).toMatch(/open a new epoch first/);
  expect((await findJournal(a.db.read, a.coalition, 'b.example'))?.halted).toBeNull();
  expect(await a.db.read.all(kids, {})).toEqual([{ kid: own?.kid }]);
});

test('an operator may mark a database, a visitor may not', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  await expect(markDatabase(a.planks)(visitor)).rejects.toThrow(/Sign in/);
  expect((await findJournal(a.db.read, a.coalition, 'a.example'))?.halted).toBeNull();
  await markDatabase(a.planks)(operator);
  const ada = await a.member('ada');
  await expect(a.startThread(ada, 'open-elections', { title: 'No', body: 'Not yet.' })).rejects.toMatchObject({
    code: 'unavailable',
  });
});
