// The forms that values have on the wire, and what checks them by hand: an envelope is opened for every entry there is.

/** 32 bytes, as SHA-256 hashes, thumbprints and Ed25519 keys are: the last of 43 characters has two unused bits, both 0. */
const HASH = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** 64 bytes, as Ed25519 signatures are: the last of 86 characters has four unused bits, all 0. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;
/** 16 bytes: four unused bits in the last of 22 characters. */
export const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const TYPE = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;
const INSTANT =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{3}Z$/;

export type Fault = { readonly ok: false; readonly fault: string };

export const faultOf = (fault: string): Fault => ({ ok: false, fault });

export const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);

export const isSignature = (value: string): boolean => SIGNATURE.test(value);

/** A record type's name, known or not. */
export const isTypeName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 64 && TYPE.test(value);

/** Whether it is an integer from `least` to `most`. */
export const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** Epoch milliseconds of an ISO 8601 instant in UTC with milliseconds; undefined for any other form or no such day. */
export const parseInstant = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
  const at = Date.parse(value);
  // Date.parse takes 30 February for 1 or 2 March.
  return value.slice(8, 10) > '28' && new Date(at).toISOString() !== value ? undefined : at;
};

/** Whether objects and arrays nest deeper than `levels`. */
export const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
};
