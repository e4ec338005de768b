// A changed profile reaches peers who know the old one, and nobody else.
import { expect, test } from 'vitest';
import { command } from '../../../src/db/statement.ts';
import { redescribeMember } from '../../../src/forum/planks/redescribe-member.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openCoalition } from '../../support/coalition.ts';

const rename = command<{ name: string; displayName: string }>()((db, p) =>
  db.updateTable('member').set({ display_name: p.displayName }).where('name', '=', p.name),
);

test('who spoke on a plank is described anew; who did not stays unknown outside', async () => {
  await using league = await openCoalition();
  const [a, b] = [league.at('a.example'), league.at('b.example')];
  const [ada, ben] = [await a.member('ada'), await a.member('ben')];
  const redescribe = redescribeMember(a.planks);
  await a.startThread(ada, 'open-elections', { title: 'A question', body: 'Why?' });
  expect(await redescribe(operator, ada.publicId)).toBe(false);
  for (const name of ['ada', 'ben'])
    await a.db.write(async (tx) => tx.run(rename, { name, displayName: `Dr ${name}` }));
  expect(await redescribe(operator, ada.publicId)).toBe(true);
  expect(await redescribe(operator, ada.publicId)).toBe(false);
  expect(await redescribe(operator, ben.publicId)).toBe(false);
  await league.mingle();
  const view = (await b.viewText()).join('\n');
  expect(view).toContain('Dr ada');
  expect(view).not.toContain('Dr ben');
  await expect(redescribe(ben, ada.publicId)).rejects.toMatchObject({ code: 'forbidden' });
});
