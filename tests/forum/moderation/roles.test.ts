// Who has which role, and moderates what, is in the log like everything else: told, undone exactly, replayed; dismissed is nobody by one
// alone, and an instance keeps an admin.
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { readNews } from '../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../src/forum/notifications/notifier.ts';
import { type MemberActor, operator, visitor } from '../../../src/forum/policy/actor.ts';
import { sayEntry } from '../../../src/http/modlog-atom.ts';
import { logRoles } from '../../support/roles.ts';
import { DAY, ORIGIN, openHouse as openModeration } from './house.ts';

const lastEvent = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('id')));
const toldOf = query<{ member: number }>()((db, p) =>
  db.selectFrom('notification').select(['kind', 'about']).where('member_id', '=', p.member).orderBy('id'),
);
const takeRole = command<{ name: string }>()((db, p) =>
  db.updateTable('member').set({ role: 'admin' }).where('name', '=', p.name),
);

const open = async () => {
  const house = await openModeration();
  const set = setRole(house);
  const root = await house.member('root', 'admin');
  await logRoles(house);
  const roleOf = async (member: MemberActor) => (await house.now(member)).role;
  return {
    ...house,
    root,
    set,
    roleOf,
    as: async (
      member: MemberActor,
      role: 'member' | 'moderator' | 'admin',
      by: typeof operator | MemberActor = operator,
    ) => set(by, { name: member.name, role }),
    agrees: async () => expect((await house.replayAsItIs()).differences).toEqual([]),
    /** Of the newest first. */
    log: async (actor: typeof visitor | MemberActor = visitor) => (await house.modlog.list(actor, { limit: 50 })).items,
  };
};

test('an appointment is in the log: for everybody without a name, for moderators with it, and the person is told', async () => {
  await using house = await open();
  const ada = await house.member('ada');
  const given = await house.set(house.root, { name: 'ada', role: 'moderator', words: 'Welcome to the desk.' });
  expect(given).toMatchObject({ name: 'ada', role: 'moderator', action: 2, awaits: '' });
  const [entry] = await house.log();
  expect(entry).toMatchObject({ kind: 'appoint', on: 'member', host: ORIGIN, toRole: 'moderator', by: 'admin 1' });
  expect(entry).toMatchObject({ basis: 'own', scope: 'instance', permanent: true, stands: 'done' });
  expect(JSON.stringify(entry)).not.toMatch(/ada|root|Welcome/);
  expect(entry && sayEntry(entry)).toContain(`appoint a member of ${ORIGIN} (instance), moderator from then on`);
  expect((await house.log(house.root))[0]).toMatchObject({
    ...{ subject: `member ada@${ORIGIN}`, actor: `root@${ORIGIN}`, words: 'Welcome to the desk.' },
    permanentWhy: 'Until it is changed.',
  });
  expect((await house.decisions(ada, { limit: 9 })).items).toMatchObject([
    { number: 2, kind: 'appoint', subject: 'member', words: 'Welcome to the desk.', state: 'said' },
  ]);
  const notifier = createNotifier({ db: house.db, origin: ORIGIN });
  const last = Number((await house.db.read.get(lastEvent, {}))?.id ?? 0);
  await notifier.tell(0, await readNews(house.db.read, 1, last, ORIGIN), last);
  expect(await house.db.read.all(toldOf, { member: ada.memberId })).toEqual([{ kind: 'measure', about: '2' }]);
  expect((await house.verifyLog()).faults).toEqual([]);
  await house.agrees();
});

test('a role that no action gave is found by a replay, and an earlier one gets its entry once', async () => {
  await using house = await open();
  await house.member('ada');
  await house.db.write(async (tx) => tx.run(takeRole, { name: 'ada' }));
  expect((await house.replayAsItIs()).differences).toEqual(['a member is admin, and by the log member']);
  await logRoles(house);
  await logRoles(house);
  expect((await house.log()).map(({ kind, rule, by }) => [kind, rule, by])).toEqual([
    ['appoint', 'before-the-log', 'operator'],
    ['appoint', 'before-the-log', 'operator'],
  ]);
  await house.agrees();
});

test('undoing an appointment or a dismissal removes exactly that, whatever else was decided on the same person', async () => {
  await using house = await open();
  const ada = await house.member('ada');
  const { action: first } = await house.as(ada, 'moderator');
  const { action: second } = await house.as(ada, 'admin');
  const { action: third } = await house.as(ada, 'member');
  const undo = (number: number | null) => house.reverseAction(operator, number ?? 0, { words: 'Undone.' });
  await undo(second);
  expect(await house.roleOf(ada)).toBe('member');
  const { actions } = await undo(third);
  expect(await house.roleOf(ada)).toBe('moderator');
  await undo(actions[0]?.number ?? 0);
  expect(await house.roleOf(ada)).toBe('member');
  await undo(first);
  expect(await house.roleOf(ada)).toBe('member');
  await house.agrees();
});

test('duties are undone like roles: what was there before is there again', async () => {
  await using house = await open();
  const ada = await house.member('ada');
  const duties = async () => (await house.now(ada)).duties ?? [];
  await house.createBoard(house.root, { slug: 'garden', title: 'Garden' });
  await house.grantDuty(operator, { name: 'ada', scope: 'board:garden', can: ['see-cases'] });
  await house.grantDuty(operator, { name: 'ada', scope: 'board:garden', can: ['act', 'see-cases'] });
  const [wider] = await house.log();
  await house.revokeDuty(operator, { name: 'ada', scope: 'board:garden' });
  const [gone] = await house.log();
  expect(await duties()).toEqual([]);
  await house.reverseAction(operator, gone?.number ?? 0, { words: 'Undone.' });
  expect(await duties()).toEqual([{ scope: 'board:garden', can: ['act', 'see-cases'] }]);
  await house.reverseAction(operator, wider?.number ?? 0, { words: 'Undone.' });
  expect(await duties()).toEqual([{ scope: 'board:garden', can: ['see-cases'] }]);
  await house.agrees();
});

test('who moderates is dismissed by two: another admin approves, and not whom it is about', async () => {
  await using house = await open();
  const [ada, mo, olga] = [await house.member('ada'), await house.member('mo'), await house.member('olga')];
  await house.as(ada, 'admin');
  for (const one of [mo, olga]) await house.as(one, 'moderator');
  const [admin, boss] = [await house.now(ada), house.root];
  const dismissed = await house.as(mo, 'member', boss);
  expect(dismissed).toMatchObject({ role: 'moderator', awaits: 'approval', effectiveAt: null });
  expect(await house.roleOf(mo)).toBe('moderator');
  await house.agrees();
  const number = dismissed.action ?? 0;
  for (const one of [boss, await house.now(mo), await house.now(olga)])
    await expect(house.approveAction(one, number, { words: '' })).rejects.toMatchObject({ code: 'forbidden' });
  for (const one of [mo, olga])
    await expect(house.reverseAction(await house.now(one), number, { words: 'No.' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  await house.approveAction(admin, number, { words: '' });
  expect(await house.roleOf(mo)).toBe('member');
  // To take back an appointment is to dismiss; to give a role back is not.
  const { action: appointed } = await house.as(mo, 'moderator', boss);
  const undone = await house.reverseAction(boss, appointed ?? 0, { words: 'A mistake.' });
  expect(undone.actions).toMatchObject([{ awaits: 'approval' }]);
  // Whoever gives up what they have asks nobody.
  expect(await house.as(ada, 'member', admin)).toMatchObject({ role: 'member', awaits: '' });
  await house.agrees();
});

test('where no other admin is there, a dismissal is a wait of 24 hours, shown in the log; the operator acts at once', async () => {
  await using house = await open();
  const [mo, olga] = [await house.member('mo'), await house.member('olga')];
  for (const one of [mo, olga]) await house.as(one, 'moderator');
  const dismissed = await house.as(mo, 'member', house.root);
  expect(dismissed).toMatchObject({ awaits: 'wait', effectiveAt: house.clock.now() + DAY });
  expect((await house.log())[0]).toMatchObject({
    kind: 'dismiss',
    awaits: 'wait',
    stands: 'pending',
    toRole: 'member',
  });
  await house.agrees();
  expect(await house.as(olga, 'member')).toMatchObject({ role: 'member', awaits: '' });
  house.clock.advance(DAY);
  await house.settling.settle();
  expect(await house.roleOf(mo)).toBe('member');
  await house.grantDuty(house.root, { name: 'mo', scope: 'planks' });
  const fewer = await house.grantDuty(house.root, { name: 'mo', scope: 'planks', can: ['see-cases'] });
  expect(fewer).toMatchObject({
    awaits: 'wait',
    duties: [{ scope: 'planks', can: ['see-cases', 'act', 'reverse', 'decide-appeals'] }],
  });
  expect(await house.revokeDuty(house.root, { name: 'mo', scope: 'planks' })).toMatchObject({ awaits: 'wait' });
  await house.agrees();
});

test('an instance keeps an admin: two who wait to dismiss each other do not both go, and the log says why', async () => {
  await using house = await open();
  const ada = await house.member('ada');
  await house.as(ada, 'admin');
  const admin = await house.now(ada);
  await house.as(ada, 'moderator', house.root);
  const { action } = await house.set(admin, { name: 'root', role: 'moderator' });
  expect([await house.roleOf(ada), await house.roleOf(house.root)]).toEqual(['admin', 'admin']);
  house.clock.advance(DAY);
  await house.settling.settle();
  expect([await house.roleOf(ada), await house.roleOf(house.root)]).toEqual(['moderator', 'admin']);
  const [kept] = await house.log();
  expect(kept).toMatchObject({
    kind: 'reversal',
    target: action,
    rule: 'last-admin',
    by: 'automatic',
    basis: 'automatic',
  });
  await house.agrees();
  await expect(house.reverseAction(operator, kept?.number ?? 0, { words: 'No.' })).rejects.toMatchObject({
    code: 'conflict',
    field: 'role',
  });
  await expect(house.set(operator, { name: 'root', role: 'member' })).rejects.toMatchObject({ code: 'conflict' });
  await house.agrees();
});

test('what a rogue admin appointed goes with everything else of theirs, and whom they dismissed comes back', async () => {
  await using house = await open();
  const [rogue, puppet, mo] = [await house.member('rogue'), await house.member('puppet'), await house.member('mo')];
  for (const [one, role] of [
    [rogue, 'admin'],
    [mo, 'moderator'],
  ] as const)
    await house.as(one, role);
  const since = house.clock.now() + 1;
  house.clock.advance(1);
  const bad = await house.now(rogue);
  await house.as(puppet, 'admin', bad);
  await house.grantDuty(bad, { name: 'puppet', scope: 'planks' });
  const { action } = await house.as(mo, 'member', bad);
  await house.approveAction(house.root, action ?? 0, { words: 'I believed it.' });
  expect(await house.roleOf(mo)).toBe('member');
  // An admin alone waits, and who appointed or was appointed does not call it off.
  const all = { by: 'rogue', since, words: 'Not an admin any more.' };
  const asked = await house.reverseAllOf(house.root, all);
  expect(asked.actions[0]).toMatchObject({ kind: 'bulk', awaits: 'wait' });
  for (const one of [bad, await house.now(puppet)])
    await expect(house.reverseAction(one, asked.actions[0]?.number ?? 0, { words: 'No.' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  house.clock.advance(DAY);
  await house.settling.settle();
  expect([await house.roleOf(puppet), await house.roleOf(mo)]).toEqual(['member', 'moderator']);
  expect((await house.now(puppet)).duties).toBeUndefined();
  await house.agrees();
});

test('undoing all is refused where nobody would be an admin any more', async () => {
  await using house = await open();
  const ada = await house.member('ada');
  await house.as(ada, 'admin', house.root);
  await house.as(house.root, 'member');
  const all = { by: 'root', since: 0, words: 'All.' };
  await expect(house.reverseAllOf(operator, all)).rejects.toMatchObject({ code: 'conflict', field: 'role' });
  expect(await house.roleOf(ada)).toBe('admin');
  const bo = await house.member('bo');
  await house.as(bo, 'admin');
  expect((await house.reverseAllOf(operator, all)).actions).toMatchObject([
    { kind: 'bulk', awaits: '' },
    { kind: 'reversal' },
  ]);
  expect([await house.roleOf(ada), await house.roleOf(bo)]).toEqual(['member', 'admin']);
  await house.agrees();
});

test('roles and duties are for admins: whoever may undo measures does not give them back', async () => {
  await using house = await open();
  const [mo, ada] = [await house.member('mo'), await house.member('ada')];
  await house.as(mo, 'moderator');
  const { action: given } = await house.as(ada, 'admin');
  const moderator = await house.now(mo);
  const undo = (number: number | null) => house.reverseAction(moderator, number ?? 0, { words: 'No.' });
  await expect(undo(given)).rejects.toMatchObject({ code: 'forbidden' });
  const { actions } = await house.reverseAction(operator, given ?? 0, { words: 'Undone.' });
  await expect(undo(actions[0]?.number ?? 0)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await house.roleOf(ada)).toBe('member');
  const { number: figures, ...report } = {
    number: 0,
    ...(await house.transparency({ from: 0, to: house.clock.now() + 1 })),
  };
  expect([figures, report.roles, report.actions, report.reversals]).toEqual([0, { given: 3, taken: 0 }, 0, 1]);
});
