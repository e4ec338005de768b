// What goes over very many rows, each on a house of its own.
import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { forgetMember } from '../src/app/member-data.ts';
import { beginRefold, refoldSoon } from '../src/forum/planks/again/refold-step.ts';
import { operator } from '../src/forum/policy/actor.ts';
import type { Subject } from '../src/forum/policy/measures.ts';
import { endEpochs } from '../src/journal/end-epochs.ts';
import { findEntry } from '../src/journal/entry-store.ts';
import { boardNamed } from './house.ts';
import { type Deed, type House, POSTS, READER, WRITER } from './steps-house.ts';

/** Actions of one bulk measure. */
const BULK = 3_000;
/** Of one moderator. */
const ACTIONS = 10_000;
/** Posts under advice. */
const ADVISED = 10_000;
/** Posts of a long thread. */
const THREAD = 100_000;

/** What no verb does at once. */
const change = (file: string, ...statements: string[]): void => {
  const db = new BetterSqlite3(file);
  for (const statement of statements) db.exec(statement);
  db.close();
};

const lasts = { permanent: 'Measured.' };
const bulkOf = (file: string, count = BULK, from = 0): Subject[] => {
  const db = new BetterSqlite3(file, { readonly: true });
  const seqs = db
    .prepare(`select seq from post where origin <> '' order by id limit ${count} offset ${from}`)
    .pluck()
    .all() as number[];
  db.close();
  return seqs.map((seq) => ({ kind: 'post', key: { origin: WRITER, seq }, revision: seq }));
};
const takeBulk = ({ forum, file }: House) =>
  forum.moderation.takeBulk(operator, {
    ...{ kind: 'collapse', subjects: bulkOf(file), reason: 'spam', basis: 'own', words: 'Sold things.', lasts },
  });
const finish = async ({ core, forum }: House): Promise<void> => {
  await forum.moderation.cover();
  const coalition = await core.coalition();
  if (coalition === undefined) throw new Error('no coalition');
};

export const deeds: Deed[] = [
  {
    what: 'folding all journals anew',
    work: async (house) => {
      await house.core.db.write(beginRefold);
      await finish(house);
    },
  },
  {
    what: 'erasing all that a member said on planks',
    work: async (house) => {
      await house.forum.eraseMember(house.member, { pause: () => nextTurn() });
      await finish(house);
    },
  },
  {
    what: 'another name for who wrote all posts',
    work: async (house) => {
      await house.forum.changeProfile(house.member, { displayName: 'Another name' });
      await house.forum.redescribeMember(operator, house.member.publicId);
      await finish(house);
    },
  },
  {
    what: 'letting a member of a filtered peer through',
    host: READER,
    prepare: async (house) => {
      const subject = { kind: 'peer', origin: WRITER } as const;
      const settings = { holdFirst: true, collapse: true };
      await house.forum.moderation.takeAction(operator, {
        ...{
          kind: 'filter',
          subject,
          scope: 'planks',
          reason: 'spam',
          basis: 'own',
          words: 'Mostly spam.',
          lasts,
          settings,
        },
      });
      await finish(house);
    },
    work: async (house) => {
      const [subject] = bulkOf(house.file);
      if (!subject) throw new Error('no post');
      await house.forum.moderation.takeAction(operator, {
        ...{ kind: 'keep', subject, reason: 'other', basis: 'own', words: 'It is fine.', lasts },
      });
      await finish(house);
    },
  },
  {
    what: 'the page of what is held from peers, none of it',
    host: READER,
    prepare: async (house) => {
      change(
        house.file,
        `insert into place (kind, coalition, slug, title, text, visibility, position, state, created_at)
         select kind, coalition, 'nothing', title, text, visibility, 9, state, 1 from place where kind = 'plank' limit 1`,
      );
      await house.forum.moderation.takeAction(operator, {
        ...{ kind: 'limit', subject: { kind: 'remote', origin: WRITER, member: house.member.publicId } },
        ...{ scope: 'plank:nothing', reason: 'spam', basis: 'own', words: 'Mostly spam.', lasts },
      });
      await finish(house);
    },
    work: ({ forum }) => forum.moderation.heldFromPeers(operator, { limit: 50 }),
  },
  {
    what: `${BULK.toLocaleString('en')} posts collapsed by one action`,
    work: async (house) => {
      await takeBulk(house);
      await finish(house);
    },
  },
  {
    what: `an action that carries ${BULK.toLocaleString('en')} undone`,
    prepare: takeBulk,
    work: async (house) => {
      const { forum } = house;
      await forum.moderation.reverseAction(operator, 1, { words: 'It was not so.', basis: 'own' });
      await finish(house);
    },
  },
  {
    what: 'votes on all posts of a member who leaves',
    prepare: async ({ file, member }) => {
      const db = new BetterSqlite3(file);
      db.exec(
        `insert into vote (member_id, post_origin, post_seq, value, at) select ${member.memberId}, origin, seq, 1, 1 from post where origin <> ''`,
      );
      db.exec(
        `insert or replace into vote_count (post_origin, post_seq, up, down) select origin, seq, 1, 0 from post where origin <> ''`,
      );
      db.close();
    },
    work: async ({ core, member }) => core.db.write((tx) => forgetMember(tx, member.memberId)),
  },
  {
    what: `all that one moderator did undone, ${ACTIONS.toLocaleString('en')} actions`,
    prepare: async ({ forum, file }) => {
      const [subject] = bulkOf(file);
      if (!subject) throw new Error('no post');
      for (let taken = 0; taken < ACTIONS; taken += BULK)
        await forum.moderation.takeBulk(operator, {
          ...{ kind: 'collapse', subjects: bulkOf(file, Math.min(BULK, ACTIONS - taken), taken), reason: 'spam' },
          ...{ basis: 'own', words: 'Sold things.', lasts },
        });
      // As if each had been taken by itself.
      change(
        file,
        "update action set alias = 1, parent = null where kind <> 'bulk'",
        'update measure set parent = null',
      );
    },
    work: async (house) => {
      await house.forum.moderation.reverseAllOf(operator, { by: 'moderator 1', since: 0, words: 'All of it.' });
      await finish(house);
    },
  },
  {
    what: `other settings for advice, ${ADVISED.toLocaleString('en')} posts under it`,
    host: READER,
    prepare: async ({ file }) => {
      const until = Date.now() + 80 * 86_400_000;
      change(
        file,
        `insert into advisory (origin, seq, kind, subject, revision, effect, reason, at, until_at, human, urgent, weighty, day, place)
         select origin, seq, 'post', 'post ' || seq || '@' || origin, seq, 'label', 'spam', 1, ${until}, 1, 0, 1, 1, 0
         from post where origin <> '' order by id limit ${ADVISED}`,
      );
    },
    work: async (house) => {
      await house.forum.advice.change(operator, { quorum: true });
      await finish(house);
    },
  },
  {
    what: `moving a thread of ${THREAD.toLocaleString('en')} posts`,
    prepare: async ({ file }) => {
      change(
        file,
        'drop trigger plank_words_update',
        `update post set origin = '', place_id = (select id from place where slug = '${boardNamed(0)}'),
           thread_id = (select min(id) from thread) where id in (select id from post order by id limit ${THREAD})`,
        `update thread set origin = '', place_id = (select id from place where slug = '${boardNamed(0)}'), post_count = ${THREAD}
           where id = (select min(id) from thread)`,
      );
    },
    work: async (house) => {
      const db = new BetterSqlite3(house.file, { readonly: true });
      const seq = db.prepare("select seq from thread where origin = ''").pluck().get() as number;
      db.close();
      await house.forum.moveThread(operator, { origin: '', seq }, { board: boardNamed(1) });
      await finish(house);
    },
  },
  {
    what: `dropping a filter that matched ${POSTS.toLocaleString('en')} times`,
    prepare: async ({ forum, file }) => {
      await forum.automation.addFilter(operator, {
        ...{ kind: 'words', pattern: 'things', effect: 'label', reason: 'spam', words: 'Things.' },
      });
      change(
        file,
        "insert into filter_match (filter_id, post, at, acted) select (select id from filter), seq || '@' || origin, at, 0 from post",
      );
    },
    work: async (house) => {
      const [filter] = await house.forum.automation.listFilters(operator);
      if (!filter) throw new Error('no filter');
      await house.forum.automation.dropFilter(operator, filter.id);
      await finish(house);
    },
  },
  {
    what: `a final statement that cuts off ${POSTS.toLocaleString('en')} entries`,
    host: READER,
    work: async (house) => {
      const { core } = house;
      await core.db.write(async (tx) => {
        const entry = await findEntry(tx, 1, 50);
        if (!entry) throw new Error('no entry');
        await endEpochs(tx, 1, 2, [1, 50, entry.hash]);
        const coalition = await core.coalition();
        if (coalition !== undefined) await refoldSoon(tx, await core.facts(tx, coalition));
      });
      await finish(house);
    },
  },
  {
    what: 'a peer with all posts filtered',
    host: READER,
    work: async (house) => {
      await house.forum.moderation.takeAction(operator, {
        ...{ kind: 'filter', subject: { kind: 'peer', origin: WRITER }, scope: 'planks', reason: 'spam', basis: 'own' },
        ...{ words: 'Mostly spam.', lasts, settings: { collapse: true } },
      });
      await finish(house);
    },
  },
];
