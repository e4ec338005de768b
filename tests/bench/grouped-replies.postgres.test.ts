// The floor of replies on PostgreSQL leaves behind the rows that a real reply leaves behind, as many and on the same things.
import pg from 'pg';
import { expect, test } from 'vitest';
import { groupedReplies } from '../../bench/grouped-replies.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { keyOf, openHouse } from '../forum/boards/house.ts';

test('a group of replies is as many posts and events, and the thread and its board have grown', async () => {
  await using house = await openHouse();
  if (house.location.kind !== 'postgres') throw new Error('This is about PostgreSQL.');
  await house.createBoard(operator, { slug: 'garden', title: 'The garden' });
  const ada = await house.member('ada');
  const thread = await house.startThread(ada, 'garden', { title: 'T', body: 'x' });
  const reply = await house.postReply(ada, keyOf(thread.name), { body: 'one' });
  const client = new pg.Client({ connectionString: house.location.url });
  await client.connect();
  try {
    const look = async (sql: string) => (await client.query(sql)).rows;
    const before = await look('select post_count, version from thread');
    const events = await look('select * from event order by id');
    const { writer, write } = await groupedReplies(client, '');
    const say = await writer({ thread: thread.name, answer: JSON.stringify(reply) });
    await write([say('two').said, say('three').said]);
    const posts = await look('select * from post order by id');
    expect(posts.map(({ body }) => body)).toEqual(['x', 'one', 'two', 'three']);
    const { id: _, ...model } = posts[1];
    expect(posts[2]).toMatchObject({
      thread_id: model.thread_id,
      place_id: model.place_id,
      parent_id: model.parent_id,
    });
    expect(Number(posts[3].seq)).toBe(Number(model.seq) + 2);
    expect(await look('select post_count, version from thread')).toEqual([
      { post_count: `${Number(before[0].post_count) + 2}`, version: `${Number(before[0].version) + 2}` },
    ]);
    expect(await look('select post_id from post_words order by id')).toEqual(posts.map(({ id }) => ({ post_id: id })));
    const added = (await look('select * from event order by id')).slice(events.length);
    expect(added.map(({ kind, post_id }) => [kind, post_id])).toEqual([
      [events.at(-1).kind, posts[2].id],
      [events.at(-1).kind, posts[3].id],
    ]);
  } finally {
    await client.end();
  }
});
