// Who holds a post: of all constituents, those that are known to have stored its entry durably.
import type { PostKey } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { EPOCH_SIZE } from '../../journal/limits.ts';
import { currentCoalition, type FactsReader } from './facts.ts';

const version = query()((db) => db.selectFrom('setting').select('value').where('name', '=', 'held'));
const heads = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('peer_head')
    .innerJoin('journal', 'journal.id', 'peer_head.journal_id')
    .select(['peer_head.peer', 'journal.origin', 'peer_head.epoch', 'peer_head.seq'])
    .where('peer_head.coalition', '=', p.coalition),
);

type Table = {
  of: number;
  /** `epoch@origin` → the highest number that each peer holds. */
  heads: Map<string, [peer: string, seq: number][]>;
};

export type HeldTable = {
  version(): number;
  of(post: PostKey): { by: number; of: number } | undefined;
  /** Reads anew what changed, if anything did. Cheap otherwise. */
  refresh(): Promise<void>;
};

const epochOf = (seq: number): number => Math.floor((seq - 1) / EPOCH_SIZE) + 1;

export const createHeldTable = (needs: { read: Reader; origin: string; facts: FactsReader }): HeldTable => {
  let table: Table | undefined;
  let known = '';
  let changes = 0;
  const load = async (coalition: string): Promise<Table> => {
    const { versions } = await needs.facts(needs.read, coalition);
    const byEpoch: Table['heads'] = new Map();
    for (const { peer, origin, epoch, seq } of await needs.read.all(heads, { coalition })) {
      const name = `${epoch}@${origin}`;
      byEpoch.set(name, [...(byEpoch.get(name) ?? []), [peer, seq]]);
    }
    return { of: versions.at(-1)?.charter.constituents.length ?? 1, heads: byEpoch };
  };
  const look = async (): Promise<void> => {
    const coalition = await currentCoalition(needs.read);
    if (!coalition) return;
    const now = `${coalition.hash}.${(await needs.read.get(version, {}))?.value ?? 0}`;
    if (now === known) return;
    table = await load(coalition.coalition);
    known = now;
    changes += 1;
  };
  let asked: Promise<void> | undefined;
  return {
    version: () => changes,
    of({ origin, seq }) {
      if (!table) return undefined;
      // We hold what we show; so does who said it.
      const holders = new Set([needs.origin, origin]);
      for (const [peer, head] of table.heads.get(`${epochOf(seq)}@${origin}`) ?? []) if (head >= seq) holders.add(peer);
      return { by: Math.min(holders.size, table.of), of: table.of };
    },
    refresh() {
      // Writes of one commit all ask at once: one look answers them.
      asked ??= Promise.resolve().then(() => {
        asked = undefined;
        return look();
      });
      return asked;
    },
  };
};
