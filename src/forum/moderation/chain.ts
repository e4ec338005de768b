// The log as a chain: each action's hash covers the one before, and of what is private only a commitment, so that persons and
// words can be erased and the chain can still be checked. Pure.
import { createHash } from 'node:crypto';
import type { Row } from '../../db/tables.ts';

export type ActionRow = Row<'action'>;
export type ActionPart = Row<'action_part'>;
export type PartName = ActionPart['part'];
export type Commits = { readonly [part in PartName]?: string };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** @param salt 16 random bytes, base64url: without it nobody guesses a short text back from its hash */
export const commitTo = (part: PartName, salt: string, data: string): string =>
  sha256(JSON.stringify([part, salt, data]));

/** All that is public of an action, in one order. */
const coveredOf = (row: Omit<ActionRow, 'hash'>): unknown[] => [
  row.prev,
  row.number,
  row.at,
  row.kind,
  row.subject_kind,
  row.subject,
  row.host,
  row.revision,
  row.scope,
  row.reason,
  row.rule,
  row.basis,
  row.role,
  row.alias,
  row.until_at,
  row.review_at,
  row.permanent,
  row.parent,
  row.target,
  row.case_id,
  row.automatic,
  row.settings,
  row.awaits,
  row.effective_at,
  row.weight,
  row.since_at,
  row.commits,
];

/** SHA-256, base64url. */
export const hashOfAction = (row: Omit<ActionRow, 'hash'>): string => sha256(JSON.stringify(coveredOf(row)));

export type LogFault = { number: number; fault: string };

/** What is wrong with the next action of a chain; undefined: nothing. @param before the hash of the one before, '' for the first */
export const faultOfAction = (
  row: ActionRow,
  parts: readonly ActionPart[],
  before: { number: number; hash: string },
): string | undefined => {
  if (row.number !== before.number + 1) return `follows ${before.number}: something is missing between them`;
  if (row.prev !== before.hash) return 'does not follow the action before it';
  if (hashOfAction(row) !== row.hash) return 'was changed: its hash is not that of what it says';
  const commits: Commits = JSON.parse(row.commits);
  for (const { part, salt, data } of parts)
    if (commitTo(part, salt, data) !== commits[part]) return `${part}: is not what the action was made with`;
  return undefined;
};
