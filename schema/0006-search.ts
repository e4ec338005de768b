// Full-text search: what live posts say, by word. Rows leave with their words by trigger, whoever changes the post.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

/**
 * Numbers of the index follow the time shown: milliseconds since 2020, then 12 bits for posts of the same one. They stay the
 * same when the planks are folded anew, where those of posts do not.
 */
const first = (row: string): string =>
  `(case when ${row}.at < 1577836800000 then 0 else ${row}.at - 1577836800000 end) * 4096`;

const ofPost = (row: string): string => `id between ${first(row)} and ${first(row)} + 4095 and post_id = ${row}.id`;
const facets = (row: string): string =>
  `'p' || ${row}.place_id || ' a' || ${row}.author_id || ' o' || hex(${row}.origin)`;

/** Boards and planks apart: planks are folded anew, boards are not. */
const sqliteWords = (table: string, which: string): string[] => {
  const remove = `insert into ${table} (${table}, rowid, title, body, facets)
      select 'delete', id, old.title, old.body, ${facets('old')} from post_doc where ${ofPost('old')};
    update words_removed set count = count + 1 where exists (select 1 from post_doc where ${ofPost('old')});
    delete from post_doc where ${ofPost('old')};`;
  return [
    // Without a copy of the texts: what is deleted must be told as it was added.
    `create virtual table ${table} using fts5(title, body, facets, content='', tokenize="unicode61 remove_diacritics 2")`,
    `insert into ${table} (${table}, rank) values ('secure-delete', 1)`,
    `insert into ${table} (${table}, rank) values ('rank', 'bm25(5.0, 1.0, 0.0)')`,
    `create trigger ${table}_delete after delete on post when old.origin ${which} begin ${remove} end`,
    `create trigger ${table}_update after update of title, body, state, at, place_id, author_id on post when old.origin ${which}
    begin ${remove}
    insert into post_doc (id, post_id) select n, new.id from (select coalesce((select max(id) + 1 from post_doc
      where id between ${first('new')} and ${first('new')} + 4095), ${first('new')}) as n)
      where new.state = 'live' and n < ${first('new')} + 4096;
    insert into ${table} (rowid, title, body, facets)
      select id, new.title, new.body, ${facets('new')} from post_doc where ${ofPost('new')}; end`,
  ];
};

const sqlite = [
  'create table post_doc (id integer primary key, post_id integer not null)',
  'create table words_removed (count integer not null)',
  'insert into words_removed values (0)',
  ...sqliteWords('board_words', `= ''`),
  ...sqliteWords('plank_words', `<> ''`),
];

const postgres = [
  `create table post_words (id bigint primary key, post_id bigint not null unique, words tsvector not null)`,
  `create index post_words_by_word on post_words using gin (words)`,
  `create function follow_post() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from post_words where post_id = old.id;
  elsif new.state <> 'live' or new.title <> old.title or new.body <> old.body or new.at <> old.at then
    delete from post_words where post_id = old.id;
  elsif new.place_id <> old.place_id or new.author_id <> old.author_id then
    update post_words set words = ts_delete(words, array['p:' || old.place_id, 'a:' || old.author_id])
      || array_to_tsvector(array['p:' || new.place_id, 'a:' || new.author_id]) where post_id = old.id;
  end if;
  return null;
end $$`,
  `create trigger post_words_delete after delete on post for each row execute function follow_post()`,
  `create trigger post_words_update after update of title, body, state, at, place_id, author_id on post
     for each row execute function follow_post()`,
];

export const search = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of dialect === 'sqlite' ? sqlite : postgres) await sql.raw(statement).execute(db);
  },
});
