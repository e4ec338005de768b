import { expect, test } from 'vitest';
import { command } from '../../src/db/statement.ts';
import { appendEntry, ownHead } from '../../src/journal/append.ts';
import { checkRun, openEntryLine } from '../../src/journal/check-run.ts';
import { sealContent } from '../../src/journal/content.ts';
import { entriesBetween, findEntry } from '../../src/journal/entry-store.ts';
import { haltOwnJournal } from '../../src/journal/journal-store.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import { verifyingKey } from '../../src/journal/keys.ts';
import { type EntryLine, entryLine, parseLine } from '../../src/journal/lines.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';

const MEMBER = 'member-000001';

const append = (one: Instance, now = one.clock.now(), body = 'b') =>
  one.db.write((tx) =>
    appendEntry(tx, one.keys, {
      coalition: one.coalition,
      type: 'thread.started',
      ref: { plank: 'open-elections', author: MEMBER },
      content: sealContent({ title: 't', body }, one.chance.bytes(16)),
      now,
    }),
  );

const rowsOf = async (one: Instance) => {
  const { journal } = await ownHead(one.db.read, one.coalition);
  return entriesBetween(one.db.read, journal, 1, 1_000_000, 1_000);
};

const dropKeys = command()((db) => db.deleteFrom('secret_key'));
const freeze = command<{ seq: number }>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ forked_seq: p.seq })
    .where('journal_id', 'in', (eb) => eb.selectFrom('journal').select('id').where('own', '=', 1)),
);

test('entries make one chain from the epoch statement on, which every reader takes', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  for (let number = 0; number < 3; number++) await append(a);
  const [epoch] = (await a.epochs()).filter(({ origin }) => origin === a.origin);
  if (!epoch) throw new Error('no epoch');
  const rows = await rowsOf(a);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(epoch).toMatchObject({ head_seq: 3, head_hash: rows[2]?.hash });
  const arrived = rows.map((row) => {
    const line = parseLine(entryLine(row.envelope, row.content_state, row.content)) as EntryLine;
    const opened = openEntryLine(line);
    if (!opened.ok) throw new Error(opened.fault);
    return opened.arrived;
  });
  const start = { seq: 0, hash: epoch.hash, at: epoch.at, first: true };
  const run = checkRun(start, epoch.kid, verifyingKey(JSON.parse(epoch.key)), arrived);
  expect(run).toMatchObject({ stopped: null });
  expect(run.good).toHaveLength(3);
});

test('appends that come together take one number each', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const entries = await Promise.all(Array.from({ length: 20 }, () => append(a)));
  expect(entries.map(({ seq }) => seq).sort((one, other) => one - other)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  const rows = await rowsOf(a);
  expect(new Set(rows.map(({ hash }) => hash)).size).toBe(20);
});

test('one that fails leaves no gap', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const failing = a.db.write(async (tx) => {
    await appendEntry(tx, a.keys, {
      coalition: a.coalition,
      type: 'member.erased',
      ref: { member: MEMBER, erases: [] },
      content: null,
      now: a.clock.now(),
    });
    throw new Error('changed my mind');
  });
  const [first, failed, second] = await Promise.allSettled([append(a), failing, append(a)]);
  expect([first.status, failed.status, second.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await rowsOf(a)).map(({ seq }) => seq)).toEqual([1, 2]);
});

test('an entry is never earlier than the one before it', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const now = a.clock.now();
  await append(a, now + 5_000);
  expect(await append(a, now)).toMatchObject({ at: now + 5_000, arrivedAt: now });
});

test('what is stored is what was said', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const entry = await append(a, a.clock.now(), 'Grüße, 世界');
  const row = await findEntry(a.db.read, entry.journal, entry.seq);
  expect(row).toMatchObject({ type: 'thread.started', content_state: 'held', hash: entry.hash, epoch: 1 });
  expect(JSON.parse(Buffer.from(row?.content ?? '').toString())).toMatchObject({ title: 't', body: 'Grüße, 世界' });
});

test('it says why the journal does not go on', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  await expect(ownHead(a.db.read, 'another coalition')).rejects.toMatchObject({ code: 'unavailable' });

  await a.db.write((tx) => haltOwnJournal(tx, a.coalition, 'Wait a moment.'));
  await expect(append(a)).rejects.toMatchObject({ code: 'unavailable', message: 'Wait a moment.' });
  await a.db.write((tx) => haltOwnJournal(tx, a.coalition, null));
  await append(a);

  await a.db.write(async (tx) => tx.run(freeze, { seq: 1 }));
  await expect(append(a)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/frozen/) });

  await b.db.write(async (tx) => tx.run(dropKeys, {}));
  b.keys.find = createOperationsKeys().find;
  await expect(append(b)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/key/) });
});
