// What did something by itself stands in the queue, where people see it: one case for one thing, open again where it was decided.
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { isOpen } from '../cases/case-store.ts';
import { caseOf, changeCase, reopened } from '../cases/gather.ts';
import type { Reason } from '../policy/measures.ts';

export type AutomaticCase = {
  /** As forum/policy/measures.ts writes it. */
  readonly subject: string;
  readonly scope: string;
  /** `<opaque id>@<origin>`, or `''`. */
  readonly person: string;
  readonly reason: Reason;
  readonly revision: number | null;
};

/** Answers the public id of the case. */
export const openAutomaticCase = async (
  tx: Writer,
  { chance, now }: { chance: Chance; now: number },
  about: AutomaticCase,
): Promise<string> => {
  const found = await caseOf(tx, chance, { ...about, at: now, automatic: true });
  if (!isOpen(found.state)) await changeCase(tx, found, { ...reopened(now), automatic: 1 }, now);
  return found.public_id;
};
