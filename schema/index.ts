// The ordered list of migrations: forward only, each frozen once released.
import type { Migration } from 'kysely';
import { foundation } from './0001-foundation.ts';
import { comingIn } from './0002-coming-in.ts';
import { mail } from './0003-mail.ts';
import { reading } from './0004-reading.ts';
import { votes } from './0005-votes.ts';
import { search } from './0006-search.ts';
import { notifications } from './0007-notifications.ts';
import { writing } from './0008-writing.ts';
import { uploads } from './0009-uploads.ts';
import { ownData } from './0010-own-data.ts';
import { passkeys } from './0011-passkeys.ts';
import { moderation } from './0012-moderation.ts';
import { messages } from './0013-messages.ts';
import { cases } from './0014-cases.ts';
import { peerHistory } from './0015-peer-history.ts';
import { advice } from './0016-advice.ts';
import { automation } from './0017-automation.ts';
import { moderationActs } from './0018-moderation-acts.ts';
import { steps } from './0019-steps.ts';
import { remoteAppeals } from './0020-remote-appeals.ts';
import { traces } from './0021-traces.ts';
import { boundedAdvice } from './0022-bounded-advice.ts';
import { peerLog } from './0023-peer-log.ts';
import { reviews } from './0024-reviews.ts';
import { scale } from './0025-scale.ts';
import { desk } from './0026-desk.ts';
import { roles } from './0027-roles.ts';
import { brakesOfPeers } from './0028-brakes-of-peers.ts';
import { heldDecisions } from './0029-held-decisions.ts';

export const migrations = (dialect: 'sqlite' | 'postgres'): Record<string, Migration> => ({
  '0001-foundation': foundation(dialect),
  '0002-coming-in': comingIn(dialect),
  '0003-mail': mail(dialect),
  '0004-reading': reading(dialect),
  '0005-votes': votes(dialect),
  '0006-search': search(dialect),
  '0007-notifications': notifications(dialect),
  '0008-writing': writing(dialect),
  '0009-uploads': uploads(dialect),
  '0010-own-data': ownData(dialect),
  '0011-passkeys': passkeys(dialect),
  '0012-moderation': moderation(dialect),
  '0013-messages': messages(dialect),
  '0014-cases': cases(dialect),
  '0015-peer-history': peerHistory(dialect),
  '0016-advice': advice(dialect),
  '0017-automation': automation(dialect),
  '0018-moderation-acts': moderationActs(dialect),
  '0019-steps': steps(dialect),
  '0020-remote-appeals': remoteAppeals(dialect),
  '0021-traces': traces(dialect),
  '0022-bounded-advice': boundedAdvice(dialect),
  '0023-peer-log': peerLog(),
  '0024-reviews': reviews(dialect),
  '0025-scale': scale(dialect),
  '0026-desk': desk(dialect),
  '0027-roles': roles(),
  '0028-brakes-of-peers': brakesOfPeers(dialect),
  '0029-held-decisions': heldDecisions(),
});
