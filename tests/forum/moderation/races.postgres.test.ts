// Two processes on one database: what two moderators do at the same moment is done once.
import { expect, test } from 'vitest';
import { buildModeration } from '../../../src/app/moderation.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { createWake } from '../../../src/events/wake.ts';
import { createFactsReader } from '../../../src/forum/planks/facts.ts';
import { seededChance } from '../../support/time.ts';
import { keyOf, ORIGIN, openHouse } from './house.ts';

test('an action is undone once, confirmed once and approved once, by whoever is first', async () => {
  await using house = await openHouse();
  const other = await openDatabase(house.location);
  try {
    const { clock } = house;
    const facts = createFactsReader({ clock, chance: seededChance('facts'), origin: ORIGIN });
    const needs = { db: other, clock, wake: createWake(), chance: seededChance('other'), origin: ORIGIN, facts };
    const there = buildModeration(needs, { boards: house, planks: house });
    const admin = await house.member('root', 'admin');
    const [mo, olga, ada] = [
      await house.member('mo', 'moderator'),
      await house.member('olga', 'moderator'),
      await house.member('ada'),
    ];
    await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
    const { name } = await house.startThread(ada, 'garden', { title: 'Beans', body: 'Runner beans.' });
    const post = { kind: 'post', key: keyOf(name) } as const;
    const staff = { kind: 'member', member: olga.publicId } as const;
    const first = (taken: { actions: readonly { number: number }[] }) => taken.actions[0]?.number ?? 0;
    const outcome = async (both: Promise<unknown>[]) =>
      (await Promise.allSettled(both)).map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort();
    for (let round = 0; round < 15; round++) {
      const hide = first(await house.takeAction(mo, house.measure('hide', post)));
      expect(
        await outcome([house.reverseAction(mo, hide, { words: '' }), there.reverseAction(olga, hide, { words: '' })]),
      ).toEqual(['conflict', 'done']);
      const suspend = first(await house.takeAction(mo, house.measure('suspend', staff, { scope: 'instance' })));
      const approvals = [house, there].map((verbs) => verbs.approveAction(admin, suspend, { words: '' }));
      expect(await outcome(approvals)).toEqual(['conflict', 'done']);
      await house.reverseAction(mo, suspend, { words: '' });
      const pending = first(await house.takeAction(mo, house.measure('suspend', staff, { scope: 'instance' })));
      const met = await outcome([
        house.approveAction(admin, pending, { words: '' }),
        there.reverseAction(mo, pending, { words: '' }),
      ]);
      expect(['conflict,done', 'done,done']).toContain(met.join());
      if ((await house.now(olga)).standing) await house.reverseAction(mo, pending, { words: '' });
      expect((await house.now(olga)).standing).toBeUndefined();
      house.clock.advance(600_000);
      expect((await house.replayLog()).differences).toEqual([]);
    }
    expect((await house.verifyLog()).faults).toEqual([]);
  } finally {
    await other.close();
  }
});
