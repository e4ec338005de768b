// Those who moderate: what they do at each house, and a record of it that knows nothing of how it is done.
import { parseEntryName } from '../../src/base/names.ts';
import { query } from '../../src/db/statement.ts';
import type { AdviceChoice } from '../../src/db/tables/advice.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import type { MeasureKind, Reason, Settings, Subject } from '../../src/forum/policy/measures.ts';
import { subjectText } from '../../src/forum/policy/measures.ts';
import { memberNames, moderator } from './coalition.ts';
import type { Instance } from './instance.ts';
import { memberNow } from './look.ts';
import { heard } from './pen.ts';
import type { Town } from './town.ts';

export type Act = {
  number: number;
  kind: MeasureKind | 'bulk';
  /** By subjectText. */
  subject: string;
  scope: string;
  settings: Settings;
  /** When it was taken. */
  from: number;
  until: number;
  parent: number | null;
  undone: boolean;
};

/** What an admin chose about advice. */
export type Choices = { quorum: boolean; withdrawn: 'collapse' | 'show'; peers: Map<string, AdviceChoice> };

export type NewMeasure = {
  kind: MeasureKind;
  /** More than one: one action carries one for each. */
  on: readonly [Subject, ...Subject[]];
  scope?: string;
  settings?: Settings;
  /** Milliseconds. */
  lasts: number;
  /** By the operator: then those who moderate decide an appeal against it. */
  byOperator?: boolean;
};

export type Desk = {
  acts(house: number): readonly Act[];
  choices(house: number): Choices;
  /** Whether all that happened at this house is on record: nothing was cut off by a crash, or went back with a backup. */
  isSure(house: number): boolean;
  doubt(house: number): void;
  measure(house: number, measure: NewMeasure): Promise<number>;
  undo(house: number, act: Act): Promise<void>;
  choose(house: number, peer: string, choice: AdviceChoice, more: Pick<Choices, 'quorum' | 'withdrawn'>): Promise<void>;
  advise(house: number, post: string, effect: 'label' | 'collapse', lasts: number, reason?: Reason): Promise<string>;
  unadvise(house: number, advisory: string): Promise<void>;
  takeBack(house: number, post: string, lasts: number): Promise<void>;
  letStand(house: number, post: string): Promise<void>;
  /** What was decided about a member who has left restricts nobody. */
  forget(house: number, publicId: string): void;
  /** Who has left. */
  left(house: number): number;
  /** A member reports a post. Answers the id of the case. */
  report(house: number, member: number, post: string): Promise<string>;
  forward(house: number, id: string): Promise<void>;
  /** Decides an appeal against what the operator did, or else the house's oldest open case. */
  decide(house: number): Promise<void>;
  /** A member appeals against what another house has told them. Answers whether there was anything. */
  appeal(house: number, member: number, which: number): Promise<boolean>;
};

const caseAbout = query<{ subject: string }>()((db, p) =>
  db.selectFrom('moderation_case').select('public_id as id').where('subject', '=', p.subject),
);
const openAppeal = query()((db) =>
  db
    .selectFrom('appeal')
    .innerJoin('moderation_case', 'moderation_case.id', 'appeal.case_id')
    .select(['appeal.public_id as appeal', 'appeal.action', 'moderation_case.public_id as id', 'version'])
    .where('appeal.state', '=', 'open')
    .where('appeal.actor', '=', 'operator')
    .orderBy('appeal.id')
    .limit(1),
);
const takenAt = query<{ number: number }>()((db, p) =>
  db.selectFrom('action').select('at').where('number', '=', p.number),
);
const oldestCase = query()((db) =>
  db
    .selectFrom('moderation_case')
    .select(['public_id as id', 'version'])
    .where('state', 'in', ['open', 'claimed'])
    .orderBy('id')
    .limit(1),
);

const keyOf = (name: string) => {
  const key = parseEntryName(name);
  if (!key) throw new Error(`${name} names no entry`);
  return key;
};

const WHY = { reason: 'spam', rule: 'rules#1', basis: 'own', words: 'Because.' } as const;

type Record = { acts: Act[]; choices: Choices; begun: number; done: number; left: number; doubted: boolean };

export const createDesk = (town: Pick<Town, 'at'>): Desk => {
  const records = new Map<number, Record>();
  const recordOf = (house: number): Record => {
    const choices: Choices = { quorum: false, withdrawn: 'collapse', peers: new Map() };
    const record = records.get(house) ?? { acts: [], choices, begun: 0, done: 0, left: 0, doubted: false };
    records.set(house, record);
    return record;
  };
  /** Somebody does something, by the verbs of the house; who it is and may do is read as with each request. */
  const doing = async <T>(house: number, name: string, act: (one: Instance, who: Who) => Promise<T>): Promise<T> => {
    const one = town.at(house);
    const record = recordOf(house);
    record.begun++;
    const acting = async () => act(one, await memberNow(one.db.read, name, one.clock.now()));
    const settled = heard(one, acting());
    await settled.catch(() => {});
    record.done++;
    return settled;
  };
  type Who = Awaited<ReturnType<typeof memberNow>>;

  return {
    acts: (house) => recordOf(house).acts,
    choices: (house) => recordOf(house).choices,
    isSure: (house) => !recordOf(house).doubted && recordOf(house).begun === recordOf(house).done,
    doubt(house) {
      recordOf(house).doubted = true;
    },
    forget(house, publicId) {
      const record = recordOf(house);
      record.left++;
      for (const act of record.acts) if (act.subject === `member ${publicId}`) act.undone = true;
    },
    left: (house) => recordOf(house).left,
    measure: (house, { kind, on, scope, settings = {}, lasts, byOperator = false }) =>
      doing(house, moderator, async (one, mo) => {
        const until = one.clock.now() + lasts;
        const [first, ...more] = on;
        const about = { ...WHY, kind, lasts: { until }, settings, ...(scope === undefined ? {} : { scope }) };
        const { takeAction, takeBulk } = one.forum.moderation;
        const by = byOperator ? operator : mo;
        const { actions } =
          more.length === 0
            ? await takeAction(by, { ...about, subject: first })
            : await takeBulk(by, { ...about, subjects: on });
        const from = (await one.db.read.get(takenAt, { number: actions[0]?.number ?? 0 }))?.at ?? 0;
        const parent = more.length === 0 ? null : (actions[0]?.number ?? 0);
        for (const action of actions) {
          const carried = action.kind === 'bulk' ? null : parent;
          recordOf(house).acts.push({
            ...{ number: action.number, kind: action.kind as Act['kind'], subject: action.subject, settings, until },
            ...{ scope: scope ?? '', from, parent: carried, undone: false },
          });
        }
        return actions[0]?.number ?? 0;
      }),
    undo: (house, act) =>
      doing(house, moderator, async (one, mo) => {
        await one.forum.moderation.reverseAction(mo, act.number, { words: '' });
        act.undone = true;
      }),
    choose: (house, peer, choice, more) =>
      doing(house, moderator, async (one, mo) => {
        await one.forum.advice.change(mo, { ...more, peers: { [peer]: choice } });
        const { choices } = recordOf(house);
        Object.assign(choices, more);
        choices.peers.set(peer, choice);
      }),
    advise: (house, post, effect, lasts, reason = 'spam') =>
      doing(house, moderator, async (one, mo) => {
        const until = new Date(one.clock.now() + lasts).toISOString();
        const advice = { subject: { post }, effect, reason, until, urgent: false, note: '' } as const;
        return (await one.forum.advice.issue(mo, advice)).name;
      }),
    unadvise: (house, advisory) => doing(house, moderator, (one, mo) => one.forum.advice.withdraw(mo, advisory)),
    takeBack: (house, post, lasts) =>
      doing(house, moderator, async (one, mo) => {
        const until = one.clock.now() + lasts;
        const { reason, rule, words } = WHY;
        const key = keyOf(post);
        const { action } = await one.forum.advice.withdrawPost(mo, key, { reason, rule, words, lasts: { until } });
        recordOf(house).acts.push({
          ...{ number: action, kind: 'collapse', subject: subjectText({ kind: 'post', key }), until },
          ...{ scope: '', settings: {}, from: until - lasts, parent: null, undone: false },
        });
      }),
    letStand: (house, post) =>
      doing(house, moderator, async (one, mo) => {
        const carrying = recordOf(house).acts.findLast(
          (act) => act.kind === 'collapse' && act.subject === `post ${post}` && !act.undone,
        );
        await one.forum.advice.reinstatePost(mo, keyOf(post), { words: '' });
        if (carrying) carrying.undone = true;
      }),
    report: (house, member, post) =>
      doing(house, memberNames[member] ?? '', async (one, who) => {
        await one.forum.cases.reportPost(who, keyOf(post), { reason: 'spam', words: 'Look.' });
        return (await one.db.read.get(caseAbout, { subject: `post ${post}` }))?.id ?? '';
      }),
    forward: (house, id) =>
      doing(house, moderator, async (one, mo) => {
        await one.forum.cases.forward(mo, id, { words: 'Yours.' });
      }),
    decide: (house) =>
      doing(house, moderator, async (one, mo) => {
        const appealed = await one.db.read.get(openAppeal, {});
        if (appealed) {
          const { version } = await one.forum.cases.claim(mo, appealed.id, appealed);
          const decided = { version, outcome: 'overturned', reasons: 'It was wrong.' } as const;
          await one.forum.cases.decideAppeal(mo, appealed.appeal, decided);
          for (const act of recordOf(house).acts) if (act.number === appealed.action) act.undone = true;
          return;
        }
        const found = await one.db.read.get(oldestCase, {});
        if (!found) return;
        const { version } = await one.forum.cases.claim(mo, found.id, found);
        const decision = { version, outcome: 'dismissed', actions: [], words: '', note: '' } as const;
        await one.forum.cases.decide(mo, found.id, { ...decision, actions: [] });
      }),
    appeal: (house, member, which) =>
      doing(house, memberNames[member] ?? '', async (one, who) => {
        const { items } = await one.forum.cases.notices(who, { limit: 20 });
        const notice = items[which % Math.max(1, items.length)];
        if (notice) await one.forum.cases.appealElsewhere(who, { notice: notice.id, words: 'Look again.' });
        return notice !== undefined;
      }),
  };
};
