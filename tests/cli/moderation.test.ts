// The commands around moderation: one undoes exactly what one moderator did, the others look at the log.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { actCommands } from '../../src/cli/act.ts';
import { adviceCommand } from '../../src/cli/advice.ts';
import {
  type ModerationVerbs,
  moderationCommands,
  modlogCommands,
  transparencyCommand,
} from '../../src/cli/moderation.ts';
import { withInstance } from '../../src/cli/with-core.ts';
import { command } from '../../src/db/statement.ts';
import { changeAdviceSettings, readAdviceSettings } from '../../src/forum/advice/change-advice-settings.ts';
import { exportMeasures, importMeasures } from '../../src/forum/advice/measure-lists.ts';
import type { Subject } from '../../src/forum/policy/measures.ts';
import { keyOf, openHouse } from '../forum/moderation/house.ts';
import { scratchFolder } from '../support/scratch.ts';

const forge = command()((db) => db.updateTable('action').set({ reason: 'harassment' }).where('number', '=', 2));

const none = { seen_at: null, error: null, error_at: null, offset_ms: null, refused_why: null, refused_at: null };
const meet = command()((db) =>
  db.insertInto('peer').values({ coalition: 'c', origin: 'reds.example', url: 'https://reds.example', ...none }),
);

const open = async () => {
  const house = await openHouse();
  const lines: string[] = [];
  let failed = false;
  const fail = () => {
    failed = true;
  };
  const terminal = { print: (line: string) => void lines.push(line), fail };
  const run = async (...args: string[]) => {
    lines.length = 0;
    failed = false;
    const program = new Command('koinon');
    const withVerbs = (work: (verbs: ModerationVerbs) => Promise<void>) => work(house);
    const moderation = moderationCommands(withVerbs, terminal);
    for (const one of actCommands((work) => work(house), terminal, house.clock.now)) moderation.addCommand(one);
    program.addCommand(moderation);
    program.addCommand(modlogCommands(withVerbs, terminal));
    program.addCommand(transparencyCommand(withVerbs, terminal));
    await program.parseAsync(args, { from: 'user' });
    return { text: lines.join('\n'), failed };
  };
  return { house, run };
};

test('a rogue and an approver hide all and suspend many; one command undoes exactly that', async () => {
  const { house, run } = await open();
  await using _ = house;
  const admin = await house.member('root', 'admin');
  const [rogue, friend, mo] = [
    await house.member('rogue', 'moderator'),
    await house.member('friend', 'moderator'),
    await house.member('mo', 'moderator'),
  ];
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const people = [];
  for (let index = 0; index < 20; index++) people.push(await house.member(`p${index}`));
  const [first] = people;
  if (!first) throw new Error('nobody');
  const thread = keyOf((await house.startThread(first, 'garden', { title: 'T', body: 'Start.' })).name);
  const keys = [thread];
  for (let index = 0; index < 120; index++)
    keys.push(keyOf((await house.postReply(people[index % 20] ?? first, thread, { body: `${index}` })).name));
  const posts = keys.map((key): Subject => ({ kind: 'post', key }));

  // What others decided, on the same posts and before, stays.
  await house.takeAction(mo, house.measure('collapse', posts[1] as Subject));
  await house.takeAction(mo, house.measure('hide', posts[2] as Subject));
  const cards = async () => {
    const all = [];
    for (const key of keys) all.push(JSON.parse(await house.reads.post({ kind: 'visitor' }, key)));
    return all;
  };
  const before = await cards();
  const since = new Date(house.clock.now() + 1_000).toISOString();
  house.clock.advance(2_000);

  // The brake: a hundred at once, no more, without a second person.
  const { subject: __, ...hide } = house.measure('hide', posts[0] as Subject);
  const some = await house.takeBulk(rogue, { ...hide, subjects: posts.slice(0, 99) });
  expect(some.actions[0]?.awaits).toBe('');
  const more = await house.takeBulk(rogue, { ...hide, subjects: posts });
  expect(more.actions[0]?.awaits).toBe('approval');
  const single = await house.takeAction(rogue, house.measure('hide', posts[110] as Subject));
  expect(single.actions[0]?.awaits).toBe('approval');
  for (const { actions } of [more, single])
    await house.approveAction(friend, actions[0]?.number ?? 0, { words: 'Fine.' });
  house.clock.advance(700_000);
  for (const { publicId: member } of people)
    await house.takeAction(rogue, house.measure('suspend', { kind: 'member', member }, { scope: 'instance' }));
  // A good measure undone by the rogue comes back, too.
  await house.reverseAction(rogue, 2, { words: '' });
  expect((await cards()).every(({ body }) => body === '')).toBe(true);
  expect((await house.now(first)).standing).toHaveLength(1);

  const { text } = await run('moderation', 'reverse', '--by', 'rogue', '--since', since);
  expect(text).toMatch(/^Undone: 24 actions/);
  const votes = (all: object[]) => all.map((card) => ({ ...card, myVote: undefined }));
  expect(votes(await cards())).toEqual(votes(before));
  for (const one of people) expect((await house.now(one)).standing).toBeUndefined();
  await expect(run('moderation', 'reverse', '--by', 'rogue', '--since', since)).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await run('modlog', 'replay')).toMatchObject({ failed: false });
  expect(await run('modlog', 'verify')).toMatchObject({ failed: false });

  const report = await run('transparency', '--from', '2026-01-01', '--to', '2027-01-01', '--json');
  expect(JSON.parse(report.text)).toMatchObject({
    reversals: 25,
    automatic: 0,
    byBasis: { own: 2 + 99 + 121 + 1 + 20 },
  });

  expect((await run('transparency', '--from', '2026-01-01', '--to', '2027-01-01')).text).toContain(
    'appeals: 0; decided: overturned 0, narrowed 0, upheld 0\nmedian until an appeal is decided: none',
  );
  for (const from of ['2026-02-31', 'yesterday'])
    await expect(run('transparency', '--from', from, '--to', '2027-01-01')).rejects.toMatchObject({ field: 'from' });

  // Somebody else's words give a terminal no orders.
  await house.takeAction(mo, house.measure('collapse', { kind: 'post', key: thread }, { rule: 'a\u001b[2Jb' }));
  expect((await run('transparency', '--from', '2026-01-01', '--to', '2027-01-01')).text).toContain('rule a?[2Jb: 1');

  await house.db.write(async (tx) => {
    await tx.run(forge, {});
  });
  const forged = await run('modlog', 'verify');
  expect(forged).toMatchObject({ failed: true });
  expect(forged.text).toContain('action 2: was changed');
});

test('with nobody else to approve, a second approval is a wait of 24 hours', async () => {
  const { house, run } = await open();
  await using _ = house;
  const admin = await house.member('root', 'admin');
  const mo = await house.member('mo', 'moderator');
  const on = { kind: 'member', member: mo.publicId } as const;
  const { actions } = await house.takeAction(
    admin,
    house.measure('suspend', on, { scope: 'instance', lasts: { until: house.clock.now() + 3 * 86_400_000 } }),
  );
  expect(actions).toMatchObject([{ awaits: 'wait', effectiveAt: house.clock.now() + 86_400_000 }]);
  expect((await house.modlog.list({ kind: 'visitor' }, { limit: 1 })).items[0]).toMatchObject({ awaits: 'wait' });
  await house.settling.settle();
  expect((await house.now(mo)).standing).toBeUndefined();
  house.clock.advance(86_400_000);
  await house.settling.ready();
  expect((await house.now(mo)).standing).toMatchObject([{ kind: 'suspend' }]);
  house.clock.advance(2 * 86_400_000);
  await house.settling.ready();
  expect((await house.now(mo)).standing).toBeUndefined();
  expect(await run('modlog', 'replay')).toMatchObject({ failed: false });
});

test('duties are given and taken', async () => {
  const { house, run } = await open();
  await using _ = house;
  const admin = await house.member('root', 'admin');
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  await house.member('bo');
  expect((await run('moderation', 'grant', 'bo', 'board:garden', '--can', 'act')).text).toBe(
    'bo (member)\n  board:garden: act',
  );
  expect((await run('moderation', 'staff')).text).toContain('root (admin)');
  expect((await run('moderation', 'revoke', 'bo', 'board:garden')).text).toBe('bo (member)');
  await expect(run('moderation', 'grant', 'bo', 'board:none')).rejects.toMatchObject({ field: 'scope' });
  await expect(run('moderation', 'grant', 'bo', 'everything')).rejects.toMatchObject({ field: 'scope' });
});

test('the operator acts on anything there is, sees what is in force, and undoes it', async () => {
  const { house, run } = await open();
  await using _ = house;
  const [mo, bo] = [await house.member('mo', 'moderator'), await house.member('bo')];
  await house.createBoard(await house.member('root', 'admin'), { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(bo, 'garden', { title: 'Pills', body: 'Buy my pills.' });
  const act = (...args: string[]) => run('moderation', 'act', ...args, '--reason', 'spam');
  // At once, on moderators too: whoever holds the machine is no moderator.
  expect((await act('suspend', 'member', 'mo', '--for', '12h')).text).toBe('action 1: suspend');
  expect((await house.now(mo)).standing).toMatchObject([{ until: house.clock.now() + 12 * 3_600_000 }]);
  await act('hide', 'post', name, '--review', '2026-02-01', '--words', 'It sells.');
  await act('slow', 'board', 'garden', '--seconds', '60');
  await act('rate-limit', 'member', 'bo', '--posts', '2', '--seconds', '60', '--scope', 'board:garden');
  await house.db.write(async (tx) => tx.run(meet, {}));
  await act('filter', 'peer', 'reds.example', '--no-votes', '--hold-first', '--permanent', 'Their wish.');
  expect((await run('moderation', 'in-force')).text.split('\n')).toEqual([
    '5  filter peer reds.example on instance: spam, for good, by operator',
    '4  rate-limit member bo@greens.example on board:garden: spam, until 2026-01-08T00:00:00.000Z, by operator',
    '3  slow place board:garden on board:garden: spam, until 2026-01-08T00:00:00.000Z, by operator',
    `2  hide post ${name} on board:garden: spam, to be reviewed 2026-02-01T00:00:00.000Z, by operator`,
    '1  suspend member mo@greens.example on instance: spam, until 2026-01-01T12:00:00.000Z, by operator',
  ]);
  expect((await house.modlog.one({ kind: 'operator' }, 5)).settings).toEqual({ holdFirst: true, noVotes: true });
  expect((await run('moderation', 'undo', '2')).text).toBe('action 6: reversal');
  for (const [args, field] of [
    [['dance', 'post', name], 'kind'],
    [['hide', 'post', 'b99'], 'subject'],
    [['hide', 'flag', name], 'on'],
    [['hide', 'post', name, '--for', 'long'], 'for'],
    [['hide', 'post', name, '--for', '1d', '--until', '2026-02-01'], 'until'],
    [['suspend', 'member', 'bo', '--scope', 'everywhere'], 'scope'],
    [['slow', 'board', 'garden', '--seconds', 'few'], 'seconds'],
    // As the API has it.
    [['slow', 'board', 'garden', '--seconds', '99999999'], 'settings.seconds'],
    [['label', 'post', name, '--label', 'x'.repeat(61)], 'settings.label'],
    [['hide', 'post', name, '--words', 'x'.repeat(4_001)], 'words'],
    // A filter that does nothing, an instance that is none here.
    [['filter', 'peer', 'reds.example'], 'settings'],
    [['unheard', 'peer', 'rebs.example'], 'subject'],
  ] as const)
    await expect(act(...args)).rejects.toMatchObject({ field });
  await expect(act('suspend', 'peer', 'reds.example')).rejects.toThrow('kind: suspend is no measure on an instance.');
});

test('whoever is named wrongly is said to be unknown, not to have done nothing', async () => {
  const { house, run } = await open();
  await using _ = house;
  const root = await house.member('root', 'admin');
  await house.createBoard(root, { slug: 'garden', title: 'Garden' });
  const reverse = (by: string, since: string) => run('moderation', 'reverse', '--by', by, '--since', since);
  await expect(reverse('mo', '2026-01-01')).rejects.toMatchObject({ field: 'by' });
  await expect(reverse('moderator 9', '2026-01-01')).rejects.toMatchObject({ field: 'by' });
});

test('where there is no database, no log is whole', async () => {
  const nowhere = join(scratchFolder(), `koinon-nowhere-${process.pid}`);
  const look = withInstance(() => Promise.resolve('looked'), { DATA_DIR: nowhere });
  await expect(look).rejects.toThrow(/DATA_DIR has no database/);
  expect(existsSync(nowhere)).toBe(false);
});

test('each setting of advice names what it takes', async () => {
  const { house } = await open();
  await using _ = house;
  const advice = {
    ...{ settings: readAdviceSettings(house), change: changeAdviceSettings(house) },
    ...{ exportMeasures: exportMeasures(house), importMeasures: importMeasures(house) },
  };
  const lines: string[] = [];
  const terminal = { print: (line: string) => void lines.push(line) };
  const run = (...args: string[]) =>
    new Command('koinon')
      .addCommand(adviceCommand((work) => work(advice), terminal))
      .parseAsync(['advice', ...args], { from: 'user' });
  for (const [args, text] of [
    [['quorum', 'maybe'], 'quorum: on or off.'],
    [['quorum'], 'value: say what it shall be, or name no field.'],
    [['needed', '0'], 'needed: must be at least 2.'],
    [['needed', 'some'], 'needed: a whole number, or usual.'],
    [['withdrawn', 'hide'], 'withdrawn: must be "collapse" or "show".'],
    [
      ['everything', 'on'],
      'everything: is no setting (quorum, needed, withdrawn), and of a peer one of ignore, label, count.',
    ],
    [['No peer', 'count'], 'field: quorum, needed, withdrawn, or the origin of a peer.'],
    [['reds.example', 'count'], 'peers: reds.example is no peer.'],
  ] as const)
    await expect(run(...args)).rejects.toThrow(text);
  await run('needed', '3');
  expect(lines).toContain('needed: 3');
});
