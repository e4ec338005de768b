// The commands around settings, invitations and applications: thin doors to the verbs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, expect, test } from 'vitest';
import { buildComingIn } from '../../src/app/coming-in.ts';
import { applicationsCommands, inviteCommand } from '../../src/cli/people.ts';
import { settingsCommands } from '../../src/cli/settings.ts';
import { describeInstance } from '../../src/forum/instance/describe-instance.ts';
import { visitor } from '../../src/forum/policy/actor.ts';
import { openHouse, refusal } from '../forum/identity/people.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = async () => {
  const house = await openHouse();
  const verbs = { ...buildComingIn(house.needs()), describeInstance: describeInstance(house.needs()) };
  const lines: string[] = [];
  const terminal = { print: (line: string) => void lines.push(line) };
  /** Answers what the command printed. */
  const run = async (command: Command, ...args: string[]): Promise<string[]> => {
    lines.length = 0;
    await command.parseAsync(args, { from: 'user' });
    return [...lines];
  };
  const settings = (...args: string[]) =>
    run(
      settingsCommands((work) => work(verbs), terminal),
      ...args,
    );
  const invite = (...args: string[]) =>
    run(
      inviteCommand((work) => work(verbs), terminal),
      ...args,
    );
  const applications = (...args: string[]) =>
    run(
      applicationsCommands((work) => work(verbs), terminal),
      ...args,
    );
  return { ...house, ...verbs, settings, invite, applications, [Symbol.asyncDispose]: house[Symbol.asyncDispose] };
};

test('settings are shown, set and checked', async () => {
  await using house = await open();
  expect(await house.settings('show')).toContain('registration: open');
  expect(await house.settings('set', 'registration', 'invitation')).toEqual(['registration: invitation']);
  await house.settings('set', 'applicationDays', '7');
  await house.settings('set', 'name', 'The Greens');
  const shown = await house.settings('show');
  for (const line of ['name: The Greens', 'registration: invitation', 'applicationDays: 7', 'invitations: admins'])
    expect(shown).toContain(line);
  expect(await refusal(house.settings('set', 'weather', 'fine'))).toEqual({ code: 'invalid', field: 'field' });
  expect(await refusal(house.settings('set', 'registration', 'maybe'))).toEqual({
    code: 'invalid',
    field: 'registration',
  });
  expect(await refusal(house.settings('set', 'applicationDays', 'many'))).toEqual({
    code: 'invalid',
    field: 'applicationDays',
  });
  const file = join(folder, 'rules.md');
  writeFileSync(file, 'Be kind.\n');
  expect(await house.settings('text', 'rules', file)).toEqual(['rules: version 1']);
  expect((await house.readText('rules')).text).toBe('Be kind.');
  expect(await refusal(house.settings('text', 'poem', file))).toEqual({ code: 'invalid', field: 'kind' });
});

test('an invitation that is printed lets in', async () => {
  await using house = await open();
  const [first = '', second = ''] = await house.invite('--uses', '3', '--days', '2', '--note', 'Fair');
  expect(second).toBe('Lets in 3, until 2026-01-03T00:00:00.000Z.');
  const [, code = ''] = /^Code \(shown once\): ([\w-]{22})$/.exec(first) ?? [];
  expect((await house.register(visitor, { name: 'zoe', password: 'long enough', invitation: code })).name).toBe('zoe');
  expect(await refusal(house.invite('--uses', '-1'))).toEqual({ code: 'invalid', field: 'uses' });
});

test('applications are listed, accepted and refused; what applicants write commands no terminal', async () => {
  await using house = await open();
  expect(await house.applications('list')).toEqual(['No application waits.']);
  await house.settings('set', 'registration', 'application');
  const ask = (name: string, answer: string) => house.apply(visitor, { name, password: 'long enough', answer });
  const zoe = await ask('zoe', 'Because\nof the choir.');
  const yan = await ask('yan', 'Zero\u200bwidth');
  const listed = await house.applications('list');
  expect(listed).toEqual([
    `${zoe.id}  zoe (zoe), 2026-01-01T00:00:00.000Z`,
    '  What brings you here?',
    '  > Because',
    '  > of the choir.',
    `${yan.id}  yan (yan), 2026-01-01T00:00:00.000Z`,
    '  What brings you here?',
    '  > Zero?width',
  ]);
  expect(await house.applications('accept', zoe.id)).toEqual(['zoe: accepted']);
  expect(await house.applications('refuse', yan.id, '--reason', 'Too short.')).toEqual(['yan: refused']);
  expect((await house.readApplication(yan)).reason).toBe('Too short.');
  expect((await refusal(house.applications('accept', yan.id))).code).toBe('conflict');
});
