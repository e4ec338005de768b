// Everything that is kept of one member's reading: to hand it to them, and to forget it with them.
import { nameOfPost } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { readSettings } from './follow-store.ts';

type Member = { member: number };
const tables = ['read_mark', 'place_mark', 'follow', 'reading_setting', 'bookmark', 'hidden'] as const;
const drops = tables.map((table) =>
  command<Member>()((db, p) => db.deleteFrom(table).where(`${table}.member_id`, '=', p.member)),
);

// Under their name in the lists of whoever has hidden them.
const dropFromLists = command<Member>()((db, p) =>
  db
    .deleteFrom('hidden')
    .where('origin', '=', '')
    .where('public_id', '=', (eb) => eb.selectFrom('member').select('public_id').where('id', '=', p.member)),
);

/** In the transaction that erases the member. */
export const forgetReadingOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  for (const drop of [...drops, dropFromLists]) await tx.run(drop, { member: memberId });
};

const marks = query<Member>()((db, p) =>
  db
    .selectFrom('read_mark')
    .selectAll()
    .where('member_id', '=', p.member)
    .orderBy('thread_origin')
    .orderBy('thread_seq'),
);
const placeMarks = query<Member>()((db, p) =>
  db
    .selectFrom('place_mark')
    .innerJoin('place', 'place.id', 'place_mark.place_id')
    .select(['place.kind', 'place.slug', 'place_mark.arrived_at'])
    .where('member_id', '=', p.member)
    .orderBy('place.id'),
);
const follows = query<Member>()((db, p) =>
  db
    .selectFrom('follow')
    .leftJoin('place', (join) => join.on('follow.kind', '=', 'place').onRef('place.id', '=', 'follow.seq'))
    .select([
      'follow.kind',
      'follow.origin',
      'follow.seq',
      'follow.level',
      'follow.at',
      'place.kind as place',
      'place.slug',
    ])
    .where('member_id', '=', p.member)
    .orderBy('follow.id'),
);
const bookmarks = query<Member>()((db, p) =>
  db.selectFrom('bookmark').selectAll().where('member_id', '=', p.member).orderBy('id'),
);
const hidden = query<Member>()((db, p) =>
  db.selectFrom('hidden').select(['name', 'origin', 'at']).where('member_id', '=', p.member).orderBy('id'),
);

const iso = (ms: number): string => new Date(ms).toISOString();

/** Plain JSON for the member's own archive; members of this instance are hidden under their bare names. */
export const exportReadingOfMember = async (reader: Reader, memberId: number) => {
  const member = { member: memberId };
  return {
    settings: await readSettings(reader, memberId),
    read: (await reader.all(marks, member)).map((row) => ({
      thread: nameOfPost({ origin: row.thread_origin, seq: row.thread_seq }),
      upTo: row.arrived_at < 0 ? null : nameOfPost({ origin: row.post_origin, seq: row.post_seq }),
      at: iso(row.read_at),
    })),
    readPlaces: (await reader.all(placeMarks, member)).map((row) => ({
      place: { kind: row.kind, slug: row.slug },
      at: iso(row.arrived_at),
    })),
    follows: (await reader.all(follows, member)).map((row) => ({
      ...(row.kind === 'thread' ? { thread: nameOfPost(row) } : { place: { kind: row.place, slug: row.slug } }),
      level: row.level,
      at: iso(row.at),
    })),
    bookmarks: (await reader.all(bookmarks, member)).map((row) => ({
      post: nameOfPost({ origin: row.post_origin, seq: row.post_seq }),
      note: row.note,
      at: iso(row.at),
    })),
    hidden: (await reader.all(hidden, member)).map((row) => ({
      who: row.origin === '' ? row.name : `${row.name}@${row.origin}`,
      at: iso(row.at),
    })),
  };
};
