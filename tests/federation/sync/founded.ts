// Instances of one coalition, founded through the verbs, for tests of the exchange between them.
import { silentLogger } from '../../../src/base/log.ts';
import { foundCoalition, signAndSend } from '../../../src/federation/found-coalition.ts';
import { serveSync } from '../../../src/federation/sync/serve.ts';
import type { TakeInNeeds } from '../../../src/federation/sync/taking.ts';
import { createFactsReader } from '../../../src/forum/planks/facts.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { appendEntry } from '../../../src/journal/append.ts';
import { sealContent } from '../../../src/journal/content.ts';
import { readHave } from '../../../src/journal/heads.ts';
import { createOperationsKeys } from '../../../src/journal/key-store.ts';
import { type Line, parseLine } from '../../../src/journal/lines.ts';
import { openTown } from '../../forum/charter/founders.ts';
import { proposal } from '../../forum/charter/samples.ts';
import { seededChance } from '../../support/time.ts';

/** `await using town = await openFounded(['a.example', 'b.example']);` */
export const openFounded = async (ids: readonly string[]) => {
  const town = await openTown(ids);
  const [first = '', ...others] = ids;
  const { hash } = await foundCoalition(town.get(first).needs())(
    operator,
    proposal(),
    others.map((id) => `https://${id}`),
  );
  for (const id of others) await signAndSend(town.get(id).needs())(operator, hash);

  const needsOf = (id: string): TakeInNeeds & { origin: string } => {
    const { db, clock, wake } = town.get(id).needs();
    return {
      ...{ db, clock, wake, origin: id, log: silentLogger },
      facts: createFactsReader({ clock, chance: seededChance(id), origin: id }),
      pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
      budget: { entries: 20_000, bytes: 200 * 1024 * 1024 },
    };
  };
  return {
    coalition: hash,
    needsOf,
    /** Appends so many entries that need nothing else. */
    async say(id: string, count: number): Promise<void> {
      const { db, clock } = needsOf(id);
      const keys = createOperationsKeys();
      for (let i = 0; i < count; i++) {
        const content = sealContent({ name: `n${i}`, displayName: `N${i}`, bio: '' }, Buffer.alloc(16, i));
        const ref = { member: Buffer.alloc(16, i).toString('base64url') };
        await db.write((tx) =>
          appendEntry(tx, keys, { coalition: hash, type: 'member.described', ref, content, now: clock.now() }),
        );
      }
    },
    have: (id: string) => readHave(town.get(id).db.read, hash),
    /** The lines that one would answer to the other now. */
    async lines(from: string, to: string): Promise<Line[]> {
      const have = await readHave(town.get(to).db.read, hash);
      const request = { coalition: hash, have, want: {}, hold: [], head: { v: 1, hash }, limit: 1000, forked: {} };
      const served = await serveSync(town.get(from).db.read, request.head, { ...request, erasures: '' });
      return served.lines.slice(1, -1).map((text) => {
        const line = parseLine(text);
        if (!line.ok) throw new Error(line.fault);
        return line;
      });
    },
    [Symbol.asyncDispose]: () => town[Symbol.asyncDispose](),
  };
};
