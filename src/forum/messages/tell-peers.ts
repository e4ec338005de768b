// The same message to every constituent of the newest charter but this one.
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { MessageContent, MessageKind } from './message-kinds.ts';
import { newMessageId, queueMessage } from './message-store.ts';

const peers = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('coalition', '=', p.coalition).orderBy('origin'),
);

/**
 * Queues it, in the caller's transaction, and answers for how many. The caller appends `message.queued` so that it goes at once.
 * @throws Error where the content is not its kind's
 */
export const tellPeers = async <K extends MessageKind>(
  tx: Writer,
  { chance, now }: { chance: Chance; now: number },
  kind: K,
  content: MessageContent<K>,
): Promise<number> => {
  const coalition = (await currentCoalition(tx))?.coalition;
  if (coalition === undefined) return 0;
  const all = await tx.all(peers, { coalition });
  for (const { origin } of all)
    await queueMessage(tx, { coalition, peer: origin, id: newMessageId(chance), kind, content, now });
  return all.length;
};
