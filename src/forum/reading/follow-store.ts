// Rows of what members follow, and at which level. A place is followed under its id, a thread under its name.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { shownTitle } from '../../db/shown-title.ts';
import { command, query } from '../../db/statement.ts';
import type { AutoFollow, FollowLevel } from '../../db/tables/reading.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';

export type FollowTarget = { kind: 'thread' | 'place' } & PostKey;
export const followedPlace = (place: number): FollowTarget => ({ kind: 'place', origin: '', seq: place });
export const followedThread = ({ origin, seq }: PostKey): FollowTarget => ({ kind: 'thread', origin, seq });

type Key = { member: number; kind: FollowTarget['kind']; origin: string; seq: number };
type Follow = Key & { level: FollowLevel; at: number };

const keyOf = (member: number, target: FollowTarget): Key => ({ member, ...target });

const put = command<Follow>()((db, p) =>
  db
    .insertInto('follow')
    .values({ member_id: p.member, kind: p.kind, origin: p.origin, seq: p.seq, level: p.level, at: p.at })
    .onConflict((oc) => oc.columns(['member_id', 'kind', 'origin', 'seq']).doUpdateSet({ level: p.level })),
);
const add = command<Follow>()((db, p) =>
  db
    .insertInto('follow')
    .values({ member_id: p.member, kind: p.kind, origin: p.origin, seq: p.seq, level: p.level, at: p.at })
    .onConflict((oc) => oc.columns(['member_id', 'kind', 'origin', 'seq']).doNothing()),
);
const drop = command<Key>()((db, p) =>
  db
    .deleteFrom('follow')
    .where('member_id', '=', p.member)
    .where('kind', '=', p.kind)
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq),
);
const levelOf = query<Key>()((db, p) =>
  db
    .selectFrom('follow')
    .select('level')
    .where('member_id', '=', p.member)
    .where('kind', '=', p.kind)
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq),
);

type NewFollow = { member: number; target: FollowTarget; level: FollowLevel; at: number };

export const putFollow = async (tx: Writer, { member, target, level, at }: NewFollow): Promise<void> => {
  await tx.run(put, { ...keyOf(member, target), level, at });
};

/** Unless the member said themselves how they follow it. */
export const addFollow = async (tx: Writer, { member, target, level, at }: NewFollow): Promise<void> => {
  await tx.run(add, { ...keyOf(member, target), level, at });
};

export const dropFollow = async (tx: Writer, member: number, target: FollowTarget): Promise<void> => {
  await tx.run(drop, keyOf(member, target));
};

export const findFollow = async (
  reader: Reader,
  member: number,
  target: FollowTarget,
): Promise<FollowLevel | undefined> => (await reader.get(levelOf, keyOf(member, target)))?.level;

/** A followed thread or place as it is now; what is gone has no place. */
export type FollowRow = {
  id: number;
  kind: 'thread' | 'place';
  origin: string;
  seq: number;
  level: FollowLevel;
  at: number;
  title: string | null;
  place_title: string | null;
  place_kind: PlaceKind | null;
  place_slug: string | null;
  place_visibility: Visibility | null;
  place_state: string | null;
};

const page = query<{ member: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('follow')
    .leftJoin('thread', (join) =>
      join
        .on('follow.kind', '=', 'thread')
        .onRef('thread.origin', '=', 'follow.origin')
        .onRef('thread.seq', '=', 'follow.seq'),
    )
    .leftJoin('place', (join) =>
      join.on((eb) =>
        eb(
          'place.id',
          '=',
          eb.case().when('follow.kind', '=', 'place').then(eb.ref('follow.seq')).else(eb.ref('thread.place_id')).end(),
        ),
      ),
    )
    .select([
      'follow.id',
      'follow.kind',
      'follow.origin',
      'follow.seq',
      'follow.level',
      'follow.at',
      sql<string | null>`${shownTitle}`.as('title'),
      'place.title as place_title',
      'place.kind as place_kind',
      'place.slug as place_slug',
      'place.visibility as place_visibility',
      'place.state as place_state',
    ])
    .where('follow.member_id', '=', p.member)
    .where('follow.id', '<', p.before)
    .orderBy('follow.id', 'desc')
    .limit(p.limit),
);

/** Newest first. */
export const listFollows = async (
  reader: Reader,
  member: number,
  before: number,
  limit: number,
): Promise<FollowRow[]> => reader.all(page, { member, before, limit });

export type ReadingSettings = { started: AutoFollow; replied: AutoFollow };
const DEFAULTS: ReadingSettings = { started: 'every', replied: 'every' };

const settings = query<{ member: number }>()((db, p) =>
  db.selectFrom('reading_setting').select(['started', 'replied']).where('member_id', '=', p.member),
);
const putSettings = command<{ member: number } & ReadingSettings>()((db, p) =>
  db
    .insertInto('reading_setting')
    .values({ member_id: p.member, started: p.started, replied: p.replied })
    .onConflict((oc) => oc.column('member_id').doUpdateSet({ started: p.started, replied: p.replied })),
);

export const readSettings = async (reader: Reader, member: number): Promise<ReadingSettings> =>
  (await reader.get(settings, { member })) ?? DEFAULTS;

export const saveSettings = async (tx: Writer, member: number, chosen: ReadingSettings): Promise<void> => {
  await tx.run(putSettings, { member, ...chosen });
};
