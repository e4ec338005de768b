// Other settings for advice where more posts are under it than are looked at at once: the rest follows in steps.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { changeAdviceSettings } from '../../../src/forum/advice/change-advice-settings.ts';
import { replayLog } from '../../../src/forum/moderation/replay-log.ts';
import { takeStep } from '../../../src/forum/planks/take-steps.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { newYear } from '../../support/time.ts';
import { ALICE, linesOf, openFold } from '../planks/fold.ts';

/** More than are looked at at once. */
const POSTS = 260;
const shown = query()((db) =>
  db
    .selectFrom('post')
    .select(['seq', 'layer', 'version'])
    .where('layer', 'is not', null)
    .where('origin', '=', 'x.example')
    .orderBy('seq'),
);

test('what is chosen otherwise holds at once for what comes, and after the steps for all', async () => {
  await using fold = await openFold();
  const { home, x, y } = fold;
  const change = changeAdviceSettings(home);
  x.describe(ALICE, 'alice');
  const start = x.start('self-determination', ALICE, 'Hello', 'Buy my gold now, dear friends');
  const names = [start.name];
  for (let index = 1; index < POSTS; index++) names.push(x.reply(start.name, ALICE, `Gold ${index}.`).name);
  await fold.arrive(linesOf(x));
  await change(operator, { peers: { 'y.example': 'ignore' } });
  const advise = (post: string) =>
    y.write('advisory.issued', {
      ...{ subject: { post }, revision: post, effect: 'collapse', reason: 'spam', human: true, urgent: false },
      until: new Date(newYear + 30 * 86_400_000).toISOString(),
    });
  for (const name of names.slice(1)) advise(name);
  await fold.arrive(linesOf(y));
  while (await takeStep(home)(operator));
  const labelled = async () => (await home.db.read.all(shown, {})).length;
  expect(await labelled()).toBe(0);

  await change(operator, { peers: { 'y.example': 'label' } });
  expect(await labelled()).toBe(200);
  expect(await replayLog(home.db.read, home.clock.now())).toMatchObject({ underWay: 1, differences: [] });
  // What comes meanwhile, of a post that has not had its turn.
  await fold.arrive([advise(start.name).line]);
  expect(await labelled()).toBe(201);
  // Each step as if by another process that began after a crash.
  while (await takeStep(home)(operator));
  expect(await labelled()).toBe(POSTS);
  expect(await replayLog(home.db.read, home.clock.now())).toMatchObject({ underWay: 0, differences: [] });
  // Chosen otherwise in between: the last choice holds.
  await change(operator, { peers: { 'y.example': 'ignore' } });
  await takeStep(home)(operator, 10);
  await change(operator, { peers: { 'y.example': 'label' } });
  while (await takeStep(home)(operator));
  expect(await labelled()).toBe(POSTS);
});
