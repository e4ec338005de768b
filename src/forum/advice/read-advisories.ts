// What constituents advise, for those who moderate: all of it, also what has no effect here, newest first.

import type { Kysely } from 'kysely';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { AdviceChoice } from '../../db/tables/advice.ts';
import type { DB } from '../../db/tables.ts';
import { parseContent } from '../../journal/records.ts';
import { subjectNamed } from '../moderation/subject-named.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { subjectText } from '../policy/measures.ts';
import { readChoices } from './advice-settings-store.ts';

type Needs = { db: Database; clock: Clock; origin: string };

export type AdvisoryView = {
  name: string;
  issuer: string;
  own: boolean;
  about: 'post' | 'member' | 'instance';
  /** A post or an instance by name; a member as `ada@host`, or by the opaque id while nobody described them. */
  subject: string;
  revision: number | null;
  effect: string;
  reason: string;
  at: number;
  until: number;
  human: boolean;
  urgent: boolean;
  /** Null: there is none, or it is gone. */
  note: string | null;
  state: 'standing' | 'over' | 'withdrawn';
  /** What is made of its issuer's advice here; null: it is the own. */
  choice: AdviceChoice | null;
};

type Slots = { at: number; origin: string; seq: number; limit: number };
const newest = (db: Kysely<DB>, p: Slots) =>
  db
    .selectFrom('advisory')
    .innerJoin('journal', 'journal.origin', 'advisory.origin')
    .innerJoin('entry', (join) =>
      join.onRef('entry.journal_id', '=', 'journal.id').onRef('entry.seq', '=', 'advisory.seq'),
    )
    .selectAll('advisory')
    .select(['entry.content', 'entry.content_state'])
    .where((eb) =>
      eb.or([
        eb('advisory.at', '<', p.at),
        eb.and([eb('advisory.at', '=', p.at), eb('advisory.origin', '<', p.origin)]),
        eb.and([eb('advisory.at', '=', p.at), eb('advisory.origin', '=', p.origin), eb('advisory.seq', '<', p.seq)]),
      ]),
    )
    .orderBy('advisory.at', 'desc')
    .orderBy('advisory.origin', 'desc')
    .orderBy('advisory.seq', 'desc')
    .limit(p.limit);
const page = query<Slots>()(newest);
const pageOn = query<Slots & { subject: string }>()((db, p) => newest(db, p).where('advisory.subject', '=', p.subject));
const named = query<{ origin: string; member: string }>()((db, p) =>
  db.selectFrom('author').select('name').where('origin', '=', p.origin).where('public_id', '=', p.member),
);

const noteOf = (content: Uint8Array | null, state: string): string | null => {
  if (content === null || state !== 'held') return null;
  const parsed = parseContent('advisory.issued', content);
  return parsed.ok ? (parsed.content.note ?? null) : null;
};

/** About one post by name, one member as `ada@host`, one instance by its host, or all. */
type Asked = {
  cursor?: string | undefined;
  limit: number;
  post?: string | undefined;
  member?: string | undefined;
  peer?: string | undefined;
};

/** As rows name it, who is at home here too: `remote <opaque id>@<origin>`. Undefined: all. */
const wanted = async (reader: Reader, home: string, { post, member, peer }: Asked): Promise<string | undefined> => {
  if (post !== undefined) return `post ${post}`;
  if (peer !== undefined) return `peer ${peer}`;
  if (member === undefined) return undefined;
  const subject = await subjectNamed(reader, home, { member });
  return 'member' in subject ? subjectText({ origin: home, ...subject, kind: 'remote' }) : '';
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` (member), `invalid` (cursor) */
export const readAdvisories =
  ({ db, clock, origin: home }: Needs) =>
  async (actor: Actor, asked: Asked): Promise<Page<AdvisoryView>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const { cursor, limit } = asked;
    const [at, origin, seq] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, '', 0] : decodeCursor(cursor);
    const subject = await wanted(db.read, home, asked);
    const slots = { at, origin, seq, limit: limit + 1 };
    const rows = await (subject === undefined ? db.read.all(page, slots) : db.read.all(pageOn, { ...slots, subject }));
    const choices = await readChoices(db.read);
    const now = clock.now();
    const items: AdvisoryView[] = [];
    for (const row of rows.slice(0, limit)) {
      const [, name = ''] = row.subject.split(' ');
      const [id = '', host = ''] = name.split('@');
      const member = row.kind === 'member' ? (await db.read.get(named, { origin: host, member: id }))?.name : undefined;
      items.push({
        name: `${row.seq}@${row.origin}`,
        issuer: row.origin,
        own: row.origin === home,
        about: row.kind,
        subject: member ? `${member}@${host}` : name,
        revision: row.revision,
        effect: row.effect,
        reason: row.reason,
        at: row.at,
        until: row.until_at,
        human: row.human === 1,
        urgent: row.urgent === 1,
        note: noteOf(row.content, row.content_state),
        state: row.withdrawn_seq !== null ? 'withdrawn' : row.until_at <= now ? 'over' : 'standing',
        choice: row.origin === home ? null : (choices.get(row.origin) ?? 'label'),
      });
    }
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items, next: last ? encodeCursor([last.at, last.origin, last.seq]) : null };
  };
