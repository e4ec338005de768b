// A founder whose database is lost, but whose governance key is not, knows one peer: it gets everything from there.
import { readdirSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { expect, test } from 'vitest';
import { openCoalition } from './coalition.ts';
import type { Instance } from './instance.ts';
import { call, join, type Member } from './member.ts';
import { until } from './patience.ts';
import { expectSame } from './same.ts';
import { headsOf, journalsOf } from './stored.ts';

const isOn = async ({ url }: Pick<Instance, 'url'>, name: string): Promise<boolean> =>
  (await call(url, 'GET', `/posts/${name}`)).status === 200;

/** A thread by each, answered, edited and deleted in part by the others. */
const talk = async (members: readonly Member[]): Promise<void> => {
  for (const [index, member] of members.entries()) {
    const plank = index % 2 ? 'open-elections' : 'self-determination';
    const start = await member.create(`/planks/${plank}/threads`, {
      title: `Of ${member.name}`,
      body: 'What say you?',
    });
    for (const other of members) {
      await until('the thread is here', () => isOn(other, start.name));
      const said: string[] = [];
      for (let i = 0; i < 5; i++)
        said.push((await other.create(`/threads/${start.name}/posts`, { body: `${other.name}: ${i}` })).name);
      expect((await other.call('PATCH', `/posts/${said[0]}`, { body: 'What I meant.' })).status).toBe(200);
      expect((await other.call('DELETE', `/posts/${said[1]}`)).status).toBe(204);
    }
  }
};

test('a newcomer that knows one peer gets everything, its own words too', async () => {
  await using coalition = await openCoalition();
  const [a, b, c] = coalition.instances;
  await talk(await Promise.all([join(a.url, 'ann'), join(b.url, 'ben'), join(c.url, 'cleo')]));
  const before = await expectSame(coalition.instances);
  const own = before.filter((entry) => entry.split(' ')[0]?.endsWith(`@${c.origin}`));
  expect(own.length).toBeGreaterThan(20);

  await Promise.all([a.stop(), c.stop()]);
  for (const name of readdirSync(c.folder)) if (name !== 'governance.jwk') rmSync(joinPath(c.folder, name));
  await c.start();
  expect((await call(c.url, 'GET', '/planks')).json.items).toEqual([]);
  const cleo = await join(c.url, 'cleo');
  expect(await c.run(['charter', 'fetch', b.url])).toMatch(/^In force now: The Open Table, version 1 /);
  await until('c has what b has', () => JSON.stringify(journalsOf(c)) === JSON.stringify(before));

  // It cannot know what it said, so it goes on in a new epoch: the governance key is at hand.
  const [thread] = await cleo.list('/planks/open-elections/threads');
  const again = await until('c speaks again', async () => {
    const answer = await cleo.call('POST', `/threads/${thread?.name}/posts`, {
      body: 'I am back.',
      acknowledged: true,
    });
    if (answer.status !== 201) expect([answer.status, answer.json.code]).toEqual([503, 'unavailable']);
    return answer.status === 201 && String(answer.json.name);
  });
  // Number 1 says who speaks. Some epochs may be left out: a is silent, and might know one of them.
  const seq = Number(again.split('@')[0]);
  const epoch = Math.floor(seq / 1e9) + 1;
  expect([epoch > 1, seq % 1e9, again.split('@')[1]]).toEqual([true, 2, c.origin]);
  await until('b hears it', () => isOn(b, again));

  await a.start();
  await until('a hears it', () => isOn(a, again));
  const after = await expectSame(coalition.instances);
  expect(after.filter((entry) => before.includes(entry))).toEqual(before);
  expect(after.length).toBe(before.length + 2);
  for (const one of coalition.instances)
    expect(
      headsOf(one)
        .filter((head) => head.includes(`@${c.origin}`))
        .map((head) => head.split('@')[0]),
    ).toEqual([`1 ${own.length}`, `${epoch} ${seq}`]);
  for (const one of coalition.instances) expect(await one.run(['rebuild', '--check'])).toMatch(/^equal: /);
});
