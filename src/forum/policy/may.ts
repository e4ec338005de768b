// Who may do what: pure decisions on facts. Every verb asks here first.
import type { RegistrationMode } from '../../base/config.ts';
import { invalid, Refusal } from '../../base/errors.ts';
import { type Said, said } from '../../base/said.ts';
import type { Role, Visibility } from '../../db/tables.ts';
import type { Actor, MemberActor } from './actor.ts';
import { can, canAnywhere } from './capabilities.ts';
import type { Capability } from './duties.ts';
import { covers, type MeasureKind, type PlaceName, type Restriction, reaches, reasonSaid } from './measures.ts';

type PlaceFacts = PlaceName & { readonly visibility: Visibility; readonly state: string };
/** `title`: what members know it by. */
type WrittenPlace = PlaceFacts & { readonly title: string };
type ThreadFacts = { readonly state: string };
/** `veiled`: only its author and moderators read it. */
type PostFacts = { readonly authorMemberId: number | null; readonly state: string; readonly veiled?: 0 | 1 };

export type Act =
  | { readonly do: 'read'; readonly place: PlaceFacts }
  /** What they may read; who is suspended may, too: it reaches moderators alone. */
  | { readonly do: 'report'; readonly place?: PlaceFacts }
  | { readonly do: 'start-thread'; readonly place: WrittenPlace }
  | { readonly do: 'reply'; readonly place: WrittenPlace; readonly thread: ThreadFacts }
  | { readonly do: 'edit-post' | 'delete-post'; readonly place: WrittenPlace; readonly post: PostFacts }
  | {
      readonly do: 'vote';
      readonly place: WrittenPlace;
      readonly post: PostFacts;
      readonly voting: 'both' | 'up' | 'off';
      readonly value: 1 | -1 | 0;
    }
  /** Everywhere in `scope`; without one, anywhere. */
  | { readonly do: 'moderate'; readonly can: Capability; readonly scope?: string }
  /** What is seen of a member, or reaches others, without being a post: profile, uploads, mentions. */
  | { readonly do: 'take-part' }
  | { readonly do: 'manage-boards' | 'found-coalition' | 'manage-instance' }
  | { readonly do: 'manage-own-account' }
  /** `invited`: brings an invitation, which the verb checks. */
  | { readonly do: 'register'; readonly registration: RegistrationMode; readonly invited: boolean }
  | { readonly do: 'apply'; readonly registration: RegistrationMode }
  | { readonly do: 'decide-applications' }
  | { readonly do: 'invite'; readonly invitations: 'admins' | 'members' }
  | { readonly do: 'make-reset-link'; readonly role: Role }
  | { readonly do: 'drop-second-factor' }
  /** For everybody who brings the right secret: the verb checks it. */
  | { readonly do: 'sign-in' };

const signIn = () => new Refusal('unauthenticated', 'Sign in first.');
const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');

const switchedOff = (rule: Said) => invalid('value', rule);
/** What of that kind holds in all of this scope. */
const inScope = (actor: Actor, kind: MeasureKind, scope: string): Restriction | undefined =>
  actor.kind === 'member' ? actor.standing?.find((one) => one.kind === kind && covers(one.scope, scope)) : undefined;
const suspension = (actor: Actor, scope: string) => inScope(actor, 'suspend', scope);

/** All that of that kind restricts the actor in a place. */
export const restrictions = (actor: Actor, kind: MeasureKind, place: PlaceName): readonly Restriction[] =>
  (actor.kind === 'member' && actor.standing?.filter((one) => one.kind === kind && reaches(one.scope, place))) || [];

/** The first of them. */
export const restriction = (actor: Actor, kind: MeasureKind, place: PlaceName): Restriction | undefined =>
  actor.kind === 'member' ? actor.standing?.find((one) => one.kind === kind && reaches(one.scope, place)) : undefined;

/** @param title of the place where somebody wanted to write */
const barred = ({ kind, until, scope, reason }: Restriction, title = ''): Refusal => {
  const what = kind === 'suspend' ? said`suspended` : said`read-only`;
  const where =
    scope === 'instance' ? said`on this instance` : scope === 'planks' ? said`on the planks` : said`in “${title}”`;
  const when = until === null ? said`without a set end` : said`until ${new Date(until)}`;
  return new Refusal(
    'sanctioned',
    said`Your account is ${what} ${where} ${when} (${reasonSaid(reason)}). GET /api/v1/me/decisions says why, and how to appeal.`,
  );
};

const LAST = Number.MAX_SAFE_INTEGER;
/** The one that lasts longest. */
const longest = (some: readonly Restriction[]): Restriction | undefined =>
  some.toSorted((a, b) => (b.until ?? LAST) - (a.until ?? LAST))[0];

/** What keeps the actor from saying anything there. */
export const silence = (actor: Actor, place: PlaceName): Restriction | undefined =>
  longest(restrictions(actor, 'suspend', place)) ?? longest(restrictions(actor, 'read-only', place));

/** @returns why the actor may say nothing there */
const silenced = (actor: Actor, place: WrittenPlace): Refusal | undefined => {
  const one = silence(actor, place);
  return one && barred(one, place.title);
};

/** The operator may what an admin may. */
const rank = (actor: Actor): Role | undefined => {
  if (actor.kind === 'operator') return 'admin';
  if (actor.kind !== 'member') return undefined;
  return suspension(actor, 'instance') ? 'member' : actor.role;
};

const SHUT: Readonly<Record<RegistrationMode, Said>> = {
  open: said`Registration is open: there is nothing to apply for.`,
  application: said`This instance asks for an application: answer its question.`,
  invitation: said`Registration is by invitation here.`,
  closed: said`Registration is closed on this instance.`,
};
const shut = (mode: RegistrationMode) => new Refusal('closed', SHUT[mode]);

/** Who is suspended reads what visitors read. */
const readable = (actor: Actor, place: PlaceFacts): boolean =>
  place.visibility === 'public' || (actor.kind !== 'visitor' && restriction(actor, 'suspend', place) === undefined);

/** Whether this reader may know that the place exists. */
export const maySee = (actor: Actor, place: PlaceFacts): boolean => readable(actor, place);

/** Whether this reader gets the words of a post that others don't: its author, and whoever moderates there. */
export const mayUnveil = (actor: Actor, place: PlaceName, authorMemberId: number | null): boolean =>
  (actor.kind === 'member' && authorMemberId === actor.memberId) ||
  can(actor, 'see-cases', `${place.kind}:${place.slug}`);

const refusal = (actor: Actor, act: Act): Refusal | undefined => {
  switch (act.do) {
    case 'read':
      return readable(actor, act.place) ? undefined : notFound();
    case 'report':
      if (act.place && !readable(actor, act.place)) return notFound();
      return actor.kind === 'member' ? undefined : signIn();
    case 'start-thread':
    case 'reply':
      if (!readable(actor, act.place)) return notFound();
      if (actor.kind === 'visitor') return signIn();
      if (silenced(actor, act.place)) return silenced(actor, act.place);
      if (act.place.state !== 'open') return new Refusal('closed', 'This place takes no new posts.');
      if (act.do === 'reply' && act.thread.state !== 'open')
        return new Refusal('closed', 'This thread takes no new posts.');
      return undefined;
    case 'edit-post':
    case 'delete-post': {
      const own = actor.kind === 'member' && act.post.authorMemberId === actor.memberId;
      // Taking back what one said is never forbidden.
      const takesBack = own && act.do === 'delete-post';
      if (!takesBack && !readable(actor, act.place)) return notFound();
      if (actor.kind === 'visitor') return signIn();
      if (!own) return new Refusal('forbidden', 'Only its author may change a post.');
      if (!takesBack && silenced(actor, act.place)) return silenced(actor, act.place);
      if (!takesBack && restriction(actor, 'hold-posts', act.place))
        return new Refusal(
          'sanctioned',
          'What you write is looked at first: for now nothing that stands can be changed.',
        );
      if (act.post.state !== 'live') return new Refusal('gone', 'This post was deleted.');
      return undefined;
    }
    case 'vote':
      if (!readable(actor, act.place)) return notFound();
      if (actor.kind !== 'member') return signIn();
      if (silenced(actor, act.place)) return silenced(actor, act.place);
      if (act.voting === 'off') return switchedOff(said`This instance takes no votes.`);
      if (act.voting === 'up' && act.value === -1) return switchedOff(said`This instance takes no votes down.`);
      if (act.post.authorMemberId === actor.memberId)
        return new Refusal('forbidden', 'Its author has no vote on a post.');
      if (act.post.state !== 'live' || act.post.veiled === 1)
        return new Refusal('gone', 'This post takes no votes: its words are not here.');
      if (act.place.state !== 'open') return new Refusal('closed', 'This place takes no new votes.');
      return undefined;
    case 'sign-in':
      return undefined;
    case 'register':
      if (act.registration === 'open' || rank(actor) === 'admin') return undefined;
      return act.invited && act.registration !== 'closed' ? undefined : shut(act.registration);
    case 'apply':
      return act.registration === 'application' ? undefined : shut(act.registration);
    case 'decide-applications':
      if (actor.kind === 'visitor') return signIn();
      return rank(actor) === 'member' ? new Refusal('forbidden', 'Only a moderator may do this.') : undefined;
    case 'invite':
      if (actor.kind === 'visitor') return signIn();
      if (suspension(actor, 'instance')) return barred(suspension(actor, 'instance') as Restriction);
      if (act.invitations === 'members' || rank(actor) === 'admin') return undefined;
      return new Refusal('forbidden', 'Only an admin may invite.');
    case 'manage-own-account':
      return actor.kind === 'member' ? undefined : signIn();
    case 'take-part': {
      if (actor.kind !== 'member') return signIn();
      const one = suspension(actor, 'instance') ?? inScope(actor, 'read-only', 'instance');
      return one && barred(one);
    }
    case 'moderate':
      if (actor.kind === 'visitor') return signIn();
      if (act.scope === undefined ? canAnywhere(actor, act.can) : can(actor, act.can, act.scope)) return undefined;
      if (act.scope !== undefined && canAnywhere(actor, act.can))
        return new Refusal('forbidden', said`scope: what you were given to do does not reach ${act.scope}.`, {
          field: 'scope',
        });
      return new Refusal('forbidden', 'This is for those who moderate here.');
    case 'make-reset-link':
      if (actor.kind === 'visitor') return signIn();
      if (actor.kind === 'operator') return undefined;
      if (rank(actor) !== 'admin') return new Refusal('forbidden', 'Only an admin may do this.');
      // Or one stolen admin account would soon be all of them.
      if (act.role === 'admin')
        return new Refusal('forbidden', 'Only the operator makes links for admins: koinon admin reset-link.');
      return undefined;
    case 'drop-second-factor':
      return actor.kind === 'operator' ? undefined : new Refusal('forbidden', 'Only the operator may do this.');
    case 'found-coalition':
      if (can(actor, 'handle-charter', 'instance')) return undefined;
      return actor.kind === 'visitor' ? signIn() : new Refusal('forbidden', 'Only an admin may do this.');
    case 'manage-boards':
    case 'manage-instance':
      if (actor.kind === 'visitor') return signIn();
      if (rank(actor) !== 'admin') return new Refusal('forbidden', 'Only an admin may do this.');
      return undefined;
  }
};

/** @throws Refusal that says why not */
export const may = (actor: Actor, act: Act): void => {
  const no = refusal(actor, act);
  if (no) throw no;
};

/** Like {@link may}, for acts that only a member can do: answers the member. */
export const mayAsMember = (actor: Actor, act: Act): MemberActor => {
  may(actor, act);
  if (actor.kind !== 'member') throw signIn();
  return actor;
};
