// What must be true at the end of a world of random histories: everybody was told, nobody decided about what they did themselves,
// and the log verifies and replays, also once what names persons is erased.
import { expect } from 'vitest';
import { query } from '../../../../src/db/statement.ts';
import { readCursor } from '../../../../src/events/event-store.ts';
import { forgetModerationOfMember } from '../../../../src/forum/moderation/member-data.ts';
import { readNews } from '../../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../../src/forum/notifications/notifier.ts';
import type { Model, Told } from './model.ts';
import { HOME, HOUR, type World } from './world.ts';

const taken = query()((db) =>
  db.selectFrom('event').select(['id', 'data']).where('kind', '=', 'action.taken').orderBy('id'),
);
const newest = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('id')));
const notices = query()((db) =>
  db
    .selectFrom('notification')
    .innerJoin('member', 'member.id', 'notification.member_id')
    .select(['member.public_id', 'notification.about'])
    .where('notification.kind', '=', 'measure'),
);
const living = query()((db) => db.selectFrom('member').select(['id', 'public_id']).where('state', '=', 'active'));
const sent = query()((db) => db.selectFrom('message_out').select('content').where('kind', '=', 'notice.to-member'));
const decided = query()((db) =>
  db
    .selectFrom('appeal')
    .innerJoin('member', 'member.id', 'appeal.decided_by')
    .select(['appeal.actor', 'appeal.member_id', 'appeal.action', 'member.public_id as by', 'member.id as by_id']),
);

const tellHere = async ({ db }: World): Promise<void> => {
  const notifier = createNotifier({ db, origin: HOME });
  const last = Number((await db.read.get(newest, {}))?.id ?? 0);
  for (let stands = 0; stands < last; ) {
    const to = Math.min(last, stands + 500);
    stands = (await notifier.tell(stands, await readNews(db.read, stands + 1, to, HOME), to)) ?? last;
  }
};

/** The last event is an action: the cursor stands there when all of them were told. */
const tellElsewhere = async (world: World): Promise<void> => {
  const { db, forum, root, clock, staff } = world;
  const about = {
    kind: 'note',
    subject: { kind: 'member', member: staff[1]?.publicId ?? '' },
    reason: 'spam',
  } as const;
  const lasts = { until: clock.now() + HOUR };
  await forum.moderation.takeAction(root, { ...about, scope: 'instance', basis: 'own', words: 'The end.', lasts });
  const last = (await db.read.all(taken, {})).at(-1)?.id ?? 0;
  const ended = new AbortController();
  const telling = forum.cases.tellRemote(ended.signal);
  while (((await readCursor(db.read, 'remote-notices')) ?? 0) < last)
    await new Promise((resolve) => setImmediate(resolve));
  ended.abort();
  await telling;
};

/** @param restricted actions that were ever in force */
export const expectTold = async (world: World, model: Model, restricted: ReadonlySet<Told>): Promise<void> => {
  const { db } = world;
  await tellElsewhere(world);
  await tellHere(world);
  const ranges = (await db.read.all(taken, {})).map(({ data }) => JSON.parse(data) as { first: number; last: number });
  const told = new Set((await db.read.all(notices, {})).map((row) => `${row.public_id}@${HOME} ${row.about}`));
  const here = new Set((await db.read.all(living, {})).map((row) => `${row.public_id}@${HOME}`));
  const messages = (await db.read.all(sent, {})).map(
    ({ content }) => JSON.parse(content) as { action: string; state: string },
  );
  const away = new Set(messages.filter(({ state }) => state === 'taken').map(({ action }) => action));
  for (const { number, kind, person, hash } of restricted) {
    if (person === '' || kind === 'keep') continue;
    if (!person.endsWith(`@${HOME}`)) {
      expect(away.has(hash), `a message to ${person} of action ${number}, ${kind}`).toBe(true);
      continue;
    }
    if (!here.has(person)) continue;
    // Of what was done at one time, the first on them stands for all.
    const firsts = ranges
      .filter(({ first, last }) => first <= number && number <= last)
      .map(({ first }) => {
        for (let each = first; ; each++) {
          const one = model.log.get(each);
          if (!one || (one.person === person && one.kind !== 'note')) return each;
        }
      });
    expect(
      firsts.some((first) => told.has(`${person} ${first}`)),
      `a notice of action ${number}, ${kind}`,
    ).toBe(true);
  }
};

export const expectDecidedByOthers = async ({ db }: World, model: Model): Promise<number> => {
  const rows = await db.read.all(decided, {});
  for (const { actor, by, by_id, member_id, action } of rows) {
    expect(by, 'who decided an appeal took the action').not.toBe(actor);
    expect(by_id, 'who decided an appeal had appealed').not.toBe(member_id);
    if (action === null) continue;
    expect(`${by}@${HOME}`, 'by the log').not.toBe(model.log.get(action)?.actor);
    const agreed = [...model.log.values()].filter(({ kind, target }) => kind === 'approval' && target === action);
    expect(agreed.map(({ actor: approver }) => approver)).not.toContain(`${by}@${HOME}`);
  }
  for (const { kind, target, actor, caseId, number } of model.log.values()) {
    // What an appeal undid.
    if (kind !== 'reversal' || caseId === null || !model.onAppeal.has(number)) continue;
    expect(actor, `action ${number}`).not.toBe(model.log.get(target ?? 0)?.actor);
  }
  return rows.length;
};

/** Erases every third member: the chain still verifies, and what is left replays to what is in force. */
export const expectWhole = async ({ db, forum }: World): Promise<void> => {
  const whole = async () => {
    const { faults, erased, actions } = await forum.moderation.verifyLog();
    expect(faults).toEqual([]);
    const { differences, underWay, inForce } = await forum.moderation.replayLog();
    expect({ differences, underWay }).toEqual({ differences: [], underWay: 0 });
    return { erased, actions, inForce };
  };
  const before = await whole();
  expect(before.actions).toBeGreaterThan(100);
  expect(before.inForce).toBeGreaterThan(10);
  for (const { id } of (await db.read.all(living, {})).filter((_, index) => index % 3 === 1))
    await db.write((tx) => forgetModerationOfMember(tx, id));
  expect((await whole()).erased).toBeGreaterThan(before.erased);
};
