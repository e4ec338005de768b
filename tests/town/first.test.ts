// The smallest town: two instances, a thread, a reply.
import { expect, test } from 'vitest';
import { expectKept, expectSame } from './check.ts';
import { createPen } from './pen.ts';
import { createTown } from './town.ts';

test('a thread of one instance is answered on the other', async () => {
  await using town = await createTown({ size: 2 });
  const pen = createPen(town);
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  expect(thread).toBe('2@a.example');
  await town.pass(1_000);
  const reply = await town.perform(pen.reply(1, thread));
  expect(reply).toBe('2@b.example');
  await town.pass(1_000);
  await expectSame(town);
  await expectKept(town, pen);
});
