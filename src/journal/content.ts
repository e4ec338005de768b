// Contents: what an entry says, kept apart from its envelope so that it can be erased without breaking a chain.
import { sha256 } from '../base/hash.ts';
import { parseStrictJson } from '../base/strict-json.ts';
import { CONTENT_BYTES, SALT_BYTES } from './limits.ts';

export type SealedContent = { readonly bytes: Uint8Array; readonly digest: string; readonly size: number };

/** SHA-256 of a content's bytes, base64url. */
export const digestOf = (bytes: Uint8Array): string => sha256(bytes);

/**
 * @param fields what can be unsaid, as JSON
 * @param salt 16 random bytes: without them a short content could be guessed from its digest after an erasure
 * @throws RangeError when the content has more than 256 KiB
 * @throws StrictJsonError when a text in it holds U+0000 or a lone surrogate, or it nests too deep
 */
export const sealContent = (fields: object, salt: Uint8Array): SealedContent => {
  if (salt.length !== SALT_BYTES) throw new RangeError(`Content: a salt has ${SALT_BYTES} bytes.`);
  if ('salt' in fields) throw new RangeError('Content: the salt is not a field.');
  const text = JSON.stringify({ salt: Buffer.from(salt).toString('base64url'), ...fields });
  // What no reader would understand must not get into the own journal.
  parseStrictJson(text);
  const bytes = Buffer.from(text);
  if (bytes.length > CONTENT_BYTES) throw new RangeError(`Content: more than ${CONTENT_BYTES} bytes.`);
  return { bytes, digest: digestOf(bytes), size: bytes.length };
};
