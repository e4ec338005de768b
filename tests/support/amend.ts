// Changes of a charter, for tests: no verb makes one yet, but what follows from one is there.
import type { Writer } from '../../src/db/database.ts';
import { type Charter, charterBytes, charterHash } from '../../src/forum/charter/charter.ts';
import { keepVersion, latestVersion } from '../../src/forum/charter/charter-store.ts';
import { insertPlace } from '../../src/forum/threads/place-store.ts';

/** Puts the next version in force: the last one with these fields in the place of its own. The planks are to be folded anew then. */
export const amend = async (
  tx: Writer,
  coalition: string,
  change: Partial<Charter>,
  effective: number,
): Promise<void> => {
  const last = await latestVersion(tx);
  if (!last) throw new Error('there is no charter');
  const next: Charter = { ...JSON.parse(last.bytes), v: last.v + 1, coalition, prev: last.hash, ...change };
  const bytes = charterBytes(next);
  await keepVersion(tx, { coalition, v: next.v, hash: charterHash(bytes), bytes, certificate: '[]', effective });
  for (const [position, { slug, title, text, audience }] of next.planks.entries())
    await insertPlace(tx, {
      ...{ kind: 'plank', coalition, slug, title, text, position },
      ...{ visibility: audience, at: effective },
    });
};
