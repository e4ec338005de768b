// What a peer does not come for is brought to it, after time enough to come.
import { expect, test } from 'vitest';
import { pushWhatLacks } from '../../../src/federation/sync/push.ts';
import { openCoalition } from '../../support/coalition.ts';

test('a peer that cannot call us gets our entries pushed', async () => {
  await using league = await openCoalition();
  const [a, b] = [league.at('a.example'), league.at('b.example')];
  const ada = await a.member('ada');
  await a.startThread(ada, 'open-elections', { title: 'A question', body: 'Why?' });
  const peer = { coalition: league.id, origin: 'b.example', url: 'http://b.example' };
  const push = pushWhatLacks({ db: a.db, clock: a.clock, origin: a.origin, transport: league.transportOf(a.origin) });
  const pulled = await a.pull('b.example');
  if (!pulled.ok) throw new Error(pulled.why);
  expect(await push(peer, pulled.have)).toBe(0);
  league.clock.advance(21_000);
  expect(await push(peer, pulled.have)).toBeGreaterThan(0);
  expect(await b.view()).toBe(await a.view());
  const again = await a.pull('b.example');
  if (!again.ok) throw new Error(again.why);
  expect(await push(peer, again.have)).toBe(0);
});
