// What filters read of a post that stands: its title, its words, and what stands for its images to those who do not see them.
import { type ExpressionBuilder, sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import type { DB } from '../../db/tables.ts';
import { boardAttachments, plankAttachments } from '../threads/attachment-store.ts';
import type { Shown } from './match.ts';

/** Whether a post has images: nearly none has, and then nothing more is read. */
export const hasImages = (eb: ExpressionBuilder<DB, 'post'>) =>
  eb
    .or([
      eb.exists(
        eb
          .selectFrom('board_attachment')
          .select(sql.lit(1).as('one'))
          .whereRef('board_attachment.post_id', '=', 'post.id'),
      ),
      eb.exists(
        eb
          .selectFrom('plank_attachment')
          .select(sql.lit(1).as('one'))
          .whereRef('plank_attachment.post_id', '=', 'post.id'),
      ),
    ])
    .as('has_images');

type Post = {
  readonly id: number;
  /** `''` on boards. */
  readonly origin: string;
  readonly edit_seq: number;
  readonly title: string | null;
  readonly body: string;
  readonly has_images: unknown;
};

export const shownOfPost = async (reader: Reader, post: Post): Promise<Shown> => {
  const { id, origin, edit_seq: revision, title, body } = post;
  const read = origin === '' ? boardAttachments : plankAttachments;
  const images = post.has_images ? await read(reader, { post: id, revision }) : [];
  return { body, plain: [title ?? '', ...images.map(({ alt }) => alt)] };
};
