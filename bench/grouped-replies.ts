// Writes the rows of many replies again, as an earlier one left them, by pg alone: one statement for all.
import type pg from 'pg';
import type { Replied } from './copy-reply.ts';
import { arraysOf, type Cells, columnsOf, unnested } from './unnest.ts';

/** What differs from reply to reply. */
export type Said = {
  thread_id: number;
  place_id: number;
  seq: number;
  parent_id: number | null;
  author_id: number;
  body: string;
  card: string | null;
  at: number;
};
const varying = ['thread_id', 'place_id', 'seq', 'parent_id', 'author_id', 'body', 'card', 'at'];

const keyOf = (name: string): [origin: string, seq: number] => {
  const [seq = '', origin = ''] = name.split('@');
  return [origin, Number(seq.replace('b', ''))];
};

/** @param origin of the last reply in the database: `''` on boards */
export const groupedReplies = async (client: pg.Client, origin: string) => {
  const onPlank = origin !== '';
  const newest = async (table: string, count: number): Promise<Cells[]> =>
    (await client.query(`select * from ${table} order by id desc limit ${count}`)).rows.reverse();
  const [post = {}] = await newest('post', 1);
  if (post.origin !== origin) throw new Error('The last post is of another kind.');
  const events = await newest('event', onPlank ? 2 : 1);
  const [entry] = onPlank ? await newest('entry', 1) : [];

  const types = await columnsOf(client, 'post');
  const constants: unknown[] = [];
  const constant = (value: unknown, type: string | undefined): string =>
    `$${varying.length + constants.push(value)}::${type}`;
  /** Inserts one row for each of `said`: what `given` names comes from there, the rest is as in `row`. */
  const insert = async (table: string, row: Cells, given: Record<string, string>, from: string): Promise<string> => {
    const columns = [...(await columnsOf(client, table))].filter(([column]) => column !== 'id');
    const values = columns.map(([column, type]) => given[column] ?? constant(row[column], type));
    return `insert into ${table} (${columns.map(([column]) => column)}) select ${values} from ${from}`;
  };
  const own = Object.fromEntries(varying.map((column) => [column, `said.${column}`]));
  const parts = [
    `said as (select * from ${unnested(varying, types)} as s(${varying}))`,
    `grown as (update thread set post_count = post_count + g.count, listed = 1, version = version + g.count, card = null,
       active_at = g.at from (select thread_id, count(*), max(at) as at from said group by 1) g where id = g.thread_id)`,
    `placed as (update place set post_count = post_count + g.count, version = version + g.count, active_at = g.at
       from (select place_id, count(*), max(at) as at from said group by 1) g where id = g.place_id)`,
    `posted as (${await insert('post', post, { ...own, arrived_at: 'said.at' }, 'said')} returning id, thread_id, place_id, at)`,
  ];
  const [words] = await newest('post_words', 1);
  if (words)
    parts.push(`worded as (insert into post_words (id, post_id, words)
      select top + row_number() over (), posted.id, ${constant(words.words, 'tsvector')}
      from posted, (select max(id) as top from post_words) as newest)`);
  if (entry) {
    const given = { seq: 'said.seq', at: 'said.at', arrived_at: 'said.at' };
    parts.push(`entered as (${await insert('entry', entry, given, 'said')})`);
    const which = `journal_id = ${constant(entry.journal_id, 'bigint')} and epoch = ${constant(entry.epoch, 'bigint')}`;
    parts.push(`moved as (update epoch set head_seq = g.seq, head_at = g.at, head_hash = ${constant(entry.hash, 'text')}
      from (select max(seq) as seq, max(at) as at from said) g where ${which})`);
  }
  for (const [index, event] of events.entries()) {
    const ofPost = { thread_id: 'posted.thread_id', place_id: 'posted.place_id', post_id: 'posted.id' };
    const given = { at: 'posted.at', ...(event.post_id === null ? {} : ofPost) };
    parts.push(`told_${index} as (${await insert('event', event, given, 'posted')})`);
  }
  const text = `with ${parts.join(',\n')} select 1`;
  const one = async (sql: string, key: unknown[]): Promise<Record<string, number>> =>
    (await client.query(sql, key)).rows[0];
  let seq = Number(post.seq);

  return {
    /** In one transaction. */
    async write(group: readonly Said[]): Promise<void> {
      await client.query({ name: 'replies', text, values: [...arraysOf(varying, group), ...constants] });
    },
    /** What says a reply in the thread: its row, and its answer as JSON. */
    async writer({ thread, answer }: Replied) {
      const card = JSON.parse(answer) as Cells & { name: string };
      const place = await one('select id, place_id from thread where origin = $1 and seq = $2', keyOf(thread));
      const people = await one(
        'select parent_id, author_id from post where origin = $1 and seq = $2',
        keyOf(card.name),
      );
      const fixed = {
        thread_id: Number(place.id),
        place_id: Number(place.place_id),
        parent_id: Number(people.parent_id),
        author_id: Number(people.author_id),
      };
      return (body: string): { said: Said; answer: string } => {
        const at = Date.now();
        const when = new Date(at).toISOString();
        seq += 1;
        const name = onPlank ? `${seq}@${origin}` : `b${seq}`;
        const text = JSON.stringify({ ...card, name, body, at: when, arrivedAt: when });
        return { said: { ...fixed, seq, body, card: post.card === null ? null : text, at }, answer: text };
      };
    },
  };
};
