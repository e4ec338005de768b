// Images: what members uploaded and named in no post yet, what posts show, and which files of planks are here.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const statements = (dialect: Dialect): string[] => {
  const int = dialect === 'sqlite' ? 'integer' : 'bigint';
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  const rowless = dialect === 'sqlite' ? ' without rowid' : '';
  // One row an image of one revision of a post: the number of the revision is the post's edit_seq while that is shown.
  const attachments = (name: string): string[] => [
    `create table ${name} (post_id ${int} not null, revision ${int} not null, position ${int} not null, digest ${text} not null,
       type text not null, size ${int} not null, width ${int} not null, height ${int} not null, alt text not null,
       primary key (post_id, revision, position))${rowless}`,
    `create index ${name}_by_digest on ${name} (digest)`,
  ];
  return [
    // Until a post names it. A file is named by the SHA-256 of its bytes.
    `create table upload (member_id ${int} not null references member(id), digest ${text} not null, type text not null, size ${int} not null,
       width ${int} not null, height ${int} not null, at ${int} not null, primary key (member_id, digest))${rowless}`,
    `create index upload_by_digest on upload (digest)`,
    `create index upload_by_age on upload (at)`,
    ...attachments('board_attachment'),
    // Written by planks alone: what is not named here is no business of peers.
    ...attachments('plank_attachment'),
    // Files that entries on planks name. Type and measures are those of the bytes, once they are here.
    `create table plank_blob (digest ${text} primary key, origin ${text} not null, state text not null, type text not null, size ${int} not null,
       width ${int} not null, height ${int} not null, tries ${int} not null, next_at ${int} not null, here_at ${int} not null)${rowless}`,
    `create index plank_blob_wanted on plank_blob (tries, next_at) where state = 'wanted'`,
    `create index plank_blob_by_origin on plank_blob (origin, here_at)`,
    // Files that may have lost their last name; doomed: being taken off the disk.
    `create table file_gone (digest ${text} primary key, doomed ${int} not null)${rowless}`,
  ];
};

export const uploads = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
