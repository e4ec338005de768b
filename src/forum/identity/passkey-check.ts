// What an authenticator signed, checked by the library (WebAuthn, sections 7.1 and 7.2), which is loaded with the first one. It is
// asked for user verification always: a passkey is two factors, what one has and what one knows or is.
import type { PasskeySite } from './passkey-site.ts';

/** As browsers write it (toJSON); all of it base64url. */
export type Attestation = {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; attestationObject: string; transports?: string[] | undefined };
};
export type Assertion = {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string | undefined };
};

/** A public key in COSE, base64url. */
export type NewCredential = { credential: string; publicKey: string; counter: number };

/** EdDSA, ES256, RS256 (COSE numbers), the best first. */
export const ALGORITHMS = [-8, -7, -257];

const library = () => import('@simplewebauthn/server');

/** The challenge that was signed; undefined where what was sent is no such thing. */
export const challengeIn = (clientDataJSON: string): string | undefined => {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Nothing is asked about who made the authenticator. Whoever tells nevertheless brings certificates, and checking those would
 * call the addresses in them.
 */
const tellsNothing = async (attestationObject: string): Promise<boolean> => {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')));
  const format = decoded.get('fmt');
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined);
};

type Expected = PasskeySite & { challenge: string };

/** Undefined: it is not good, for whatever reason. */
export const checkAttestation = async (
  { id, rawId, type, response }: Attestation,
  { rpId, origin, challenge }: Expected,
): Promise<NewCredential | undefined> => {
  const { verifyRegistrationResponse } = await library();
  try {
    if (!(await tellsNothing(response.attestationObject))) return undefined;
    const { clientDataJSON, attestationObject } = response;
    const checked = await verifyRegistrationResponse({
      response: { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    const made = checked.verified ? checked.registrationInfo.credential : undefined;
    if (made?.id !== id) return undefined;
    return { credential: id, publicKey: Buffer.from(made.publicKey).toString('base64url'), counter: made.counter };
  } catch {
    // The library says by exceptions what is wrong with what came from outside.
    return undefined;
  }
};

/** Answers the authenticator's new counter; undefined: it is not good, for whatever reason. */
export const checkAssertion = async (
  { id, rawId, type, response }: Assertion,
  { rpId, origin, challenge }: Expected,
  { credential, publicKey, counter }: NewCredential,
): Promise<number | undefined> => {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { clientDataJSON, authenticatorData, signature } = response;
    const checked = await verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: { id: credential, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
    });
    return checked.verified ? checked.authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
};
