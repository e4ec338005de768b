// What replies name is looked up for a whole slice at once, before anything of it was checked.
import { expect, test } from 'vitest';
import { ALICE, BORIS, linesOf, openFold } from './fold.ts';

const refs: unknown[] = [
  {},
  { thread: 7, parent: null, author: [ALICE] },
  { thread: '1@x.example', parent: '1@x.example', author: 'nul\u0000in-it-1' },
  { thread: '1@x.example', parent: '1@x.example', author: '\\u0000; --' },
  { thread: '9007199254740993@x.example', parent: '0@x.example', author: ALICE },
  { thread: '1@x.example\u0000', parent: "'@'", author: ALICE },
];

test('a slice in which refs are not what their type says is taken in, the rest of it takes effect', async () => {
  await using fold = await openFold();
  const { x, y, home } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  await fold.arrive(linesOf(x));
  for (const ref of refs) y.write('reply.posted', ref as object, { body: 'odd' });
  const reply = y.reply(start.name, BORIS, 'in earnest');
  const below = y.reply(start.name, BORIS, 'below it', reply.name);
  expect(await home.take(...linesOf(y))).toMatchObject({ refused: [], stored: linesOf(y).length });
  expect(await fold.thread(start.name)).toMatchObject({ post_count: 3 });
  const parent = await fold.post(reply.name);
  expect(await fold.post(below.name)).toMatchObject({ parent_id: parent?.id, state: 'live', body: 'below it' });
  for (let seq = 1; seq <= refs.length; seq++)
    expect(await fold.entry(`${seq}@y.example`)).toMatchObject({ effect: 'void' });
  await fold.settled();
});

test('replies of one slice, to threads and by members met before and new, read as if each had come alone', async () => {
  await using fold = await openFold();
  const { x, y, home } = fold;
  const old = x.start('open-elections', ALICE, 'Old');
  y.reply(old.name, BORIS, 'met before');
  await fold.arrive([...linesOf(x), ...linesOf(y)]);
  const known = [linesOf(x).length, linesOf(y).length] as const;
  const fresh = x.start('open-elections', ALICE, 'New');
  const first = x.reply(fresh.name, ALICE, 'in the new one');
  x.reply(old.name, ALICE, 'in the old one');
  x.reply(fresh.name, BORIS, 'by another of that name', first.name);
  y.reply(fresh.name, BORIS, 'from elsewhere', first.name);
  await home.take(...linesOf(x).slice(known[0]), ...linesOf(y).slice(known[1]));
  const together = await fold.settled();
  await fold.forget();
  await fold.arrive([...linesOf(x), ...linesOf(y)]);
  expect(await fold.settled()).toEqual(together);
  expect(await fold.thread(fresh.name)).toMatchObject({ post_count: 4 });
});
