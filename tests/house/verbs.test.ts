// The shape of a verb: it asks whether it may before it writes, and the event is the last thing that it writes.
import { expect, test } from 'vitest';
import { exists, filesIn, textOf, withoutComments } from './source.ts';

const folders = ['identity', 'instance', 'boards', 'planks', 'charter', 'moderation', 'cases'].map(
  (name) => `src/forum/${name}`,
);

/** Verbs on what is a member's alone: they ask like all others, and there is nobody to tell. */
const quiet = ['reading'].map((name) => `src/forum/${name}`);

/** Files that write without being a verb, or without news for anybody. */
const exceptions: Record<string, string> = {
  'src/forum/identity/token-keys.ts': 'the instance makes its own key at start; nobody asks and nobody listens',
  'src/forum/identity/first-run.ts': 'there is no member yet whom the one-time link would be news to',
  'src/forum/reading/auto-follow.ts': 'nobody asks: it does what members have chosen once',
  'src/forum/planks/apply-due.ts': 'time asks, nobody else; what takes effect is told when the fold is finished',
};

/** What ends a transaction: the event, or a helper whose own last write it is. */
const TELLS = /^(?:appendEvents?|speak|refold)\(/;
const helpers = ['speak', 'refold'].map((name) => ({ name, file: `src/forum/planks/${name}.ts` }));

const ASKS = /\b(?:may|mayAsMember)\(/;
const WRITES =
  /\btx\.(?:run|rows)\(|\b(?:add|append|apply|bump|close|create|delete|describe|drop|empty|end|erase|grow|insert|keep|mark|move|open|put|remove|replace|save|seal|set|slide|spend|store|trim|update|write)[A-Z]\w*\(\s*tx\b|\b(?:speak|refold)\(\s*tx\b/g;

type Part = { name: string; exported: boolean; text: string };

const partsOf = (text: string): Part[] =>
  withoutComments(text)
    .split(/^(?=(?:export )?const \w+)/m)
    .flatMap((part) => {
      const [, exported, name] = /^(export )?const (\w+)/.exec(part) ?? [];
      return name === undefined ? [] : [{ name, exported: exported !== undefined, text: part }];
    });

const asksBefore = (text: string, place: number): boolean => {
  const asked = text.search(ASKS);
  return asked !== -1 && asked < place;
};

/** What is wrong with a file's transactions. */
const faults = (text: string): string[] => {
  const parts = partsOf(text);
  return parts
    .filter((part) => /\.write\(/.test(part.text))
    .flatMap((part) => {
      const wrong: string[] = [];
      const from = part.text.search(/\.write\(/);
      const writes = [...part.text.slice(from).matchAll(WRITES)];
      const first = from + (writes[0]?.index ?? 0);
      // A helper may leave the asking to the verbs of its file, if each of them asks before it calls.
      const callers = parts.filter((other) => other !== part && other.text.includes(`${part.name}(`));
      const leaves = !part.exported && callers.length > 0;
      const asks = leaves
        ? callers.every((caller) => asksBefore(caller.text, caller.text.indexOf(`${part.name}(`)))
        : asksBefore(part.text, first);
      if (!asks) wrong.push(`${part.name}: writes before it asks`);
      if (!TELLS.test(writes.at(-1)?.[0] ?? '')) wrong.push(`${part.name}: its last write is not the event`);
      return wrong;
    });
};

const verbs = folders
  .flatMap((folder) => filesIn(folder))
  .filter((file) => /\.write\(/.test(withoutComments(textOf(file))));

test('verbs were found', () => {
  expect(verbs.length).toBeGreaterThanOrEqual(4);
});

test('every verb asks first and tells last', () => {
  const wrong = verbs
    .filter((file) => !(file in exceptions))
    .flatMap((file) => faults(textOf(file)).map((fault) => `${file}: ${fault}`));
  expect(wrong).toEqual([]);
});

test('verbs that tell nobody ask first', () => {
  const found = quiet
    .flatMap((folder) => filesIn(folder))
    .filter((file) => /\.write\(/.test(withoutComments(textOf(file))) && !(file in exceptions));
  expect(found.length).toBeGreaterThanOrEqual(4);
  const wrong = found.flatMap((file) => faults(textOf(file)).map((fault) => `${file}: ${fault}`));
  expect(wrong.filter((fault) => fault.includes('before it asks'))).toEqual([]);
});

test.each(helpers)('$name tells last, for the verbs that leave it to it', ({ name, file }) => {
  const text = partsOf(textOf(file)).find((part) => part.name === name)?.text ?? '';
  expect([...text.matchAll(WRITES)].at(-1)?.[0]).toMatch(/^appendEvent\(/);
});

test('every exception is still needed', () => {
  const needless = Object.keys(exceptions).filter((file) => !exists(file) || faults(textOf(file)).length === 0);
  expect(needless).toEqual([]);
});

test('a verb that lacks either is found', () => {
  const good = `export const act = (n) => async (actor) => {
    may(actor, { do: 'read' });
    await n.db.write(async (tx) => {
      const found = await findPost(tx, 1);
      await insertPost(tx, found);
      await appendEvent(tx, {});
    });
  };`;
  expect(faults(good)).toEqual([]);
  expect(faults(good.replace('may(actor', 'nay(actor'))).toEqual(['act: writes before it asks']);
  expect(faults(good.replace(/^.*may\(.*$/m, '').replace('await appendEvent', 'may(); await appendEvent'))).toEqual([
    'act: writes before it asks',
  ]);
  expect(faults(good.replace('await appendEvent(tx, {});', ''))).toEqual(['act: its last write is not the event']);
  expect(faults(good.replace('appendEvent(tx, {});', 'appendEvent(tx, {}); await tx.run(more, {});'))).toEqual([
    'act: its last write is not the event',
  ]);
  const split = `const make = (n) => n.db.write(async (tx) => {
    await appendEvent(tx, {});
  });
  \nexport const act = (n) => async (actor) => {
    may(actor, {});
    return make(n);
  };`;
  expect(faults(split)).toEqual([]);
  expect(faults(split.replace('may(actor, {});', ''))).toEqual(['make: writes before it asks']);
});
