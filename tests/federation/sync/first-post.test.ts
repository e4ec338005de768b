import { expect, test } from 'vitest';
import { findThread } from '../../../src/forum/threads/thread-store.ts';
import { openCoalition } from '../../support/coalition.ts';

test('a thread on one instance appears on the other by a pull, and an answer comes back', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const ada = await a.member('ada');
  const posted = await a.startThread(ada, 'open-elections', { title: 'Signatures', body: 'How many are fair?' });
  expect(await b.pull('a.example')).toMatchObject({ ok: true, stored: 2 });
  const key = { origin: 'a.example', seq: 2 };
  expect(posted.name).toBe('2@a.example');
  expect(await findThread(b.db.read, key)).toMatchObject({ title: 'Signatures', place_slug: 'open-elections' });
  expect(await b.view()).toBe(await a.view());

  const bo = await b.member('bo');
  const reply = await b.postReply(bo, key, { body: 'Two in a thousand.' });
  expect(reply.name).toBe('2@b.example');
  expect(JSON.parse(reply.card)).toMatchObject({ thread: '2@a.example', author: { name: 'bo', origin: 'b.example' } });
  expect(await a.pull('b.example')).toMatchObject({ ok: true, stored: 2 });
  expect(await a.view()).toBe(await b.view());
  expect(await findThread(a.db.read, key)).toMatchObject({ post_count: 2 });
});
