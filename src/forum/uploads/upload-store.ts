// Rows of uploads: images of a member that no post names yet. A post that names one takes its row.
import { type ExpressionBuilder, sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { DB, Row } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { type Attached, noteGoneFiles } from '../threads/attachment-store.ts';
import type { NamedUpload } from '../threads/input.ts';

export type Upload = Row<'upload'>;
type OfMember = { member: number; digest: string };

const ofMember = query<{ member: number }>()((db, p) =>
  db.selectFrom('upload').selectAll().where('member_id', '=', p.member).orderBy('at', 'desc').orderBy('digest'),
);
const one = query<OfMember>()((db, p) =>
  db.selectFrom('upload').selectAll().where('member_id', '=', p.member).where('digest', '=', p.digest),
);

export const listUploads = async (reader: Reader, member: number): Promise<Upload[]> =>
  reader.all(ofMember, { member });
export const findUpload = async (reader: Reader, of: OfMember): Promise<Upload | undefined> => reader.get(one, of);

type NewUpload = OfMember & { type: string; size: number; width: number; height: number; at: number };

const put = command<NewUpload>()((db, p) =>
  db
    .insertInto('upload')
    .values({
      member_id: p.member,
      digest: p.digest,
      type: p.type,
      size: p.size,
      width: p.width,
      height: p.height,
      at: p.at,
    })
    .onConflict((oc) => oc.columns(['member_id', 'digest']).doUpdateSet((eb) => ({ at: eb.ref('excluded.at') }))),
);

/** The same image again: its time begins anew. */
export const putUpload = async (tx: Writer, upload: NewUpload): Promise<void> => {
  await tx.run(put, upload);
};

const spend = command<OfMember>()((db, p) =>
  db
    .deleteFrom('upload')
    .where('member_id', '=', p.member)
    .where('digest', '=', p.digest)
    .returning(['digest', 'type', 'size', 'width', 'height']),
);
/** What was put aside with it: it waits, or may yet be let through. Those that were decided long ago name none any more. */
const putAside = (eb: ExpressionBuilder<DB, 'upload'>) =>
  eb
    .selectFrom('held_post')
    .select('held_post.id')
    .whereRef('held_post.member_id', '=', 'upload.member_id')
    .where(sql<boolean>`held_post.attachments like '%"' || upload.digest || '"%'`);
const dropOld = command<{ before: number }>()((db, p) =>
  db
    .deleteFrom('upload')
    .where('at', '<', p.before)
    .where((eb) => eb.not(eb.exists(putAside(eb))))
    .returning('digest'),
);
const dropAll = command<{ member: number }>()((db, p) =>
  db.deleteFrom('upload').where('member_id', '=', p.member).returning('digest'),
);

export const dropUpload = async (tx: Writer, of: OfMember): Promise<boolean> => {
  const dropped = await tx.rows(spend, of);
  await noteGoneFiles(tx, [of.digest]);
  return dropped.length > 0;
};

const dropped = async (tx: Writer, rows: { digest: string }[]): Promise<number> => {
  await noteGoneFiles(
    tx,
    rows.map(({ digest }) => digest),
  );
  return rows.length;
};

/** Uploads that no post took in time. Answers how many. */
export const dropOldUploads = async (tx: Writer, before: number): Promise<number> =>
  dropped(tx, await tx.rows(dropOld, { before }));
export const dropUploadsOf = async (tx: Writer, member: number): Promise<number> =>
  dropped(tx, await tx.rows(dropAll, { member }));

const unknown = (index: number): Refusal => {
  const field = `attachments.${index}.upload`;
  return new Refusal('invalid', said`${field}: is no upload of yours, or it was used or dropped. Send it again.`, {
    field,
  });
};

/**
 * What a post is going to show, before its transaction.
 * @param kept what it shows already
 * @throws Refusal `invalid` on the attachment, `unauthenticated`
 */
export const findNamed = async (
  reader: Reader,
  actor: Actor,
  named: readonly NamedUpload[] = [],
  kept: readonly Attached[] = [],
): Promise<Attached[]> => {
  const found: Attached[] = [];
  for (const [index, { upload: digest, alt }] of named.entries()) {
    if (actor.kind !== 'member') throw new Refusal('unauthenticated', 'Sign in first.');
    const row =
      kept.find((shown) => shown.digest === digest) ?? (await findUpload(reader, { member: actor.memberId, digest }));
    if (!row) throw unknown(index);
    const { type, size, width, height } = row;
    found.push({ digest, type, size, width, height, alt });
  }
  return found;
};

/** Like {@link findNamed}, in the transaction: the uploads are the post's from now on. */
export const spendUploads = async (
  tx: Writer,
  member: number,
  named: readonly NamedUpload[] = [],
  kept: readonly Attached[] = [],
): Promise<Attached[]> => {
  const found: Attached[] = [];
  for (const [index, { upload: digest, alt }] of named.entries()) {
    const known = kept.find((shown) => shown.digest === digest);
    const [row] = known ? [known] : await tx.rows(spend, { member, digest });
    if (!row) throw unknown(index);
    const { type, size, width, height } = row as Attached;
    found.push({ digest, type, size, width, height, alt });
  }
  return found;
};

const used = query<{ member: number }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('upload')
        .select(['digest', 'size'])
        .where('member_id', '=', p.member)
        .union(
          db
            .selectFrom('author')
            .innerJoin('post', 'post.author_id', 'author.id')
            .innerJoin('board_attachment as a', 'a.post_id', 'post.id')
            .select(['a.digest', 'a.size'])
            .where('author.member_id', '=', p.member),
        )
        .union(
          db
            .selectFrom('author')
            .innerJoin('post', 'post.author_id', 'author.id')
            .innerJoin('plank_attachment as a', 'a.post_id', 'post.id')
            .select(['a.digest', 'a.size'])
            .where('author.member_id', '=', p.member),
        )
        .as('files'),
    )
    .select(sql<number>`cast(coalesce(sum(size), 0) as bigint)`.as('bytes')),
);

/** Bytes of all images of the member: what waits for a post, and what their posts show. */
export const bytesOf = async (reader: Reader, member: number): Promise<number> =>
  (await reader.get(used, { member }))?.bytes ?? 0;
