// What the pages need, and what all of them do: know whose they are, and say why not as a page.
import type { Clock } from '../../base/time.ts';
import type { Eventually } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import type { Registration } from '../../forum/identity/register.ts';
import type { ResetRequest } from '../../forum/identity/request-reset.ts';
import type { SignedIn, SignIn } from '../../forum/identity/sign-in.ts';
import type { InstanceFacts } from '../../forum/instance/instance-facts.ts';
import type { InstanceInput } from '../../forum/instance/settings.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { Answer } from '../answer.ts';
import { after } from '../eventually.ts';
import type { Failure } from '../failure.ts';
import type { ForumVerbs } from '../forum-verbs.ts';
import { failurePage } from './form-pages.tsx';
import type { Announced, Site } from './layout.tsx';

export type PageNeeds = {
  origin: string;
  publicUrl: string;
  /** Asked on every warm page: cheap, see {@link rememberUntilRung}. */
  instanceFacts(): Eventually<Pick<InstanceFacts, 'name' | 'coalition'>>;
  /** What is announced, now or later; asked on every warm page, too. */
  announced(): Eventually<Announced[]>;
  clock: Clock;
  reads: ForumReads;
  verbs: ForumVerbs;
  signIn(input: SignIn): Promise<SignedIn>;
  endSession(actor: Actor, input: { id?: string | undefined }): Promise<void>;
  createFirstAdmin(input: Registration & { token: string }): Promise<unknown>;
  confirmEmail(input: { token: string }): Promise<{ name: string; address: string }>;
  requestReset(input: ResetRequest): Promise<void>;
  redeemReset(input: { token: string; password: string }): Promise<{ name: string }>;
  /** By whoever made the first admin's account. */
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
  /** Throws where this first-run link is no good (any more). */
  checkFirstRun(token: string): Promise<void>;
};

/** Pages stand beside the API, not below it. */
export const pageCommon = ({ origin }: Pick<PageNeeds, 'origin'>) => ({
  base: '',
  tag: 'pages',
  auth: 'none' as const,
  answers: {},
  failed: failureAnswer(origin),
});

/** Without the instance's name, which may be what could not be read. */
export const failureAnswer =
  (origin: string) =>
  (failure: Failure): Answer =>
    failurePage({ name: origin, origin }, failure);

/** What lasts now of what is announced, to whomever. */
export const announcedNow = ({ announced, clock }: Pick<PageNeeds, 'announced' | 'clock'>): Eventually<Announced[]> =>
  after(announced(), (all) => {
    if (all.length === 0) return all;
    const now = clock.now();
    return all.filter(({ from, until }) => from <= now && now < until);
  });

export const siteOf = async (
  needs: Pick<PageNeeds, 'instanceFacts' | 'origin' | 'announced' | 'clock'>,
): Promise<Site> => ({
  name: (await needs.instanceFacts()).name,
  origin: needs.origin,
  announcements: await announcedNow(needs),
});

/** What `read` answered last, until something was committed: then it may answer otherwise. */
export const rememberUntilRung = <T>(wake: Pick<Wake, 'listen'>, read: () => Promise<T>): (() => Eventually<T>) => {
  let known: { value: T } | undefined;
  let rings = 0;
  wake.listen(() => {
    known = undefined;
    rings++;
  });
  return () => {
    if (known) return known.value;
    const before = rings;
    return read().then((value) => {
      if (rings === before) known = { value };
      return value;
    });
  };
};
