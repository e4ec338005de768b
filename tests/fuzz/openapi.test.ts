// Every call of the API, driven by its own description with requests that keep its rules and requests that break them: no
// 500, no answer that breaks its schema, and what was said before and meanwhile is all there afterwards.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePostName } from '../../src/base/names.ts';
import { realClock } from '../../src/base/time.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { rebuildView } from '../../src/forum/planks/rebuild-view.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { findPost } from '../../src/forum/threads/post-store.ts';
import { closedPost, openReals, type Real } from '../hostile/real.ts';
import { testDialect } from '../support/database.ts';
import { readDocument } from './document.ts';
import { createDriver } from './drive.ts';
import { requestsTo } from './requests.ts';

// The requests are the same on both; what a database may break shows sooner.
const ROUNDS = process.env.KOINON_TEST_LONG ? 60 : testDialect() === 'postgres' ? 4 : 8;
/** Requests to each operation in a round. */
const EACH = 4;
/** What needs a secret that comes by mail, a file of a certain kind, or the version of a case, rarely gets through. */
const ANSWERED = 0.5;

type Witness = { name: string; body: string };

/** Words that the fuzzer has no hand in: whoever wrote them does nothing else. */
const say = async (house: Real, token: string, place: string, word: string): Promise<Witness[]> => {
  const body = `${word} said on ${place}, **word for word**`;
  const thread = await house.create(`/api/v1/${place}/threads`, { title: word, body }, token);
  const reply = await house.create(`/api/v1/threads/${thread.name}/posts`, { body: `${body} again` }, token);
  return [
    { name: String(thread.name), body },
    { name: String(reply.name), body: `${body} again` },
  ];
};

test('whatever is sent to any call, nothing breaks and nothing is lost', async () => {
  await using town = await openReals({ start: true, settings: closedPost });
  const house = town.house();
  const document = readDocument(JSON.parse((await house.call('GET', '/api/v1/openapi.json')).text));
  const driver = await createDriver(house, document);
  const admin = await house.admin();
  const witness = await house.join('witness');
  await house.create('/api/v1/boards', { slug: 'hall', title: 'Hall', text: '', visibility: 'public' }, admin);
  const said = [
    ...(await say(house, witness, 'boards/hall', 'first')),
    ...(await say(house, witness, 'planks/open-elections', 'second')),
  ];

  // Generated, not shrunk: the instance has moved on by the time that a request fails. The seed finds it again.
  const seed = Number(process.env.KOINON_FUZZ_SEED ?? (process.env.KOINON_TEST_LONG ? realClock.now() : 1));
  const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, round: number) =>
    fc.sample(arbitrary, { seed: seed + round, numRuns });
  const requestsToAll = driver.operations.map((operation) => requestsTo(document, operation));
  for (let round = 0; round < ROUNDS; round++) {
    await driver.renew();
    const requests = requestsToAll.flatMap((requestsToOne) => sample(requestsToOne, EACH, round));
    const [order = []] = sample(fc.shuffledSubarray(requests, { minLength: requests.length }), 1, round);
    for (const request of order) {
      try {
        await driver.send(request);
      } catch (error) {
        throw new Error(`KOINON_FUZZ_SEED=${seed}, round ${round}`, { cause: error });
      }
    }
  }

  for (const { operationId, method, path } of driver.operations)
    expect(driver.counts.get(operationId)?.calls, `${method} ${path} was called`).toBe(ROUNDS * EACH);
  const never = driver.neverAnswered(driver.operations);
  expect(never.length, `never got through: ${never.join(', ')}`).toBeLessThan(
    driver.operations.length * (1 - ANSWERED),
  );

  for (const { name, body } of said) {
    const key = parsePostName(name);
    const post = key && (await findPost(house.db.read, key));
    expect([post?.state, post?.body], name).toEqual(['live', body]);
  }
  const compared = await rebuildView(house.app.core)(operator, { check: true });
  expect(compared.differences).toEqual([]);
  expect(compared.folded).toBe(compared.stored);
  // Who moderates is exempt from what the fuzzer made of filters, probation and brakes.
  await setRole(house.app.core)(operator, { name: 'witness', role: 'moderator' });
  expect(await say(house, witness, 'planks/open-elections', 'third')).toHaveLength(2);
});
