// An authenticator of software (WebAuthn, section 6): makes ES256 passkeys and signs with them, or does what it should not.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Assertion, Attestation } from '../../src/forum/identity/passkey-check.ts';

type Bytes = Uint8Array;
type Cbor = number | string | Bytes | Map<number | string, Cbor>;

const head = (major: number, count: number): Buffer => {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
};

/** As much of CBOR (RFC 8949) as WebAuthn needs. */
export const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
  return Buffer.concat([head(2, value.length), value]);
};

const sha256 = (data: Bytes | string): Buffer => createHash('sha256').update(data).digest();
const text = (data: Bytes): string => Buffer.from(data).toString('base64url');

/** What it does otherwise than it should. */
export type Misdeeds = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** In clientDataJSON. */
  type?: string;
  /** Flags: present, verified. */
  present?: boolean;
  verified?: boolean;
  counter?: number;
  userHandle?: string | undefined;
  /** Of the attestation. */
  format?: string;
  statement?: Map<string, Cbor>;
  /** Another id than its own. */
  id?: string;
  /** Signs with it instead of the passkey's own. */
  key?: KeyObject;
};

type Held = { id: Buffer; key: KeyObject; userHandle: string; counter: number };

/**
 * @param origin where its browser is
 * @param counts whether it has a counter; otherwise that is 0 for ever, as with passkeys that are copied between devices
 */
export const createAuthenticator = ({ origin, counts = true }: { origin: string; counts?: boolean }) => {
  const own = new URL(origin).hostname;
  const held: Held[] = [];
  let made = 0;

  const clientData = (type: string, challenge: string, bad: Misdeeds): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bad.type ?? type,
        challenge: bad.challenge ?? challenge,
        origin: bad.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authData = (counter: number, bad: Misdeeds, attested?: Bytes): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(bad.counter ?? counter);
    const flags = (bad.present === false ? 0 : 1) | (bad.verified === false ? 0 : 4) | (attested ? 64 : 0);
    return Buffer.concat([sha256(bad.rpId ?? own), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)]);
  };

  return {
    held,
    /** Makes a passkey, and keeps it. */
    create(options: { challenge: string; user: { id: string } }, bad: Misdeeds = {}): Attestation {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const cose = new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]);
      const id = bad.id
        ? Buffer.from(bad.id, 'base64url')
        : sha256(`${text(privateKey.export({ format: 'der', type: 'pkcs8' }))} ${++made}`);
      const passkey = { id, key: privateKey, userHandle: options.user.id, counter: 0 };
      held.push(passkey);
      const length = Buffer.from([id.length >> 8, id.length & 255]);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cbor(cose)]);
      const object = new Map<string, Cbor>([
        ['fmt', bad.format ?? 'none'],
        ['attStmt', bad.statement ?? new Map()],
        ['authData', authData(0, bad, attested)],
      ]);
      const clientDataJSON = text(clientData('webauthn.create', options.challenge, bad));
      return {
        id: text(id),
        rawId: text(id),
        type: 'public-key',
        response: { clientDataJSON, attestationObject: text(cbor(object)), transports: ['internal', 'made-up'] },
      };
    },
    /** Signs with the passkey that it made last, or with the one said. */
    get(options: { challenge: string }, bad: Misdeeds = {}, passkey: Held | undefined = held.at(-1)): Assertion {
      if (!passkey) throw new Error('this authenticator holds no passkey');
      if (counts && bad.counter === undefined) passkey.counter += 1;
      const data = authData(passkey.counter, bad);
      const client = clientData('webauthn.get', options.challenge, bad);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), bad.key ?? passkey.key);
      const userHandle = 'userHandle' in bad ? bad.userHandle : passkey.userHandle;
      return {
        id: bad.id ?? text(passkey.id),
        rawId: bad.id ?? text(passkey.id),
        type: 'public-key',
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(data),
          signature: text(signature),
          userHandle,
        },
      };
    },
  };
};
