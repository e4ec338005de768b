// What a report is about, and what everybody concerned is told in the end, where a case takes a less usual turn.
import { expect, test } from 'vitest';
import { buildCases } from '../../../src/app/cases.ts';
import { query } from '../../../src/db/statement.ts';
import type { DecisionInput } from '../../../src/forum/cases/decide-case.ts';
import { readNews } from '../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../src/forum/notifications/notifier.ts';
import type { MemberActor } from '../../../src/forum/policy/actor.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { sayEntry } from '../../../src/http/modlog-atom.ts';
import { openHouse as openAutomation } from '../automation/house.ts';
import { DAY, keyOf, ORIGIN, openHouse } from '../moderation/house.ts';

const lastEvent = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('last')));
const told = query<{ member: number }>()((db, p) =>
  db.selectFrom('notification').select(['kind', 'about']).where('member_id', '=', p.member).orderBy('id'),
);

const open = async () => {
  const house = await openHouse();
  const { cases } = buildCases(house);
  const notifier = createNotifier({ db: house.db, origin: ORIGIN });
  const [ada, bo, uma] = [await house.member('ada'), await house.member('bo'), await house.member('uma')];
  const [mo, mira] = [await house.member('mo', 'moderator'), await house.member('mira', 'moderator')];
  const root = await house.member('root', 'admin');
  await house.createBoard(root, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(ada, 'garden', { title: 'T', body: 'Rotten words.' });
  const post = keyOf(name);
  const only = async () => {
    const pages = await Promise.all(
      (['waiting', 'claimed', 'decided', 'closed'] as const).map((queue) => cases.list(mo, { queue, limit: 10 })),
    );
    const [found] = pages.flatMap(({ items }) => items);
    if (!found) throw new Error('no case');
    return found;
  };
  const claim = async (by: MemberActor) => {
    const { id, version } = await only();
    return { id, version: (await cases.claim(by, id, { version })).version };
  };
  return {
    ...{ house, cases, ada, bo, uma, mo, mira, root, post, name, only, claim },
    until: () => new Date(house.clock.now() + DAY).toISOString(),
    async decide(
      by: MemberActor,
      outcome: DecisionInput['outcome'],
      actions: Partial<DecisionInput['actions'][0]>[] = [],
    ) {
      const { id, version } = await claim(by);
      const until = new Date(house.clock.now() + DAY).toISOString();
      const all = actions.map((one) => ({
        kind: 'collapse',
        on: 'subject',
        reason: 'spam',
        basis: 'report',
        until,
        ...one,
      }));
      return cases.decide(by, id, { version, outcome, actions: all as DecisionInput['actions'], words: '', note: '' });
    },
    async judge(by: MemberActor, appeal: string, outcome: 'overturned' | 'upheld') {
      const { version } = await claim(by);
      return cases.decideAppeal(by, appeal, { version, outcome, reasons: 'We looked again.' });
    },
    outcomes: async (member: MemberActor) =>
      (await cases.ownReports(member, { limit: 10 })).items.map(({ outcome }) => outcome),
    async hears(member: MemberActor) {
      const last = Number((await house.db.read.get(lastEvent, {}))?.last ?? 0);
      const from = await notifier.cursor();
      await notifier.tell(from, await readNews(house.db.read, from + 1, last, ORIGIN), last);
      return house.db.read.all(told, { member: member.memberId });
    },
    edit: (body: string) => house.editPost(ada, post, { body }),
  };
};

test('a report is about the revision that was read, also where the author has changed it meanwhile', async () => {
  const { house, cases, bo, uma, mo, post, only, edit, decide, outcomes } = await open();
  await using _ = house;
  await edit('Friendly words.');
  const revisions: { id: string }[] = JSON.parse(await house.reads.revisions(bo, post, { limit: 10 })).items;
  const [shown, read] = revisions.map(({ id }) => Number(id));
  if (shown === undefined || read === undefined) throw new Error('two revisions');
  await expect(cases.reportPost(bo, post, { reason: 'spam', revision: 999 })).rejects.toMatchObject({
    code: 'invalid',
    field: 'revision',
  });
  await cases.reportPost(bo, post, { reason: 'harassment', revision: read });
  const whole = await cases.read(mo, (await only()).id);
  expect(whole).toMatchObject({
    revision: read,
    snapshots: [{ body: 'Rotten words.' }],
    post: { body: 'Friendly words.' },
  });
  // What is shown now is dismissed, and what was said before has not been looked at: it opens the case again.
  await cases.reportPost(uma, post, { reason: 'spam' });
  await decide(mo, 'dismissed');
  expect(await outcomes(uma)).toEqual(['dismissed']);
  await edit('Other friendly words.');
  await cases.reportPost(uma, post, { reason: 'spam' });
  await decide(mo, 'dismissed');
  expect(await cases.reportPost(uma, post, { reason: 'spam', revision: read })).toMatchObject({ outcome: 'dismissed' });
});

test('an earlier revision that nobody has decided on opens the case again', async () => {
  const { house, cases, bo, uma, mo, post, only, edit, decide } = await open();
  await using _ = house;
  await edit('Friendly words.');
  await cases.reportPost(bo, post, { reason: 'spam' });
  await decide(mo, 'dismissed');
  const [, first] = JSON.parse(await house.reads.revisions(bo, post, { limit: 10 })).items as { id: string }[];
  const late = await cases.reportPost(uma, post, { reason: 'threat', revision: Number(first?.id) });
  expect(late.outcome).toBeNull();
  expect(await only()).toMatchObject({ state: 'open', reason: 'threat' });
});

test('one of two measures is overturned: the case stays acted on, and who reported is told only once nothing stands', async () => {
  const { house, cases, ada, bo, mo, mira, post, only, decide, judge, outcomes, hears } = await open();
  await using _ = house;
  await cases.reportPost(bo, post, { reason: 'spam' });
  const { actions } = await decide(mo, 'actioned', [
    { kind: 'hide' },
    { kind: 'read-only', on: 'author', scope: 'instance' },
  ]);
  const [hide, mute] = actions.map(({ number }) => number);
  const first = await cases.appeal(ada, { decision: mute, words: 'Not me.' });
  await judge(mira, first.id, 'overturned');
  expect(await only()).toMatchObject({ state: 'actioned', outcome: 'actioned' });
  expect(await outcomes(bo)).toEqual(['actioned']);
  const before = (await hears(bo)).length;
  const second = await cases.appeal(ada, { decision: hide, words: 'Nor that.' });
  await judge(mira, second.id, 'overturned');
  expect(await only()).toMatchObject({ state: 'dismissed', outcome: 'dismissed' });
  expect(await outcomes(bo)).toEqual(['dismissed']);
  expect((await hears(bo)).length).toBe(before + 1);
  // What came of it now is mira's decision: an appeal of the reporter is for somebody else.
  const [report] = (await cases.ownReports(bo, { limit: 1 })).items;
  const against = await cases.appeal(bo, { report: report?.id ?? '', words: 'It was spam.' });
  await expect(judge(mira, against.id, 'upheld')).rejects.toMatchObject({ code: 'forbidden' });
  await cases.release(mira, (await only()).id);
  house.clock.advance(DAY / 2);
  expect(await judge(mo, against.id, 'upheld')).toMatchObject({ state: 'upheld' });
  const period = { from: house.clock.now() - 2 * DAY, to: house.clock.now() + 1 };
  const { appeals } = await house.transparency(period);
  expect(appeals).toEqual({ received: 3, overturned: 2, narrowed: 0, upheld: 1, medianWait: 0 });
  expect((await house.transparency({ from: period.to - DAY / 4, to: period.to })).appeals).toMatchObject({
    ...{ received: 0, upheld: 1, medianWait: DAY / 2 },
  });
});

test('what is deleted stays for those who still have to decide: an appeal waits, or the case is decided anew', async () => {
  const { house, cases, ada, bo, uma, mo, mira, post, only, edit, decide, judge } = await open();
  await using _ = house;
  const kept = async () => (await cases.read(mo, (await only()).id)).snapshots.length;
  await cases.reportPost(bo, post, { reason: 'spam' });
  await decide(mo, 'actioned', [{}]);
  const [number] = (await house.decisions(ada, { limit: 1 })).items.map((one) => one.number);
  const appeal = await cases.appeal(ada, { decision: number ?? 0, words: 'Look at it.' });
  await edit('Worse words.');
  await cases.reportPost(uma, post, { reason: 'spam' });
  await house.deletePost(ada, post);
  // The report is decided, the appeal goes on waiting.
  await decide(mira, 'dismissed');
  expect(await only()).toMatchObject({ state: 'open', appeals: 1 });
  expect(await kept()).toBe(2);
  await judge(mira, appeal.id, 'upheld');
  expect(await kept()).toBe(0);
});

test('an appeal of a reporter: only what was decided with it is decided anew, with what it was about', async () => {
  const { house, cases, ada, bo, uma, mo, mira, post, only, edit, decide, judge, outcomes } = await open();
  await using _ = house;
  await cases.reportPost(bo, post, { reason: 'spam' });
  await decide(mo, 'actioned', [{ kind: 'label', settings: { label: 'advertising' } }]);
  await edit('Other words.');
  const report = await cases.reportPost(uma, post, { reason: 'spam' });
  await decide(mo, 'dismissed');
  const appeal = await cases.appeal(uma, { report: report.id, words: 'It is the same.' });
  await house.deletePost(ada, post);
  await judge(mira, appeal.id, 'overturned');
  expect([await outcomes(bo), await outcomes(uma)]).toEqual([['actioned'], [null]]);
  expect((await cases.read(mira, (await only()).id)).snapshots).toMatchObject([{ gone: true }, { gone: true }]);
});

test('notes are read by whom they are for, and they are told; where nobody would read one it is refused', async () => {
  const { house, cases, ada, bo, uma, mo, post, only, hears, decide } = await open();
  await using _ = house;
  await cases.reportPost(bo, post, { reason: 'spam' });
  const { id } = await only();
  await cases.note(mo, id, { words: 'Known.', audience: 'moderators' });
  await cases.note(mo, id, { words: 'Please say where it is from.', audience: 'person' });
  await cases.note(mo, id, { words: 'We ask the author.', audience: 'reporters' });
  expect((await cases.ownNotes(ada, { limit: 10 })).items).toMatchObject([
    { subject: 'post b1', words: 'Please say where it is from.' },
  ]);
  expect((await cases.ownNotes(bo, { limit: 10 })).items).toEqual([]);
  expect((await cases.ownReports(bo, { limit: 10 })).items).toMatchObject([
    { notes: [{ words: 'We ask the author.' }] },
  ]);
  expect(await hears(ada)).toEqual([{ kind: 'measure', about: 'note' }]);
  expect(await hears(bo)).toMatchObject([{ kind: 'report' }]);
  expect(await hears(uma)).toEqual([]);
  // Who reports later does not read what was said to others before.
  house.clock.advance(1_000);
  await cases.reportPost(uma, post, { reason: 'spam' });
  expect((await cases.ownReports(uma, { limit: 10 })).items).toMatchObject([{ notes: [] }]);
  await decide(mo, 'dismissed');

  const subject = { kind: 'member', member: bo.publicId } as const;
  await house.takeAction(mo, house.measure('warning', subject, { scope: 'instance' }));
  const [warning] = (await house.decisions(bo, { limit: 1 })).items;
  await cases.appeal(bo, { decision: warning?.number ?? 0, words: 'No.' });
  const its = (await cases.list(mo, { queue: 'waiting', limit: 10 })).items[0];
  const nobody = cases.note(mo, its?.id ?? '', { words: 'Thank you.', audience: 'reporters' });
  await expect(nobody).rejects.toMatchObject({ code: 'invalid', field: 'audience' });
});

test('an appeal against what was not let through lets it through', async () => {
  const { house, cases, ada, mo, mira, post, only, claim } = await open();
  await using _ = house;
  const subject = { kind: 'member', member: ada.publicId } as const;
  await house.takeAction(mo, house.measure('hold-posts', subject, { scope: 'board:garden' }));
  const put = await house.postReply(await house.now(ada), post, { body: 'More.' });
  await house.decideHeld(mo, put.name, { release: false, words: 'No.', reason: 'off-topic' });
  const [rejection] = (await house.decisions(ada, { limit: 1 })).items;
  expect(rejection?.kind).toBe('rejection');
  const { id } = await cases.appeal(ada, { decision: rejection?.number ?? 0, words: 'It is on topic.' });
  expect((await cases.read(mira, (await only()).id)).held).toMatchObject({ state: 'refused', body: 'More.' });
  const { version } = await claim(mira);
  const decided = await cases.decideAppeal(mira, id, { version, outcome: 'overturned', reasons: 'It is.' });
  expect(decided.actions.map(({ kind }) => kind)).toEqual(['reversal', 'reversal']);
  await house.releaseAll(operator);
  const { items } = JSON.parse(await house.reads.posts(visitor, post, { limit: 9 }));
  expect(items).toMatchObject([{}, { body: 'More.' }]);
  expect(items[1]).not.toHaveProperty('moderation');
  expect(await only()).toMatchObject({ subject: 'post b2', state: 'dismissed' });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('what was held and cannot be said any more: its author is told, and its case waits for nobody', async () => {
  const house = await openAutomation();
  await using _ = house;
  const { cases } = buildCases({ ...house.core, chance: house.chance });
  const notifier = createNotifier({ db: house.db, origin: ORIGIN });
  const [ada, mo] = [await house.member('ada'), await house.member('mo', 'moderator')];
  const body = 'https://a.example https://b.example https://c.example';
  await house.postReply(ada, house.thread, { body });
  const close = house.measure(
    'close',
    { kind: 'thread', key: house.thread },
    { lasts: { reviewAt: house.clock.now() + 9 * DAY } },
  );
  await house.takeAction(mo, close);
  await house.settle(3 * DAY);
  expect((await house.ownHeld(ada, { limit: 1 })).items).toMatchObject([{ state: 'refused', post: null }]);
  expect((await cases.list(mo, { queue: 'waiting', limit: 10 })).items).toEqual([]);
  const last = Number((await house.db.read.get(lastEvent, {}))?.last ?? 0);
  await notifier.tell(0, await readNews(house.db.read, 1, last, ORIGIN), last);
  expect(await house.db.read.all(told, { member: ada.memberId })).toMatchObject([
    { kind: 'measure' },
    { kind: 'measure', about: 'held' },
  ]);
  // Once it can be said, it can be let through.
  const [waits] = (await house.ownHeld(ada, { limit: 1 })).items;
  const [closed] = (await house.modlog.list(mo, { limit: 9, kind: 'close' })).items;
  await house.reverseAction(mo, closed?.number ?? 0, { words: '' });
  const decided = await house.decideHeld(mo, waits?.id ?? '', { release: true, words: '' });
  expect(decided).toMatchObject({ state: 'released', post: 'b2', awaits: '' });
});

test('what was held and nobody looked at: its case leads to the post, and what is decided there is on the post', async () => {
  const house = await openAutomation();
  await using _ = house;
  const { cases } = buildCases({ ...house.core, chance: house.chance });
  const [ada, bo] = [await house.member('ada'), await house.member('bo')];
  const mo = await house.member('mo', 'moderator');
  const body = 'https://a.example https://b.example https://c.example';
  const put = await house.postReply(ada, house.thread, { body });
  const list = async () => (await cases.list(mo, { queue: 'waiting', limit: 10 })).items;
  const [waiting] = await list();
  if (!waiting) throw new Error('no case');
  expect(waiting.subject).toBe(`held ${put.name}`);
  expect((await cases.read(mo, waiting.id)).held).toMatchObject({ state: 'held', body });
  const claimed = await cases.claim(mo, waiting.id, { version: waiting.version });
  const decision = { actions: [], words: '', note: '' };
  await expect(
    cases.decide(mo, waiting.id, { ...decision, version: claimed.version, outcome: 'dismissed' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  house.clock.advance(3 * DAY);
  await house.settling.ready();
  await house.releaseAll(operator);
  await cases.tidy();
  const [found, ...more] = await list();
  expect([found?.id, found?.state, more]).toEqual([waiting.id, 'open', []]);
  const whole = await cases.read(mo, waiting.id);
  expect(whole).toMatchObject({
    subject: 'post b2',
    revision: 0,
    held: null,
    post: { name: 'b2', body },
    actions: [1, 2],
  });
  // A report of the post joins it.
  await cases.reportPost(bo, keyOf('b2'), { reason: 'spam' });
  const now = await cases.read(mo, waiting.id);
  expect(now.reports).toBe(1);
  const { version } = await cases.claim(mo, waiting.id, { version: now.version });
  const until = new Date(house.clock.now() + DAY).toISOString();
  const hide = { kind: 'hide', on: 'subject', reason: 'spam', basis: 'report', until } as const;
  await cases.decide(mo, waiting.id, { ...decision, version, outcome: 'actioned', actions: [hide] });
  const { items } = JSON.parse(await house.reads.posts(visitor, house.thread, { limit: 9 }));
  expect(items[1]).toMatchObject({ name: 'b2', body: '' });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('whoever approved an action decides no appeal against it; where nobody else is left, who appeals is told so', async () => {
  const { house, cases, mo, mira, root } = await open();
  await using _ = house;
  const on = { kind: 'member', member: mira.publicId } as const;
  const { actions } = await house.takeAction(mo, house.measure('read-only', on, { scope: 'instance' }));
  const number = actions[0]?.number ?? 0;
  expect(actions).toMatchObject([{ awaits: 'approval' }]);
  await house.approveAction(root, number, { words: '' });
  const appealed = await cases.appeal(mira, { decision: number, words: 'I was quoting.' });
  expect(appealed).toMatchObject({ alone: true });
  const [found] = (await cases.list(root, { queue: 'waiting', limit: 9 })).items;
  const { id = '', version = 0 } = found ?? {};
  const claimed = await cases.claim(root, id, { version });
  expect((await cases.read(root, id)).appealList).toMatchObject([{ mayDecide: false }]);
  const decision = { outcome: 'upheld', reasons: 'It stands.' } as const;
  await expect(cases.decideAppeal(root, appealed.id, { ...decision, version: claimed.version })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await cases.release(root, id);
  const zoe = await house.member('zoe', 'moderator');
  const { version: now } = (await cases.list(zoe, { queue: 'waiting', limit: 9 })).items[0] ?? { version: 0 };
  const hers = await cases.claim(zoe, id, { version: now });
  expect((await cases.read(zoe, id)).appealList).toMatchObject([{ mayDecide: true }]);
  await cases.decideAppeal(zoe, appealed.id, { ...decision, version: hers.version });
  // It stands in the log for everybody, names nobody, and gives no reasons.
  const [entry] = (await house.modlog.list(visitor, { limit: 1 })).items;
  expect(entry).toMatchObject({ kind: 'upheld', target: number, on: 'none', basis: 'appeal', host: null });
  expect(entry && sayEntry(entry)).toContain(`upheld (instance), of action ${number}`);
  expect(JSON.stringify(entry)).not.toMatch(/mira|stands\./);
  await expect(house.reverseAction(root, entry?.number ?? 0, { words: 'No.' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const { appeals } = await house.transparency({ from: 0, to: house.clock.now() + 1 });
  expect(appeals).toMatchObject({ received: 1, overturned: 0, narrowed: 0, upheld: 1 });
  expect((await house.replayLog()).differences).toEqual([]);
});

test('beyond a hundred actions a case keeps nothing back before a second person agrees', async () => {
  const house = await openAutomation();
  await using _ = house;
  const { cases } = buildCases({ ...house.core, chance: house.chance });
  const [ada, mo] = [await house.member('ada'), await house.member('mo', 'moderator')];
  const post = { kind: 'post', key: house.thread } as const;
  for (let done = 0; done < 100; done++)
    await house.takeAction(mo, house.measure('label', post, { settings: { label: `no. ${done}` } }));
  const ids: string[] = [];
  const linked = 'https://a.example https://b.example https://c.example';
  for (const body of [`${linked} one`, `${linked} two`])
    ids.push((await house.postReply(ada, house.thread, { body })).name);
  const states = async () => (await house.ownHeld(ada, { limit: 5 })).items.map(({ state }) => state);
  const waiting = async () => (await cases.list(mo, { queue: 'waiting', limit: 10 })).items;

  // Decided in its case: that waits.
  const [first] = (await waiting()).filter(({ subject }) => subject === `held ${ids[0]}`);
  const { version } = await cases.claim(mo, first?.id ?? '', { version: first?.version ?? 0 });
  const decision = { version, outcome: 'actioned' as const, actions: [], words: '', note: '' };
  const { actions } = await cases.decide(mo, first?.id ?? '', decision);
  expect(actions).toMatchObject([{ kind: 'rejection', awaits: 'approval' }]);
  expect(await states()).toEqual(['held', 'held']);

  // Decided without it: its case waits, too, and is done with when the decision has effect.
  const other = await house.decideHeld(mo, ids[1] ?? '', { release: false, words: 'No.' });
  expect(await states()).toEqual(['held', 'held']);
  expect((await waiting()).map(({ subject }) => subject)).toEqual([`held ${ids[1]}`]);
  const [second] = await waiting();
  const { version: now } = await cases.claim(mo, second?.id ?? '', { version: second?.version ?? 0 });
  const again = cases.decide(mo, second?.id ?? '', { ...decision, version: now });
  await expect(again).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('waits for a second'),
  });
  for (const number of [actions[0]?.number, other.action])
    await house.approveAction(house.admin, number ?? 0, { words: '' });
  expect(await states()).toEqual(['refused', 'refused']);
  expect(await waiting()).toEqual([]);
  expect((await house.replayLog()).differences).toEqual([]);
});
