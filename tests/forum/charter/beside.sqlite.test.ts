// A command signs in a process of its own while the server takes in the other words: two handles on one database file.
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/db/open.ts';
import { checkDelivery } from '../../../src/forum/charter/founding-delivery.ts';
import { draftCharter } from '../../../src/forum/charter/founding-draft.ts';
import { proposeFounding } from '../../../src/forum/charter/propose-founding.ts';
import { takeInFounding } from '../../../src/forum/charter/receive-founding.ts';
import { signFounding } from '../../../src/forum/charter/sign-founding.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { ownHead } from '../../../src/journal/append.ts';
import { newYear } from '../../support/time.ts';
import { openTown } from './founders.ts';
import { founder, keyOf, proposal, wordOf } from './samples.ts';

test('whoever comes last puts it in force, once, and the other sees it', async () => {
  for (let round = 0; round < 5; round++) {
    await using town = await openTown(['greens.example']);
    const house = town.get('greens.example');
    const gov = house.governance.key()?.publicJwk ?? keyOf('none').publicJwk;
    const founders = [{ ...founder(house.id), gov }, founder('reds.example')];
    const draft = draftCharter({ ...proposal(), founders, now: newYear });
    await proposeFounding(house.needs())(operator, draft.bytes);

    const beside = await openDatabase(house.location);
    const delivery = { draft: draft.bytes, signatures: [wordOf(draft, 'reds.example')] };
    const checked = checkDelivery(delivery, { origin: house.id, gov, now: newYear });
    const states = await Promise.all([
      signFounding({ ...house.needs(), db: beside })(operator, draft.hash),
      takeInFounding(house.needs())(operator, checked),
    ]);
    expect(states.map(({ state }) => state)).toContain('in-force');
    expect(await house.versions()).toHaveLength(1);
    expect((await ownHead(house.db.read, draft.hash)).origin).toBe('greens.example');
    expect((await ownHead(beside.read, draft.hash)).origin).toBe('greens.example');
    await beside.close();
  }
});
