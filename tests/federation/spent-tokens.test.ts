// A call token is good for one use, whatever happens to the instance in between.
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { checkCallToken, issueCallToken } from '../../src/federation/call-token.ts';
import { forgetCallTokens, spendCallToken } from '../../src/federation/spent-tokens.ts';
import { createSigningKey } from '../../src/journal/keys.ts';
import { freshDatabase } from '../support/database.ts';
import { newYear } from '../support/time.ts';

const key = createSigningKey(Buffer.alloc(32, 1));
const jti = 'abcdefghijklmnopqrstuv';
const call = { aud: 'reds.example', method: 'GET', url: 'https://reds.example/federation/v1/charter', now: newYear };

test('used is used: for others that come at once, after a restart, until it expires', async () => {
  await using fresh = await freshDatabase();
  const token = await issueCallToken({ ...call, key, coalition: sha256('charter'), iss: 'greens.example', jti });
  const check = (now: number) =>
    checkCallToken(token, {
      ...call,
      now,
      coalition: () => true,
      keyOf: () => key.publicJwk,
      spend: spendCallToken({ db: fresh.db }),
    });
  const together = await Promise.all(Array.from({ length: 10 }, () => check(newYear)));
  expect(together.filter(({ ok }) => ok)).toHaveLength(1);

  await fresh.reopen();
  await forgetCallTokens({ db: fresh.db })(newYear + 59_999);
  expect(await check(newYear + 59_999)).toMatchObject({ ok: false, code: 'replayed' });
  expect(await check(newYear + 60_000)).toMatchObject({ ok: false, code: 'clock' });
});

test('two issuers may draw the same jti, and all is forgotten in the end', async () => {
  await using fresh = await freshDatabase();
  const spend = spendCallToken({ db: fresh.db });
  const forget = forgetCallTokens({ db: fresh.db });
  expect(await spend(jti, newYear, 'greens.example')).toBe(true);
  expect(await spend(jti, newYear, 'blues.example')).toBe(true);
  expect(await spend(jti, newYear, 'greens.example')).toBe(false);
  expect(await forget(newYear + 60 * 60_000)).toBe(0);
  expect(await forget(newYear + 60 * 60_000 + 1)).toBe(2);
  expect(await spend(jti, newYear, 'greens.example')).toBe(true);
});
