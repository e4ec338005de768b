// How an application stands: for whoever made it, and for those who decide.
import { Refusal } from '../../base/errors.ts';
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { applicationByToken, pendingAfter } from './application-store.ts';
import { hashSecret, PUBLIC_ID } from './secret.ts';

type Needs = { db: Pick<Database, 'read'>; clock: Clock };

/** As its applicant sees it. `expiresAt`: when it ends undecided, later when it is forgotten. */
export type ApplicationState = {
  id: string;
  name: string;
  state: 'pending' | 'accepted' | 'refused' | 'expired';
  at: number;
  expiresAt: number;
  decidedAt: number | null;
  reason: string;
};

/** As those who decide see it. */
export type PendingApplication = {
  id: string;
  name: string;
  displayName: string;
  question: string;
  answer: string;
  at: number;
  expiresAt: number;
};

/** @throws Refusal `not-found`: no such application, or this is not its token */
export const readApplication =
  ({ db, clock }: Needs) =>
  async ({ id, token }: { id: string; token: string }): Promise<ApplicationState> => {
    const found = PUBLIC_ID.test(id)
      ? await db.read.get(applicationByToken, { publicId: id, tokenHash: hashSecret(token) })
      : undefined;
    if (!found) throw new Refusal('not-found', 'There is no such application, or this is not its token.');
    return found.state === 'pending' && found.expiresAt <= clock.now() ? { ...found, state: 'expired' } : found;
  };

const PAGE = 50;

/** Those that wait, oldest first. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const listApplications =
  ({ db, clock }: Needs) =>
  async (actor: Actor, cursor?: string): Promise<Page<PendingApplication>> => {
    may(actor, { do: 'decide-applications' });
    const after = cursor === undefined ? 0 : decodeNumberCursor(cursor);
    const found = await db.read.all(pendingAfter, { after, now: clock.now(), limit: PAGE + 1 });
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    return {
      items: page.map(({ id: _, publicId, ...rest }) => ({ id: publicId, ...rest })),
      next: found.length > PAGE && last ? encodeCursor([last.id]) : null,
    };
  };
