// Replays the log from nothing and compares what follows from it with what is in force: the measures, and what is laid over posts,
// threads and members by them; and who has which role and moderates what.
import { nameOfPost, type PostKey, parsePostName } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { postsOf } from '../policy/author-layers.ts';
import { ADVISING, type Cursor, listCoverings, START } from '../policy/covering-store.ts';
import { memberStanding, threadLayer } from '../policy/layer.ts';
import { measuresOn } from '../policy/measure-rows.ts';
import { type ActionKind, parseSubject } from '../policy/measures.ts';
import { layerOf } from '../policy/post-layers.ts';
import { project, type Told } from './project.ts';
import { subjectOf, withParts } from './read-action.ts';
import { replayOffices } from './replay-offices.ts';
import { actionsUnderWay } from './take-effect.ts';
import { readLog } from './verify-log.ts';

export type Replayed = {
  readonly actions: number;
  readonly inForce: number;
  /** What is still being gone through (take-steps.ts): posts of members elsewhere and peers, what one action carries. It is not compared. */
  readonly underWay: number;
  /** The first few: what differs. */
  readonly differences: readonly string[];
};

const SHOWN = 20;
const PAGE = 1_000;

const measures = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .select(['action', 'subject', 'kind', 'until_at', 'ended'])
    .where('action', '>', p.after)
    .orderBy('action')
    .limit(p.limit),
);
const columns = [
  ...(['post.id', 'post.origin', 'post.seq', 'post.layer', 'post.veiled', 'place.kind', 'place.slug'] as const),
  ...(['author.public_id', 'author.origin as author_origin', 'post.withdrawn_reason'] as const),
] as const;
const layered = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(columns)
    .where('post.id', '>', p.after)
    .where('post.layer', 'is not', null)
    .orderBy('post.id')
    .limit(p.limit),
);
const bare = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(columns)
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq)
    .where('post.layer', 'is', null),
);
const postOf = query<{ origin: string; seq: number }>()((db, p) =>
  db.selectFrom('post').select('layer').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const restricted = query()((db) =>
  db.selectFrom('member').select(['public_id', 'standing']).where('standing', 'is not', null),
);
const threads = query()((db) =>
  db.selectFrom('thread').select(['origin', 'seq', 'layer']).where('layer', 'is not', null),
);
const standingOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('standing').where('public_id', '=', p.publicId),
);

/** Whether steps are still to be taken that may show the post otherwise: over those of its peer, of who wrote it, or under advice. */
const isUnderWay = (
  underWay: ReadonlySet<string>,
  row: { origin: string; public_id: string; author_origin: string; withdrawn_reason: string | null },
): boolean =>
  (row.withdrawn_reason !== null && underWay.has(ADVISING)) ||
  underWay.has(`peer ${row.origin}`) ||
  underWay.has(`remote ${row.public_id}@${row.author_origin}`);

/** Whether nothing is laid over a post that something should be laid over. */
const showsNothing = async (
  reader: Reader,
  { origin, seq }: PostKey,
  underWay: ReadonlySet<string>,
  now: number,
): Promise<boolean> => {
  const row = await reader.get(bare, { origin, seq });
  return row !== undefined && !isUnderWay(underWay, row) && (await layerOf(reader, row, now)) !== null;
};

/** The log as the projection takes it. */
export const toldFrom = async (reader: Reader): Promise<Told[]> => {
  const told: Told[] = [];
  for await (const { row, parts } of readLog(reader)) {
    const subject = row.subject === '' ? subjectOf(withParts(row, parts)) : row.subject;
    told.push({
      number: row.number,
      at: row.at,
      kind: row.kind as ActionKind,
      subject: subject === '' ? undefined : subject,
      until: row.until_at,
      parent: row.parent,
      target: row.target,
      awaits: row.awaits,
      effectiveAt: row.effective_at,
    });
  }
  return told;
};

/** @param now everything that is due by now has been done (settle.ts) */
export const replayLog = async (reader: Reader, now: number): Promise<Replayed> => {
  const differences: string[] = [];
  const differ = (text: string) => {
    if (differences.length < SHOWN) differences.push(text);
  };
  const told = await toldFrom(reader);
  const projected = project(told, now);
  for (const one of await replayOffices(reader, projected.offices)) differ(one);
  const late = await actionsUnderWay(reader);
  const isDue = (action: number): boolean => !late.has(action);
  const active = new Set([...projected.active].filter(isDue));
  const { ended } = projected;
  const subjects = new Set<string>();
  let inForce = 0;
  for (let after = 0; ; ) {
    const rows = await reader.all(measures, { after, limit: PAGE });
    for (const { action, subject, ended: over } of rows) {
      if (!isDue(action)) continue;
      inForce++;
      subjects.add(subject);
      if (!active.has(action)) differ(`action ${action} is in force, and by the log it is not`);
      else if (ended.has(action) !== (over === 1))
        differ(`action ${action}: its time is over here or in the log alone`);
    }
    after = rows.at(-1)?.action ?? after;
    if (rows.length < PAGE) break;
  }
  if (inForce !== active.size) differ(`${active.size} measures are in force by the log, and ${inForce} here`);

  const underWay = new Set(await listCoverings(reader));
  for (let after = 0; ; ) {
    const rows = await reader.all(layered, { after, limit: PAGE });
    for (const row of rows) {
      if (isUnderWay(underWay, row)) continue;
      const layer = JSON.stringify(await layerOf(reader, row, now));
      if (layer !== row.layer) differ(`post ${row.seq}@${row.origin} is shown otherwise than its measures say`);
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) break;
  }
  for (const { public_id: id, standing } of await reader.all(restricted, {})) {
    const due = memberStanding(await measuresOn(reader, [`member ${id}`], now));
    if (JSON.stringify(due) !== standing) differ('a member is restricted otherwise than the log says');
  }
  for (const { origin, seq, layer } of await reader.all(threads, {})) {
    const name = nameOfPost({ origin, seq });
    const due = threadLayer(await measuresOn(reader, [`thread ${name}`], now));
    if (JSON.stringify(due) !== layer) differ(`thread ${name} is shown otherwise than its measures say`);
  }
  // What has measures on it, and shows nothing of them.
  for (const subject of subjects) {
    if (subject.startsWith('post ')) {
      const key = parsePostName(subject.slice('post '.length));
      const row = key && (await reader.get(postOf, key));
      if (row && row.layer === null) differ(`${subject} shows nothing of its measures`);
    }
    const far = parseSubject(subject);
    if ((far?.kind === 'remote' || far?.kind === 'peer') && !underWay.has(subject))
      for (let from: Cursor | undefined = START; from; ) {
        const keys: (PostKey & Cursor)[] = await postsOf(reader, far, from, PAGE);
        for (const key of keys)
          if (await showsNothing(reader, key, underWay, now))
            differ(`post ${key.seq}@${key.origin} shows nothing of what holds for who wrote it`);
        from = keys.length === PAGE ? keys.at(-1) : undefined;
      }
    if (subject.startsWith('member ')) {
      const row = await reader.get(standingOf, { publicId: subject.slice('member '.length) });
      const due = memberStanding(await measuresOn(reader, [subject], now));
      if (row && due !== null && row.standing === null) differ('a member shows nothing of their measures');
    }
  }
  return { actions: told.length, inForce, underWay: underWay.size, differences };
};
