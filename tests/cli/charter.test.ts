// The commands of the charter: they show everything before they sign, and sign nothing unasked.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { charterCommands, charterVerbs } from '../../src/cli/charter.ts';
import { type Instance, openTown, refusalOf } from '../forum/charter/founders.ts';
import { proposal } from '../forum/charter/samples.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const file = write('charter.json', JSON.stringify(proposal()));
const [blues, greens] = ['blues.example', 'greens.example'];

/** Runs a command as its operator would. `answer`: to every question; undefined: nobody is there. */
const run = async (house: Instance, answer: boolean | undefined, ...args: string[]) => {
  const lines: string[] = [];
  const asked: number[] = [];
  const terminal = {
    print: (line: string) => void lines.push(line),
    ask: async () => {
      asked.push(lines.length);
      return answer;
    },
  };
  const command = charterCommands((work) => work(charterVerbs(house.needs())), terminal);
  await command.parseAsync(args, { from: 'user' });
  return { text: lines.join('\n'), lines, asked };
};
const fingerprintOf = (house: Instance) =>
  Buffer.from(house.governance.key()?.kid ?? '', 'base64url')
    .toString('hex')
    .replace(/.{4}(?=.)/g, '$& ');

test('one command founds alone', async () => {
  await using town = await openTown([blues]);
  const { text, asked } = await run(town.get(blues), undefined, 'found', file);
  expect(text).toContain('The charter is in force.');
  expect(asked).toEqual([]);
  expect(await town.get(blues).versions()).toHaveLength(1);
  expect((await run(town.get(blues), undefined, 'show')).text).toContain('The Open Table (in force, 2026-01-01');
});

test('two found: every fingerprint is shown before the question', async () => {
  await using town = await openTown([blues, greens]);
  const first = await run(town.get(blues), true, 'found', file, '--with', `https://${greens}`);
  expect(first.asked).toHaveLength(1);
  const before = first.lines.slice(0, first.asked[0]).join('\n');
  for (const id of [blues, greens]) expect(before).toContain(fingerprintOf(town.get(id)));
  expect(first.text).toContain('It comes into force when all founders have signed.');

  const second = await run(town.get(greens), true, 'sign');
  const shown = second.lines.slice(0, second.asked[0]).join('\n');
  for (const id of [blues, greens]) expect(shown).toContain(fingerprintOf(town.get(id)));
  expect(shown).toContain('its well-known document names the same key');
  expect(shown).toContain('      Lawfully.');
  expect(second.text).toContain('The charter is in force.');
  expect(await town.get(blues).versions()).toHaveLength(1);
});

test.each([
  ['says no', false, 'Nothing was signed.'],
  ['is not there', undefined, 'Add --yes.'],
] as const)('somebody who %s signs nothing, and is told how to', async (_, answer, text) => {
  await using town = await openTown([blues, greens]);
  const house = town.get(blues);
  const ran = await run(house, answer, 'found', file, '--with', `https://${greens}`);
  expect(ran.text).toContain(text);
  const [view] = await house.foundings();
  expect(ran.text).toContain(`koinon charter sign ${view?.hash}`);
  expect(view?.founders.map(({ signed }) => signed)).toEqual([false, false]);
  expect(await town.get(greens).foundings()).toEqual([]);
  await run(house, undefined, 'sign', (view?.hash ?? '').slice(0, 8), '--yes');
  expect(await town.get(greens).foundings()).toHaveLength(1);
});

test('several --with, a founder that is down, a draft that is refused', async () => {
  await using town = await openTown([blues, greens, 'reds.example']);
  const house = town.get(blues);
  await run(house, true, 'found', file, '--with', `https://${greens}`, '--with', 'https://reds.example');
  const [view] = await house.foundings();
  expect(view?.founders).toHaveLength(3);
  town.down.add('reds.example');
  const signed = await run(town.get(greens), true, 'sign');
  expect(signed.text).toContain('could not be asked now: nobody listens there');
  expect(signed.text).toContain('not sent to reds.example');
  town.down.clear();
  await run(town.get('reds.example'), true, 'refuse', view?.hash ?? '');
  expect((await run(town.get('reds.example'), true, 'show')).text).toContain('The Open Table (refused here');
});

test('the charter is fetched after a loss', async () => {
  await using town = await openTown([blues, greens]);
  await run(town.get(blues), true, 'found', file, '--with', `https://${greens}`, '--yes');
  await run(town.get(greens), true, 'sign', '--yes');
  const house = await town.loseDatabase(greens);
  expect((await run(house, true, 'show')).text).toContain('in no coalition');
  expect((await run(house, true, 'fetch', `https://${blues}`)).text).toMatch(
    /^In force now: The Open Table, version 1 /,
  );
  expect((await run(house, true, 'fetch', `https://${blues}`)).text).toMatch(/^In force already: /);
});

test('what is wrong is named', async () => {
  await using town = await openTown([blues]);
  const house = town.get(blues);
  const refused = async (...args: string[]) => (await refusalOf(run(house, true, ...args))).text;
  const broken = JSON.stringify({ ...proposal(), rules: { ...proposal().rules, amend: [3, 2] } });
  expect(await refused('found', write('broken.json', broken))).toMatch(/^rules\.amend: must be more than a half/);
  expect(await refused('found', write('twice.json', '{"a":1,"a":2}'))).toContain('an object names a member twice');
  expect(await refused('found', file, '--with', 'greens')).toBe('with: "greens" is no http or https address.');
  expect(await refused('sign')).toBe('No draft waits for a signature here.');
  expect(await refused('sign', 'abc')).toBe('There is no such draft here: abc.');
  expect(await house.foundings()).toEqual([]);
});

test("other people's text cannot command the terminal", async () => {
  await using town = await openTown([blues]);
  const turned = write('turned.json', JSON.stringify(proposal({ name: 'The \u202eelbaT nepO' })));
  const { text } = await run(town.get(blues), true, 'found', turned);
  expect(text).toContain('The ?elbaT nepO');
  expect(text).not.toMatch(/\p{Cf}/u);
});
