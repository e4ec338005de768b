// Three instances found a coalition: words travel in any order, get lost and come again; everybody ends with the same bytes.
import { describe, expect, test } from 'vitest';
import { fetchCharter } from '../../src/federation/charter-exchange.ts';
import { compareFounders, foundCoalition, signAndSend } from '../../src/federation/found-coalition.ts';
import { FOUNDING_PATH, receiveFounding } from '../../src/federation/founding.ts';
import { sendFounding, spreadFoundings } from '../../src/federation/founding-spread.ts';
import { WELL_KNOWN_PATH } from '../../src/federation/well-known.ts';
import { checkCertificate } from '../../src/forum/charter/certificate.ts';
import { draftCharter } from '../../src/forum/charter/founding-draft.ts';
import { proposeFounding } from '../../src/forum/charter/propose-founding.ts';
import { refuseFounding } from '../../src/forum/charter/refuse-founding.ts';
import { signFounding } from '../../src/forum/charter/sign-founding.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { ownHead } from '../../src/journal/append.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import { type Instance, openTown, refusalOf, wellKnownOf } from '../forum/charter/founders.ts';
import { keyOf, proposal, wordOf } from '../forum/charter/samples.ts';
import { newYear } from '../support/time.ts';

const ids = ['blues.example', 'greens.example', 'reds.example'] as const;
const [blues, greens, reds] = ids;
type Town = Awaited<ReturnType<typeof openTown>>;

const found = (town: Town, others: readonly string[] = [greens, reds], changes = {}) =>
  foundCoalition(town.get(blues).needs())(
    operator,
    proposal(changes),
    others.map((id) => `https://${id}`),
  );
const sign = (town: Town, id: string, hash: string) => signAndSend(town.get(id).needs())(operator, hash);
const spread = (town: Town, id: string) => spreadFoundings(town.get(id).needs())();

/** What must be the same on all: version, certificate, planks, epochs. */
const stateOf = async (house: Instance) => ({
  versions: await house.versions(),
  places: await house.places(),
  epochs: (await house.epochs()).map(({ own, ...epoch }) => epoch),
});
const expectInForce = async (town: Town, hash: string, members: readonly string[] = ids) => {
  const first = await stateOf(town.get(members[0] ?? ''));
  expect(first.versions).toHaveLength(1);
  expect(first.versions[0]).toMatchObject({ coalition: hash, v: 1, effective: 0 });
  expect(checkCertificate(first.versions[0]?.bytes ?? '', first.versions[0]?.certificate ?? '').ok).toBe(true);
  expect(first.epochs.map(({ origin, halted }) => [origin, halted])).toEqual(members.map((id) => [id, null]));
  for (const id of members) {
    const house = town.get(id);
    expect(await stateOf(house)).toEqual(first);
    expect((await house.epochs()).filter(({ own }) => own === 1).map(({ origin }) => origin)).toEqual([id]);
    expect((await house.peers()).map(({ origin }) => origin)).toEqual(members.filter((other) => other !== id));
    const head = await ownHead(house.db.read, hash);
    expect((await createOperationsKeys().find(house.db.read, head.kid))?.kid).toBe(head.kid);
  }
};

const orders = <T>(list: readonly T[]): T[][] =>
  list.length === 0
    ? [[]]
    : list.flatMap((one) => orders(list.filter((other) => other !== one)).map((rest) => [one, ...rest]));

/** A draft that every founder has, and nobody has signed or sent. */
const withDraft = async (town: Town): Promise<string> => {
  const founders = ids.map((id) => {
    const { url, name, governance } = town.get(id).needs();
    return { id, url, name, gov: governance.key()?.publicJwk ?? keyOf(id).publicJwk };
  });
  const { bytes, hash } = draftCharter({ ...proposal(), founders, now: newYear });
  for (const id of ids) await proposeFounding(town.get(id).needs())(operator, bytes);
  return hash;
};

describe('three instances', () => {
  test('one proposes, the others see it and sign; the last signature puts it in force everywhere', async () => {
    await using town = await openTown(ids);
    const { hash, state, sent } = await found(town);
    expect(state).toBe('draft');
    expect(sent).toEqual([
      { to: greens, ok: true, state: 'draft', signed: [blues] },
      { to: reds, ok: true, state: 'draft', signed: [blues] },
    ]);
    for (const id of [greens, reds]) {
      const [view] = await town.get(id).foundings();
      expect(view).toMatchObject({ hash, state: 'draft' });
      expect(view?.founders.map((founder) => founder.signed)).toEqual([true, false, false]);
    }
    expect((await sign(town, greens, hash)).state).toBe('draft');
    expect(await town.get(reds).versions()).toEqual([]);
    const last = await sign(town, reds, hash);
    expect(last.state).toBe('in-force');
    expect(last.sent.map((one) => one.ok && one.state)).toEqual(['in-force', 'in-force']);
    await expectInForce(town, hash);
  });

  test('once all are known to have it nothing is sent any more', async () => {
    await using town = await openTown(ids);
    const { hash } = await found(town);
    for (const id of [greens, reds]) await sign(town, id, hash);
    for (const id of ids) await spread(town, id);
    town.calls.length = 0;
    for (const id of ids) expect(await spread(town, id)).toEqual([]);
    expect(town.calls).toEqual([]);
    expect(await town.get(blues).peers()).toMatchObject([{ charter_v: 1 }, { charter_v: 1 }]);
  });

  test.each(orders(ids).map((order) => [order.join(', '), order] as const))(
    'signed apart in the order %s, then together: the same in whatever order they spread',
    async (_, order) => {
      for (const others of orders(ids)) {
        await using town = await openTown(ids);
        const hash = await withDraft(town);
        for (const id of ids) town.down.add(id);
        for (const id of order) expect((await sign(town, id, hash)).state).toBe('draft');
        town.down.clear();
        for (const id of others) await spread(town, id);
        await expectInForce(town, hash);
      }
    },
  );

  test('a crash between signing and sending costs nothing: the loop sends', async () => {
    await using town = await openTown(ids);
    const { hash } = await found(town);
    await sign(town, greens, hash);
    expect((await signFounding(town.get(reds).needs())(operator, hash)).state).toBe('in-force');
    await town.get(reds).reopen();
    expect(await town.get(blues).versions()).toEqual([]);
    await spread(town, reds);
    await expectInForce(town, hash);
  });

  test('or whoever lacks it asks: an answer brings what the asker does not have', async () => {
    await using town = await openTown(ids);
    const { hash } = await found(town);
    await sign(town, greens, hash);
    await signFounding(town.get(reds).needs())(operator, hash);
    // Nobody can be called but the reds.
    town.meddle((_, to) => (to === reds ? undefined : 'lost'));
    await spread(town, blues);
    await spread(town, greens);
    await expectInForce(town, hash);
  });

  test('a founder who was down gets the draft, signs, and all have it', async () => {
    await using town = await openTown(ids);
    town.down.add(reds);
    const refusal = await refusalOf(found(town));
    expect(refusal.code).toBe('unavailable');
    expect(refusal.text).toContain('https://reds.example: nobody listens there');
    town.down.clear();
    const hash = await withDraft(town);
    town.down.add(reds);
    for (const id of [blues, greens]) await sign(town, id, hash);
    expect(await spread(town, blues)).toMatchObject([
      { to: greens, ok: true },
      { to: reds, ok: false },
    ]);
    town.down.clear();
    await spread(town, greens);
    expect((await sign(town, reds, hash)).state).toBe('in-force');
    await expectInForce(town, hash);
  });

  test('answers that are lost after they took effect do no harm', async () => {
    await using town = await openTown(ids);
    const hash = await withDraft(town);
    for (const id of ids) await signFounding(town.get(id).needs())(operator, hash);
    const { needs } = town.get(blues);
    const lossy = {
      ...needs(),
      client: {
        request: async (call: Parameters<ReturnType<typeof needs>['client']['request']>[0]) => {
          await needs().client.request(call);
          return { ok: false as const, why: 'the answer stopped coming' };
        },
      },
    };
    await sendFounding(lossy)(hash);
    await sendFounding(lossy)(hash);
    for (const id of ids) await spread(town, id);
    await expectInForce(town, hash);
  });
});

describe('many founders', () => {
  test('more words than fit into one message go in several', async () => {
    const many = Array.from({ length: 14 }, (_, n) => `founder-${String(n).padStart(2, '0')}.example`);
    await using town = await openTown(many);
    const [first = '', ...others] = many;
    const { hash } = await foundCoalition(town.get(first).needs())(
      operator,
      proposal(),
      others.map((id) => `https://${id}`),
    );
    // Only the first hears anybody, so it has all words to bring to the last.
    town.meddle((call, to) => (to === first || call.method === 'GET' ? undefined : 'lost'));
    for (const id of others.slice(0, -1)) await sign(town, id, hash);
    town.meddle(() => undefined);
    await sendFounding(town.get(first).needs())(hash);
    const last = others.at(-1) ?? '';
    const [view] = await town.get(last).foundings();
    expect(view?.founders.filter(({ signed }) => signed)).toHaveLength(13);
    const posts = town.calls.filter((call) => call === `${first} POST ${last}${FOUNDING_PATH}`);
    expect(posts.length).toBeGreaterThan(2);
    await sign(town, last, hash);
    for (const id of many) await spread(town, id);
    await expectInForce(town, hash, many);
  });
});

describe('two drafts at once', () => {
  test('each founder signs at most one, so at most one comes into force', async () => {
    await using town = await openTown(ids);
    const one = await found(town, [greens, reds], { name: 'One' });
    const two = await refusalOf(found(town, [greens, reds], { name: 'Two' }));
    expect(two.code).toBe('conflict');
    const rival = await foundCoalition(town.get(greens).needs())(operator, proposal({ name: 'Rival' }), [
      'https://blues.example',
      'https://reds.example',
    ]);
    expect((await town.get(reds).foundings()).map(({ name }) => name).sort()).toEqual(['One', 'Rival']);
    await sign(town, reds, one.hash);
    expect((await refusalOf(sign(town, reds, rival.hash))).code).toBe('conflict');
    expect((await refusalOf(sign(town, greens, one.hash))).code).toBe('conflict');
    for (const id of ids) expect(await town.get(id).versions()).toEqual([]);

    await refuseFounding(town.get(greens).needs())(operator, rival.hash);
    await sign(town, greens, one.hash);
    await expectInForce(town, one.hash);
    expect((await refusalOf(sign(town, blues, rival.hash))).code).toBe('conflict');
  });

  test('who has refused says so to those who send', async () => {
    await using town = await openTown(ids);
    const { hash } = await found(town);
    await refuseFounding(town.get(reds).needs())(operator, hash);
    const sent = await spread(town, blues);
    expect(sent.map((one) => one.ok && one.state)).toEqual(['draft', 'refused']);
  });

  test('what was refused after signing is not sent on; signed again it is', async () => {
    await using town = await openTown(ids);
    const { hash } = await found(town);
    await refuseFounding(town.get(blues).needs())(operator, hash);
    expect(await spread(town, blues)).toEqual([]);
    await sign(town, blues, hash);
    expect(await spread(town, blues)).toHaveLength(2);
  });

  test('an instance in a coalition takes part in no other founding', async () => {
    await using town = await openTown([...ids, 'whites.example']);
    const { hash } = await found(town);
    for (const id of [greens, reds]) await sign(town, id, hash);
    const white = town.get('whites.example');
    const refusal = await refusalOf(foundCoalition(white.needs())(operator, proposal(), ['https://reds.example']));
    expect(refusal).toEqual({ code: 'conflict', text: 'with: https://reds.example is in a coalition already.' });
    expect((await stateOf(white)).versions).toEqual([]);
  });
});

describe('a draft that lies', () => {
  /** The reds' document with another governance key from now on. */
  const exchangeKey = async (town: Town) => {
    const body = await wellKnownOf(town.get(reds).needs());
    const forged = { ...body, keys: { ...body.keys, governance: keyOf('mallory').publicJwk } };
    town.meddle((call, to) =>
      to === reds && call.url.endsWith(WELL_KNOWN_PATH) ? { status: 200, body: forged } : undefined,
    );
  };

  test('about the key of a founder is signed by nobody who asks that founder', async () => {
    await using town = await openTown(ids);
    await exchangeKey(town);
    const { hash } = await found(town);
    town.meddle(() => undefined);
    const refusal = await refusalOf(sign(town, greens, hash));
    expect(refusal.code).toBe('conflict');
    expect(refusal.text).toMatch(
      /^reds\.example: the draft names the key( [0-9a-f]{4}){16}, .*( [0-9a-f]{4}){16}\. Nothing was signed\.$/,
    );
    expect((await compareFounders(town.get(greens).needs())(hash)).map(({ id, state }) => [id, state])).toEqual([
      [blues, 'same'],
      [reds, 'other'],
    ]);
    expect((await town.get(greens).foundings())[0]?.founders[1]?.signed).toBe(false);
    // The one that it lies about does not take it at all.
    expect(await town.get(reds).foundings()).toEqual([]);
    const [, toReds] = await spread(town, blues);
    expect(toReds).toMatchObject({ ok: false });
    expect(toReds?.ok === false && toReds.why).toContain('is not the one of this instance');
  });

  test('about the key of its sender is not taken', async () => {
    await using town = await openTown(ids);
    const house = town.get(reds);
    const mallory = keyOf('mallory');
    const gov = (id: string) => town.get(id).governance.key()?.publicJwk ?? mallory.publicJwk;
    const draft = draftCharter({
      ...proposal(),
      founders: [
        { id: blues, url: 'https://blues.example', name: 'Not the blues', gov: mallory.publicJwk },
        { id: reds, url: 'https://reds.example', name: 'The reds', gov: gov(reds) },
      ],
      now: newYear,
    });
    const body = { draft: draft.bytes, signatures: [wordOf(draft, blues, mallory)] };
    const refusal = await refusalOf(receiveFounding(house.needs())(body, '192.0.2.7'));
    expect(refusal.code).toBe('forbidden');
    expect(refusal.text).toContain('blues.example');
    town.down.add(blues);
    expect((await refusalOf(receiveFounding(house.needs())(body, '192.0.2.7'))).code).toBe('unavailable');
    expect(await house.foundings()).toEqual([]);
  });

  test('a word by another key than the draft names is not taken, whoever brings it', async () => {
    await using town = await openTown(ids);
    const { draft } = await found(town);
    const house = town.get(reds);
    const before = town.calls.length;
    const own = (await town.get(blues).foundings())[0]?.hash ?? '';
    for (const signature of [
      wordOf(draft, blues, keyOf('mallory')),
      wordOf(draft, greens, keyOf('mallory')),
      'a.b.c',
    ]) {
      const refusal = await refusalOf(
        receiveFounding(house.needs())({ draft: draft.bytes, signatures: [signature] }, 'x'),
      );
      expect(refusal).toMatchObject({ code: 'forbidden' });
      expect(refusal.text).toMatch(/^signatures\.0: /);
    }
    expect(own).toBe(draft.hash);
    expect(town.calls.length).toBe(before);
    expect((await house.foundings())[0]?.founders.map(({ signed }) => signed)).toEqual([true, false, false]);
  });

  test('an answer that brings a forged word changes nothing', async () => {
    await using town = await openTown(ids);
    const { hash, draft } = await found(town);
    const forged = wordOf(draft, greens, keyOf('mallory'));
    const answer = { hash, state: 'in-force', signed: [...ids], signatures: [forged] };
    town.meddle((call, to) => (to === reds && call.method === 'POST' ? { status: 200, body: answer } : undefined));
    expect((await spread(town, blues))[1]).toMatchObject({ to: reds, ok: false });
    expect(await town.get(blues).versions()).toEqual([]);
  });
});

test.each<[string, unknown, string, string]>([
  ['nothing', undefined, 'invalid', ''],
  ['no object', [], 'invalid', ''],
  ['no draft', { signatures: ['x'] }, 'invalid', 'draft'],
  ['no signature', { draft: '{}', signatures: [] }, 'invalid', 'signatures'],
  ['a field too many', { draft: '{}', signatures: ['x'], more: 1 }, 'invalid', 'more'],
  ['no charter', { draft: '{}', signatures: ['x'] }, 'invalid', 'draft: type'],
  ['a deep one', { draft: '['.repeat(9_000), signatures: ['x'] }, 'invalid', 'deeper than 32'],
  ['too much', { draft: '{}', signatures: ['x'.repeat(9_000), 'x'.repeat(9_000)] }, 'too-large', '16384 bytes'],
])('a delivery with %s is refused', async (_, body, code, text) => {
  await using town = await openTown([reds]);
  const refusal = await refusalOf(receiveFounding(town.get(reds).needs())(body, '192.0.2.7'));
  expect(refusal.code).toBe(code);
  expect(refusal.text).toContain(text);
});

describe('taking the charter from a peer', () => {
  const inForce = async (town: Town) => {
    const { hash } = await found(town);
    for (const id of [greens, reds]) await sign(town, id, hash);
    return hash;
  };

  test('a founder that lost its database has the same charter again, and rests until a new epoch', async () => {
    await using town = await openTown(ids);
    const hash = await inForce(town);
    const before = await stateOf(town.get(reds));
    const house = await town.loseDatabase(reds);
    expect(await fetchCharter(house.needs())(operator, 'https://greens.example')).toEqual({
      coalition: hash,
      v: 1,
      name: 'The Open Table',
      news: true,
    });
    const after = await stateOf(house);
    expect(after.versions).toEqual(before.versions);
    expect(after.places).toEqual(before.places);
    expect(after.epochs.map(({ statement }) => statement)).toEqual(before.epochs.map(({ statement }) => statement));
    expect((await refusalOf(ownHead(house.db.read, hash))).text).toContain('opens a new epoch first');
    // Its first key is there again, so that peers answer its calls.
    const kid = after.epochs.find(({ origin }) => origin === reds)?.kid;
    expect(await house.operationsKeys()).toEqual([{ kid }]);
    expect((await house.foundings())[0]).toMatchObject({ hash, state: 'in-force' });
  });

  test('a founder that only missed the last word goes on with its key', async () => {
    await using town = await openTown(ids);
    const hash = await withDraft(town);
    await signFounding(town.get(reds).needs())(operator, hash);
    for (const id of [blues, greens]) await sign(town, id, hash);
    await spread(town, reds);
    await expectInForce(town, hash);
    const again = await fetchCharter(town.get(reds).needs())(operator, 'https://blues.example');
    expect(again.news).toBe(false);
    await expectInForce(town, hash);
  });

  test('who is no founder, or has another key, is refused', async () => {
    await using town = await openTown([...ids, 'whites.example']);
    await inForce(town);
    const white = town.get('whites.example');
    const refusal = await refusalOf(fetchCharter(white.needs())(operator, 'https://reds.example'));
    expect(refusal).toMatchObject({ code: 'invalid' });
    expect(refusal.text).toContain('does not name whites.example');
    const house = await town.loseDatabase(reds);
    const other = { ...house.needs(), governance: { key: () => keyOf('mallory') } };
    expect((await refusalOf(fetchCharter(other)(operator, 'https://blues.example'))).text).toContain(
      'not the one of this',
    );
    expect(await house.versions()).toEqual([]);
  });

  test('what is altered on the way is refused', async () => {
    await using town = await openTown(ids);
    await inForce(town);
    const [version] = await town.get(blues).versions();
    const house = await town.loseDatabase(reds);
    const fetch = async (versions: unknown) => {
      town.meddle((call) => (call.url.includes('/charter') ? { status: 200, body: { versions } } : undefined));
      return refusalOf(fetchCharter(house.needs())(operator, 'https://blues.example'));
    };
    const { bytes = '', certificate = '' } = version ?? {};
    const cut = JSON.stringify(JSON.parse(certificate).slice(1));
    expect((await fetch([{ bytes: bytes.replace('Lawfully', 'Unlawfully'), certificate, effective: 0 }])).code).toBe(
      'invalid',
    );
    expect((await fetch([{ bytes, certificate: cut, effective: 0 }])).text).toContain('2 messages for 3 founders');
    expect((await fetch([])).code).toBe('unavailable');
    expect((await fetch('none')).code).toBe('unavailable');
    expect(await house.versions()).toEqual([]);
    expect((await fetch([{ bytes, certificate, effective: 99 }])).code).toBe('fine');
    expect(await house.versions()).toMatchObject([{ effective: 0 }]);
  });

  test('a peer that is down or in no coalition says so', async () => {
    await using town = await openTown(ids);
    const fetch = () => refusalOf(fetchCharter(town.get(reds).needs())(operator, 'https://blues.example'));
    expect((await fetch()).text).toContain('in no coalition');
    town.down.add(blues);
    expect((await fetch()).text).toContain('nobody listens there');
  });
});
