// Who may do what: pure decisions on facts. Every verb asks here first.
import { Refusal } from '../../base/errors.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';
import type { Actor, MemberActor } from './actor.ts';

type PlaceFacts = { readonly kind: PlaceKind; readonly visibility: Visibility; readonly state: string };
type ThreadFacts = { readonly state: string };
type PostFacts = { readonly authorMemberId: number | null; readonly state: string };

export type Act =
  | { readonly do: 'read'; readonly place: PlaceFacts }
  | { readonly do: 'start-thread'; readonly place: PlaceFacts }
  | { readonly do: 'reply'; readonly place: PlaceFacts; readonly thread: ThreadFacts }
  | { readonly do: 'edit-post' | 'delete-post'; readonly place: PlaceFacts; readonly post: PostFacts }
  | { readonly do: 'move-thread' }
  | { readonly do: 'manage-boards' | 'found-coalition' | 'manage-instance' }
  | { readonly do: 'manage-own-account' }
  | { readonly do: 'register'; readonly registration: 'open' | 'closed' }
  /** For everybody who brings the right secret: the verb checks it. */
  | { readonly do: 'sign-in' };

const signIn = () => new Refusal('unauthenticated', 'Sign in first.');
const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');

const readable = (actor: Actor, place: PlaceFacts): boolean =>
  place.visibility === 'public' || actor.kind !== 'visitor';

/** Whether this reader may know that the place exists. */
export const maySee = (actor: Actor, place: PlaceFacts): boolean => readable(actor, place);

const refusal = (actor: Actor, act: Act): Refusal | undefined => {
  switch (act.do) {
    case 'read':
      return readable(actor, act.place) ? undefined : notFound();
    case 'start-thread':
    case 'reply':
      if (!readable(actor, act.place)) return notFound();
      if (actor.kind === 'visitor') return signIn();
      if (act.place.state !== 'open') return new Refusal('closed', 'This place takes no new posts.');
      if (act.do === 'reply' && act.thread.state !== 'open')
        return new Refusal('closed', 'This thread takes no new posts.');
      return undefined;
    case 'edit-post':
    case 'delete-post':
      if (!readable(actor, act.place)) return notFound();
      if (actor.kind === 'visitor') return signIn();
      if (actor.kind !== 'member' || act.post.authorMemberId !== actor.memberId)
        return new Refusal('forbidden', 'Only its author may change a post.');
      if (act.post.state !== 'live') return new Refusal('gone', 'This post was deleted.');
      return undefined;
    case 'sign-in':
      return undefined;
    case 'register':
      if (act.registration === 'open' || actor.kind === 'operator') return undefined;
      if (actor.kind === 'member' && actor.role === 'admin') return undefined;
      return new Refusal('closed', 'Registration is closed on this instance.');
    case 'manage-own-account':
      return actor.kind === 'member' ? undefined : signIn();
    case 'move-thread':
      if (actor.kind === 'visitor') return signIn();
      if (actor.kind === 'member' && actor.role === 'member')
        return new Refusal('forbidden', 'Only a moderator may do this.');
      return undefined;
    case 'manage-boards':
    case 'found-coalition':
    case 'manage-instance':
      if (actor.kind === 'visitor') return signIn();
      if (actor.kind === 'member' && actor.role !== 'admin')
        return new Refusal('forbidden', 'Only an admin may do this.');
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
