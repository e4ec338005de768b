// What went wrong with a call, in words for logs and for admins. Nothing of what the remote end sent is repeated.
import { kept } from '../../base/said.ts';
import { AddressRefused } from './connector.ts';

/** The whole call took longer than it may. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

const TEXTS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: kept`no connection in time`,
  UND_ERR_HEADERS_TIMEOUT: kept`no answer in time`,
  UND_ERR_BODY_TIMEOUT: kept`the answer stopped coming`,
  UND_ERR_HEADERS_OVERFLOW: kept`its headers are too large`,
  UND_ERR_SOCKET: kept`it closed the connection`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: kept`its answer is shorter or longer than it says`,
  UND_ERR_DESTROYED: kept`this instance is stopping`,
  UND_ERR_CLOSED: kept`this instance is stopping`,
  ECONNREFUSED: kept`nobody listens there`,
  ECONNRESET: kept`it closed the connection`,
  EHOSTUNREACH: kept`there is no way there`,
  ENETUNREACH: kept`there is no way there`,
  ENOTFOUND: kept`its name has no address`,
  EAI_AGAIN: kept`its name could not be looked up`,
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** @returns a short text, for instance `nobody listens there (ECONNREFUSED)` */
export const describeFailure = (error: unknown): string => {
  if (error instanceof AddressRefused) return `refused: ${error.message}`;
  if (error instanceof TooLate) return kept`no complete answer in time`;
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return `${kept`it does not speak HTTP`} (${code})`;
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return `${kept`its certificate or its TLS is not in order`} (${code})`;
  const text = TEXTS[code] ?? kept`the call failed`;
  return code === '' ? text : `${text} (${code})`;
};
