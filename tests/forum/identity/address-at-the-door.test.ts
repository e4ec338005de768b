// An address given with a registration or an application: confirmed like any other, and told of the decision.
import { expect, test } from 'vitest';
import { buildComingIn } from '../../../src/app/coming-in.ts';
import { confirmEmail } from '../../../src/forum/identity/confirm-email.ts';
import { readAccount } from '../../../src/forum/identity/read-account.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { openHouse, refusal } from './people.ts';
import { kindsIn, mailsIn, tokenIn } from './post.ts';

const password = 'nine lives and one more';

const open = async () => {
  const house = await openHouse();
  return { house, verbs: buildComingIn(house.needs()) };
};
const addressOf = async (house: Awaited<ReturnType<typeof openHouse>>, name: string) => {
  const { session } = await house.enter(name, 'token', password);
  return (await readAccount(house.needs())(await house.actor(session.id))).email;
};

test('a newcomer gives an address, and confirms it', async () => {
  const { house, verbs } = await open();
  await using _ = house;
  await verbs.register(visitor, { name: 'robin', password, email: 'robin@example.org' });
  expect(await kindsIn(house.db)).toEqual(['confirm-address robin@example.org']);
  expect(await addressOf(house, 'robin')).toMatchObject({ address: 'robin@example.org', confirmed: false });
  await confirmEmail(house.needs())({ token: await tokenIn(house.db, 'confirm-address') });
  expect(await addressOf(house, 'robin')).toMatchObject({ confirmed: true });
});

test('an address that is none, and an instance without mail, are told; nobody joins', async () => {
  const { house, verbs } = await open();
  await using _ = house;
  const input = { name: 'robin', password };
  expect(await refusal(verbs.register(visitor, { ...input, email: 'nowhere' }))).toEqual({
    code: 'invalid',
    field: 'email',
  });
  const silent = buildComingIn({ ...house.needs(), mailing: { on: false, origin: 'a', publicUrl: 'https://a' } });
  expect(await refusal(silent.register(visitor, { ...input, email: 'r@example.org' }))).toMatchObject({
    code: 'unavailable',
  });
  await verbs.register(visitor, input);
  expect(await mailsIn(house.db)).toEqual([]);
});

test('an applicant with an address hears of the decision and its reason; it is forgotten with a refusal', async () => {
  const { house, verbs } = await open();
  await using _ = house;
  await describeInstance(house.needs())(operator, { registration: 'application' });
  const apply = (name: string) =>
    verbs.apply(visitor, { name, password, answer: 'Gardens.', email: `${name}@example.org` });
  const [robin, eve] = [await apply('robin'), await apply('eve')];
  expect(await mailsIn(house.db)).toEqual([]);
  await verbs.decideApplication(operator, eve.id, { accept: false, reason: 'You did not say where you live.' });
  await verbs.decideApplication(operator, robin.id, { accept: true });
  expect(await kindsIn(house.db)).toEqual([
    'application-decided eve@example.org',
    'application-decided robin@example.org',
    'confirm-address robin@example.org',
  ]);
  const [refused] = await mailsIn(house.db);
  expect(refused?.text).toContain('You did not say where you live.');
  expect(await addressOf(house, 'robin')).toMatchObject({ address: 'robin@example.org', confirmed: false });
});
