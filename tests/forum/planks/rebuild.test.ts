// Folding the journals anew: equal where nothing went wrong, a difference told where something did, and a check that leaves all.
import { expect, test } from 'vitest';
import { command } from '../../../src/db/statement.ts';
import { rebuildView } from '../../../src/forum/planks/rebuild-view.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { type Instance, openCoalition } from '../../support/coalition.ts';

const tamper = command<{ seq: number }>()((db, p) =>
  db.updateTable('post').set({ body: 'Never said.' }).where('seq', '=', p.seq).where('origin', '=', 'b.example'),
);
const lose = command<{ seq: number }>()((db, p) =>
  db.deleteFrom('post').where('seq', '=', p.seq).where('origin', '=', 'b.example'),
);

const rebuild = (instance: Instance, check: boolean) => rebuildView(instance.planks)(operator, { check });

/** Two talk; a holds everything. */
const talk = async () => {
  const coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [ada, ben] = [await a.member('ada'), await b.member('ben')];
  const start = await a.startThread(ada, 'open-elections', { title: 'Why', body: 'Because.' });
  await coalition.mingle();
  const key = { origin: 'a.example', seq: Number(start.name.split('@')[0]) };
  const reply = await b.postReply(ben, key, { body: 'Why so?' });
  const said = { origin: 'b.example', seq: Number(reply.name.split('@')[0]) };
  await b.editPost(ben, said, { body: 'Why so, then?' });
  await b.postReply(ben, key, { body: 'And another thing.' });
  await coalition.mingle();
  return { coalition, a, b, ada, seq: said.seq };
};

test('what was applied as it came is what the journals give', async () => {
  const { coalition, a, b } = await talk();
  await using _ = coalition;
  for (const instance of [a, b]) {
    const before = await instance.viewText();
    const compared = await rebuild(instance, true);
    expect(compared.differences).toEqual([]);
    expect(compared.stored).toBe(compared.folded);
    expect(compared.folded).toBe(await instance.view());
    expect(compared.lines).toBe(before.length);
  }
  expect((await rebuild(a, true)).folded).toBe((await rebuild(b, true)).folded);
});

test('a changed post is found, the first line first; a check changes nothing, a rebuild mends it', async () => {
  const { coalition, a, b, seq } = await talk();
  await using _ = coalition;
  await a.db.write(async (tx) => tx.run(tamper, { seq }));
  const wrong = await a.view();
  const checked = await rebuild(a, true);
  expect(checked.stored).toBe(wrong);
  expect(checked.folded).toBe(await b.view());
  expect(checked.differences[0]?.stored).toContain('Never said.');
  expect(checked.differences[0]?.folded).toContain('Why so, then?');
  expect(await a.view()).toBe(wrong);

  expect((await rebuild(a, false)).differences).toEqual(checked.differences);
  expect(await a.view()).toBe(await b.view());
  expect((await rebuild(a, true)).differences).toEqual([]);
});

test('a post that is gone comes back; one that was said later stands after it', async () => {
  const { coalition, a, ada, seq } = await talk();
  await using _ = coalition;
  await a.db.write(async (tx) => tx.run(lose, { seq: seq + 2 }));
  const [first, ...others] = (await rebuild(a, true)).differences;
  expect([first?.stored, first?.folded.includes('And another thing.'), others]).toEqual(['', true, []]);

  await a.startThread(ada, 'open-elections', { title: 'Last', body: 'Said.' });
  const differences = (await rebuild(a, true)).differences;
  expect(differences[0]).toMatchObject({ line: first?.line, folded: first?.folded });
  expect(differences.length).toBeGreaterThan(1);
  await rebuild(a, false);
  expect((await rebuild(a, true)).differences).toEqual([]);
});

test('an entry ahead of its time waits on, rebuilt or not, and is no difference once it is due', async () => {
  const { coalition, a, b } = await talk();
  await using _ = coalition;
  coalition.clock.advance(3_600_000);
  await b.startThread(await b.member('bea'), 'open-elections', { title: 'Soon', body: 'In an hour.' });
  coalition.clock.advance(-3_600_000);
  await a.pull('b.example');
  expect((await a.viewText()).join('\n')).not.toContain('In an hour.');
  expect((await rebuild(a, true)).differences).toEqual([]);
  await rebuild(a, false);
  coalition.clock.advance(3_600_000);
  expect((await rebuild(a, true)).differences).toEqual([]);
  expect((await a.viewText()).join('\n')).toContain('In an hour.');
});

test('visitors may not ask', async () => {
  const { coalition, a } = await talk();
  await using _ = coalition;
  await expect(rebuildView(a.planks)(visitor, { check: true })).rejects.toThrow(/Sign in/);
});
