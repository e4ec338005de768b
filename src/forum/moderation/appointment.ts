// A role given or taken, as an action: who rises is appointed, who falls is dismissed.
import { kept } from '../../base/said.ts';
import type { Role } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import type { ActionDraft } from './draft.ts';

const RANK: Readonly<Record<Role, number>> = { member: 0, moderator: 1, admin: 2 };

const GIVEN: Readonly<Record<Role, string>> = {
  member: kept`A member again.`,
  moderator: kept`Made a moderator.`,
  admin: kept`Made an admin.`,
};

/** Rules of the house: why somebody has a role without an admin having chosen them. */
export const FIRST_ADMIN = kept`first-admin`;
export const BEFORE_THE_LOG = kept`before-the-log`;

type Appointment = {
  by: Actor;
  /** Opaque id. */
  member: string;
  was: Role;
  is: Role;
  words?: string | undefined;
  rule?: string | undefined;
};

export const appointmentOf = ({ by, member, was, is, words = '', rule }: Appointment): ActionDraft => ({
  by,
  kind: RANK[is] > RANK[was] ? 'appoint' : 'dismiss',
  subject: { kind: 'member', member },
  scope: 'instance',
  reason: 'other',
  rule,
  basis: 'own',
  words: words === '' ? GIVEN[is] : words,
  lasts: { permanent: kept`Until it is changed.` },
  settings: { role: is },
});
