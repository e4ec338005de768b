// Creating once, however often the call arrives.
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Alongside } from '../../src/db/alongside.ts';
import type { Database } from '../../src/db/database.ts';
import { command, query } from '../../src/db/statement.ts';
import { created } from '../../src/http/answer.ts';
import { forgetOldKeys } from '../../src/http/idempotency.ts';
import { defineRoute, type Route } from '../../src/http/route.ts';
import { openHouse } from './house.ts';

const insertNote = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((conflict) => conflict.column('name').doNothing()),
);
const allNotes = query()((db) => db.selectFrom('setting').select(['name', 'value']).where('name', 'like', 'note%'));
const allKeys = query()((db) => db.selectFrom('idempotency').selectAll());

type Note = { name: string; text: string };

/** A verb as verbs are, which may fail at the end of its transaction. */
const writeNote =
  (db: Database, stop: { fail?: boolean }) =>
  (name: string, text: string, alongside?: Alongside<Note>): Promise<Note> =>
    db.write(async (tx) => {
      const note = { name: `note ${name}`, text };
      await tx.run(insertNote, { name: note.name, value: text });
      await alongside?.(tx, note);
      if (stop.fail) throw new Error('killed');
      return note;
    });

const openNotes = async () => {
  const stop: { meet?: () => Promise<void>; fail?: boolean; deaf?: boolean } = {};
  let made = 0;
  const routes = ({ db }: { db: Database }): Route[] => [
    defineRoute({
      method: 'post',
      path: '/notes',
      summary: 'Write a note',
      tag: 'notes',
      auth: 'member',
      creates: true,
      body: z.object({ text: z.string().min(2) }),
      answers: { 201: z.object({ name: z.string(), text: z.string() }) },
      handler: ({ body, once }) =>
        once(
          async (alongside) => {
            await stop.meet?.();
            return writeNote(db, stop)(String(++made), body.text, stop.deaf ? undefined : alongside);
          },
          (note) => created(note, `/notes/${note.name.length}`),
        ),
    }),
  ];
  const house = await openHouse({ routes });
  const token = await house.join('ada');
  const post = (text: string, key?: string, as = token) =>
    house.call('POST', '/api/v1/notes', { token: as, body: { text }, headers: key ? { 'idempotency-key': key } : {} });
  const notes = async () => (await house.db.read.all(allNotes, {})).length;
  return { house, stop, post, notes, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
};

test('the same call is answered again as it was, and does nothing', async () => {
  await using t = await openNotes();
  const first = await t.post('hello', 'k1');
  expect([first.status, first.json, first.headers.get('location')]).toEqual([
    201,
    { name: 'note 1', text: 'hello' },
    '/notes/6',
  ]);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  const again = await t.post('hello', 'k1');
  expect([again.status, again.text, again.headers.get('location')]).toEqual([201, first.text, '/notes/6']);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await t.notes()).toBe(1);
  // Without a key, and with another, it is another note.
  await t.post('hello');
  await t.post('hello', 'k2');
  expect(await t.notes()).toBe(3);
});

test('the same key with another body or by another member is another matter', async () => {
  await using t = await openNotes();
  await t.post('hello', 'k1');
  const other = await t.post('goodbye', 'k1');
  expect([other.status, other.json.code, other.json.field]).toEqual([422, 'key-reused', 'Idempotency-Key']);
  expect(await t.notes()).toBe(1);
  expect((await t.post('hello', 'k1', await t.house.join('bob'))).json.name).toBe('note 2');
  for (const key of ['a b', 'x'.repeat(256)]) expect((await t.post('hello', key)).json.code).toBe('invalid');
});

/** All find no key yet before the first of them writes. */
const meeting = (count: number): (() => Promise<void>) => {
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    if (--count === 0) open();
    return all;
  };
};

test('calls that arrive together create once', async () => {
  await using t = await openNotes();
  t.stop.meet = meeting(8);
  const answers = await Promise.all(Array.from({ length: 8 }, () => t.post('hello', 'k1')));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await t.notes()).toBe(1);
});

test('together with another body, one creates and the other is refused', async () => {
  await using t = await openNotes();
  t.stop.meet = meeting(2);
  const answers = await Promise.all([t.post('hello', 'k1'), t.post('goodbye', 'k1')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  expect(await t.notes()).toBe(1);
});

test('what fails after the key was written leaves neither note nor key, and may be tried again', async () => {
  await using t = await openNotes();
  t.stop.fail = true;
  expect((await t.post('hello', 'k1')).status).toBe(500);
  expect([await t.notes(), (await t.house.db.read.all(allKeys, {})).length]).toEqual([0, 0]);
  t.stop.fail = false;
  expect((await t.post('hello', 'k1')).status).toBe(201);
  expect(await t.notes()).toBe(1);
});

test('what was refused is not kept', async () => {
  await using t = await openNotes();
  expect((await t.post('x', 'k1')).status).toBe(400);
  expect((await t.post('hello', 'k1')).status).toBe(201);
});

test('a verb that ignores the key is found out', async () => {
  await using t = await openNotes();
  t.stop.deaf = true;
  expect((await t.post('hello', 'k1')).status).toBe(500);
  expect((await t.post('hello')).status).toBe(201);
});

test('after 24 hours a key is as good as new', async () => {
  await using t = await openNotes();
  await t.post('hello', 'k1');
  t.house.clock.advance(24 * 3600_000 - 1);
  const token = t.house.accessTokens;
  const { session } = await t.house.signIn({
    name: 'ada',
    password: 'correct horse battery',
    kind: 'token',
    agent: '',
  });
  const now = await token.issue(session);
  expect((await t.post('hello', 'k1', now)).headers.get('idempotent-replayed')).toBe('true');
  t.house.clock.advance(1);
  expect((await t.post('goodbye', 'k1', now)).json.name).toBe('note 2');
  await t.post('hello', 'k2', now);
  t.house.clock.advance(24 * 3600_000);
  expect(await forgetOldKeys(t.house)).toBe(2);
  expect(await t.house.db.read.all(allKeys, {})).toEqual([]);
});

test('the database keeps the answer sealed, and no digest to guess it from', async () => {
  await using t = await openNotes();
  await t.post('a secret that will be erased', 'the-first-key');
  const [row] = await t.house.db.read.all(allKeys, {});
  expect(JSON.stringify(row)).not.toMatch(/secret|first-key/);
  await t.post('a secret that will be erased', 'the-second-key');
  const rows = await t.house.db.read.all(allKeys, {});
  expect(new Set(rows.map((each) => each.request_hash)).size).toBe(2);
});
