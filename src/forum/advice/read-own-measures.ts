// The measures of this instance against peers and members elsewhere, as people read them: on whom by name, and who decided each first.
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

/** Times in epoch milliseconds. */
export type OwnMeasure = {
  /** Of the action. */
  number: number;
  /** `peer reds.example`, `member ada@reds.example`. */
  subject: string;
  kind: string;
  scope: string;
  reason: string;
  rule: string;
  since: number;
  until: number | null;
  /** Who decided it first, and whose list it came with; null: this instance. */
  issuer: string | null;
  source: string | null;
};

const page = query<{ now: number; below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .leftJoin('measure_source', 'measure_source.action', 'measure.action')
    .select(['measure.action', 'measure.subject', 'measure.kind', 'measure.scope', 'measure.reason', 'measure.rule'])
    .select(['measure.from_at', 'measure.until_at', 'measure_source.issuer', 'measure_source.source'])
    .where((eb) =>
      eb.or([
        eb.and([eb('measure.subject', '>=', 'peer '), eb('measure.subject', '<', 'peer!')]),
        eb.and([eb('measure.subject', '>=', 'remote '), eb('measure.subject', '<', 'remote!')]),
      ]),
    )
    .where((eb) => eb.or([eb('measure.until_at', 'is', null), eb('measure.until_at', '>', p.now)]))
    .where('measure.action', '<', p.below)
    .orderBy('measure.action', 'desc')
    .limit(p.limit),
);
export const remoteName = query<{ origin: string; member: string }>()((db, p) =>
  db.selectFrom('author').select('name').where('origin', '=', p.origin).where('public_id', '=', p.member),
);

type Needs = { db: Pick<Database, 'read'>; clock: Pick<Clock, 'now'> };

/** Newest first. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const readOwnMeasures =
  ({ db: { read }, clock }: Needs) =>
  async (
    actor: Actor,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<OwnMeasure>> => {
    may(actor, { do: 'moderate', can: 'handle-peers' });
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await read.all(page, { now: clock.now(), below, limit: limit + 1 });
    const items: OwnMeasure[] = [];
    for (const { action: number, subject, from_at: since, until_at: until, ...row } of rows.slice(0, limit)) {
      const [kind, name = ''] = subject.split(' ');
      const [member = '', origin = ''] = name.split('@');
      const known = kind === 'remote' ? (await read.get(remoteName, { origin, member }))?.name : undefined;
      const named = kind === 'remote' ? `member ${known || member}@${origin}` : subject;
      items.push({ number, subject: named, since, until, ...row });
    }
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last ? encodeCursor([0, '', last.number]) : null };
  };
