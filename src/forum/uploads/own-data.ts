// What is kept of a member's images: for their export, and when they go.

import { nameOfPost } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { dropUploadsOf, listUploads } from './upload-store.ts';

const shown = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('author')
    .innerJoin('post', 'post.author_id', 'author.id')
    .innerJoin('board_attachment as a', 'a.post_id', 'post.id')
    .select(['post.origin', 'post.seq', 'a.digest', 'a.type', 'a.size', 'a.width', 'a.height', 'a.alt'])
    .where('author.member_id', '=', p.member)
    .unionAll(
      db
        .selectFrom('author')
        .innerJoin('post', 'post.author_id', 'author.id')
        .innerJoin('plank_attachment as a', 'a.post_id', 'post.id')
        .select(['post.origin', 'post.seq', 'a.digest', 'a.type', 'a.size', 'a.width', 'a.height', 'a.alt'])
        .where('author.member_id', '=', p.member),
    ),
);

export type OwnImage = {
  /** Names the file, too. */
  id: string;
  /** The post that shows it, or did in an earlier revision; null: none yet. */
  post: string | null;
  type: string;
  size: number;
  width: number;
  height: number;
  alt: string;
};

/** All images of the member; one that several posts show comes several times. */
export const exportUploadsOfMember = async (reader: Reader, member: number): Promise<OwnImage[]> => {
  const waiting = (await listUploads(reader, member)).map(
    ({ digest, type, size, width, height }): OwnImage => ({
      id: digest,
      post: null,
      type,
      size,
      width,
      height,
      alt: '',
    }),
  );
  const known = new Set<string>();
  const named = (await reader.all(shown, { member })).flatMap(({ origin, seq, digest, ...image }): OwnImage[] => {
    const one = { id: digest, post: nameOfPost({ origin, seq }), ...image };
    const key = JSON.stringify(one);
    if (known.has(key)) return [];
    known.add(key);
    return [one];
  });
  return [...waiting, ...named];
};

/** What no post names. What posts show goes with the posts. */
export const forgetUploadsOfMember = async (tx: Writer, member: number): Promise<void> => {
  await dropUploadsOf(tx, member);
};
