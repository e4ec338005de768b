// Is the database whole, and of this version?
import { type Look, lookAtDatabase } from '../../db/look-at.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { type Finding, failure, fine, warning, whyNot } from './finding.ts';

/** `usable`: what is in it can be looked at, and nothing would be changed by that. */
export type Judged = { usable: boolean; findings: Finding[] };

export const judgeLook = (kind: DatabaseLocation['kind'], { exists, pending, unknown, faults }: Look): Judged => {
  if (!exists) return { usable: false, findings: [warning('database', 'There is none yet: koinon serve makes it.')] };
  const whole =
    faults.length === 0
      ? fine('database', kind === 'sqlite' ? 'It is whole.' : 'It answers.')
      : failure('database', `It is damaged (${faults[0]}): come back from a backup (docs/operations.md).`);
  if (unknown.length > 0) {
    const newer = `The database is newer than this Koinon (${unknown[0]}): upgrade.`;
    return { usable: false, findings: [whole, failure('version', newer)] };
  }
  if (pending.length > 0) {
    const older = `The database is older (it lacks ${pending.length}): restart koinon serve, then look again.`;
    return { usable: false, findings: [whole, warning('version', older)] };
  }
  return { usable: faults.length === 0, findings: [whole, fine('version', 'The database is of this version.')] };
};

export const checkDatabase = async (location: DatabaseLocation): Promise<Judged> => {
  try {
    return judgeLook(location.kind, await lookAtDatabase(location));
  } catch (error) {
    return { usable: false, findings: [failure('database', `It cannot be opened: ${whyNot(error)}`)] };
  }
};
