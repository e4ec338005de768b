// What certifies a version, checkable on its own and offline (protocol.md, Charter): version 1 by the word of all founders.
// Pure. Later versions are chained by `prev` and certified by their predecessor's constituents, which comes with amendments.
import { z } from 'zod';
import type { OpenedEpoch } from '../../journal/epoch-statement.ts';
import { type Charter, charterHash, parseCharter } from './charter.ts';
import { foundingFault } from './founding-draft.ts';
import { checkFoundingMessage, type FoundingMessage } from './founding-message.ts';

/** A version as it travels and is stored. `effective` in epoch milliseconds; 0 for version 1, which counts from ever on. */
export type CertifiedVersion = { readonly bytes: string; readonly certificate: string; readonly effective: number };

export type Certified = {
  readonly charter: Charter;
  readonly hash: string;
  /** The founders' messages, and the statements of their first epochs, in the order of the charter. */
  readonly words: readonly FoundingMessage[];
  readonly epochs: readonly OpenedEpoch[];
};
export type CheckedCertificate = ({ readonly ok: true } & Certified) | { readonly ok: false; readonly why: string };

const fail = (why: string): CheckedCertificate => ({ ok: false, why });

const certificateSchema = z.array(z.string()).min(1).max(200);

/**
 * The founders' messages in the order of the charter: the same bytes everywhere.
 * @param messages by origin
 * @returns undefined while one of them is missing
 */
export const certificateOf = (charter: Charter, messages: ReadonlyMap<string, string>): string | undefined => {
  const list = charter.constituents.map(({ id }) => messages.get(id));
  return list.includes(undefined) ? undefined : JSON.stringify(list);
};

const readCertificate = (certificate: string): string[] | undefined => {
  try {
    const parsed = certificateSchema.safeParse(JSON.parse(certificate));
    return parsed.success && JSON.stringify(parsed.data) === certificate ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

/** Needs nothing but what it is given: no database, no network, no clock. */
export const checkCertificate = (bytes: string, certificate: string): CheckedCertificate => {
  const parsed = parseCharter(bytes);
  if (!parsed.ok) return fail(`charter: ${parsed.why}`);
  const { charter } = parsed;
  if (charter.v !== 1) return fail(`version ${charter.v} is not supported by this version of Koinon`);
  const fault = foundingFault(charter);
  if (fault) return fail(`charter: ${fault.field}: ${fault.rule}`);
  const messages = readCertificate(certificate);
  if (!messages) return fail('certificate: not a list of messages');

  const founders = charter.constituents;
  if (messages.length !== founders.length)
    return fail(`certificate: ${messages.length} messages for ${founders.length} founders`);

  const hash = charterHash(bytes);
  const words: FoundingMessage[] = [];
  for (const [index, { id }] of founders.entries()) {
    const checked = checkFoundingMessage(charter, hash, messages[index] ?? '');
    if (!checked.ok) return fail(`certificate: ${id}: ${checked.why}`);
    if (checked.origin !== id)
      return fail(`certificate: the message of ${checked.origin} stands in the place of ${id}`);
    words.push({ origin: id, message: checked.message, epoch: checked.epoch });
  }
  return { ok: true, charter, hash, words, epochs: words.map(({ epoch }) => epoch) };
};

export type CheckedVersion = Certified & CertifiedVersion;
export type CheckedChain = { ok: true; versions: CheckedVersion[] } | { ok: false; why: string };

/**
 * Checks versions from the first on, each on its own and as the successor of the one before it.
 * @param coalition whose chain it must be, where that is known
 */
export const checkChain = (chain: readonly CertifiedVersion[], coalition?: string): CheckedChain => {
  const versions: CheckedVersion[] = [];
  for (const [index, { bytes, certificate, effective }] of chain.entries()) {
    const checked = checkCertificate(bytes, certificate);
    if (!checked.ok) return { ok: false, why: `version ${index + 1}: ${checked.why}` };
    const { charter, hash, words, epochs } = checked;
    if (charter.v !== index + 1)
      return { ok: false, why: `version ${index + 1}: it says that it is version ${charter.v}` };
    if (charter.prev !== (versions.at(-1)?.hash ?? ''))
      return { ok: false, why: `version ${charter.v}: of another chain` };
    if (index === 0 && coalition !== undefined && hash !== coalition)
      return { ok: false, why: 'version 1: of another coalition' };
    versions.push({ charter, hash, words, epochs, bytes, certificate, effective: index === 0 ? 0 : effective });
  }
  if (versions.length === 0) return { ok: false, why: 'no versions' };
  return { ok: true, versions };
};
