// A founder's word: its governance key signs the hash of version 1, and with it the statement of its first epoch, so that
// everybody's operations key is known the moment the charter is in force (docs/decisions/founding.md). Pure.
import { hkdfSync } from 'node:crypto';
import { checkEpoch, type OpenedEpoch, openEpoch, sealEpoch } from '../../journal/epoch-statement.ts';
import { isHash, parseInstant } from '../../journal/forms.ts';
import { checkJws, type JwsForm, openJws, sealJws } from '../../journal/jws.ts';
import { createSigningKey, type SigningKey, verifyingKey } from '../../journal/keys.ts';
import type { Charter } from './charter.ts';
import { foundedAt } from './founding-draft.ts';

/** `coalition` and `hash` are the same in version 1; `epoch` is the founder's statement of epoch 1, itself a compact JWS. */
export const FOUNDING_MESSAGE: JwsForm = {
  typ: 'koinon-founding',
  fields: ['v', 'coalition', 'origin', 'hash', 'epoch', 'at'],
};

/**
 * The operations key of a founder's first epoch follows from its governance key and the draft (HKDF, RFC 5869). So who signs
 * the same draft twice, after losing its database for instance, says the same: no two statements of one epoch can be about.
 */
export const firstOperationsKey = (governance: SigningKey, hash: string): SigningKey => {
  const secret = Buffer.from(governance.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return createSigningKey(new Uint8Array(hkdfSync('sha256', secret, hash, 'koinon operations key of epoch 1', 32)));
};

/** The same draft, founder and key give the same message. */
export const sealFounding = (
  charter: Charter,
  hash: string,
  origin: string,
  governance: SigningKey,
): { message: string; operations: SigningKey } => {
  const operations = firstOperationsKey(governance, hash);
  const at = foundedAt(charter);
  const { statement } = sealEpoch(
    { v: 1, coalition: hash, origin, epoch: 1, key: operations.publicJwk, after: [0, 0, ''], final: false, at },
    governance,
  );
  const payload = { v: 1, coalition: hash, origin, hash, epoch: statement, at };
  return { message: sealJws(FOUNDING_MESSAGE, payload, governance), operations };
};

export type FoundingMessage = { readonly origin: string; readonly message: string; readonly epoch: OpenedEpoch };
export type CheckedMessage = ({ readonly ok: true } & FoundingMessage) | { readonly ok: false; readonly why: string };

const fail = (why: string): CheckedMessage => ({ ok: false, why });

/** Whether a founder of this draft said this: form, both signatures by the key that the draft names, and the epoch's fields. */
export const checkFoundingMessage = (charter: Charter, hash: string, message: string): CheckedMessage => {
  const opened = openJws(message, FOUNDING_MESSAGE);
  if (!opened.ok) return fail(opened.fault);
  const { v, coalition, origin, hash: named, epoch: statement, at } = opened.payload;
  if (v !== 1) return fail('v is not 1');
  if (!isHash(named) || named !== hash) return fail('hash is not that of this draft');
  if (coalition !== hash) return fail('coalition is not the hash of this draft');
  const founder = charter.constituents.find(({ id }) => id === origin);
  if (!founder) return fail('origin is not one of the founders');
  if (parseInstant(at) === undefined) return fail('at is no instant');
  if (!checkJws(opened, verifyingKey(founder.gov)))
    return fail(`not signed by the key that the draft names for ${founder.id}`);

  if (typeof statement !== 'string') return fail('epoch is no statement');
  const epoch = openEpoch(statement);
  if (!epoch.ok) return fail(`epoch: ${epoch.fault}`);
  const { payload } = epoch;
  if (payload.coalition !== hash) return fail('epoch: of another coalition');
  if (payload.origin !== founder.id) return fail('epoch: of another origin');
  if (payload.epoch !== 1 || payload.after[0] !== 0 || payload.final) return fail('epoch: not the first');
  if (!checkEpoch(epoch, verifyingKey(founder.gov)))
    return fail(`epoch: not signed by the key that the draft names for ${founder.id}`);
  return { ok: true, origin: founder.id, message, epoch };
};

/** Opens a message that was checked before it was kept. @throws Error when it was damaged since */
export const openKeptMessage = (message: string): FoundingMessage => {
  const opened = openJws(message, FOUNDING_MESSAGE);
  const epoch = opened.ok ? openEpoch(String(opened.payload.epoch)) : opened;
  if (!opened.ok || !epoch.ok) throw new Error("A founder's message in the database is damaged.");
  return { origin: String(opened.payload.origin), message, epoch };
};
