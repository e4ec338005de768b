// A browser that signed in keeps a cookie; nothing of it is in an address.
import { SESSION_MS } from '../../../forum/identity/session-store.ts';
import type { SignedIn, SignIn } from '../../../forum/identity/sign-in.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { sessionCookie } from '../../who.ts';

type Caller = { address: string; header(name: string): string | undefined };

/** What the verbs want to know of whoever signs in by a page. */
export const callerOf = ({ address, header }: Caller) => ({
  kind: 'cookie' as const,
  agent: header('user-agent') ?? '',
  address,
});

/** @param next a path, checked by `safePath` */
export const entered = (publicUrl: string, { secret }: SignedIn, next: string): Answer =>
  seeOther(next, { 'set-cookie': sessionCookie(publicUrl, secret, SESSION_MS / 1000) });

type EnterNeeds = { publicUrl: string; signIn(input: SignIn): Promise<SignedIn> };

/** Signs in and goes on. @throws Refusal as `signIn` does */
export const enter = async (
  { publicUrl, signIn }: EnterNeeds,
  credentials: Pick<SignIn, 'name' | 'password' | 'step' | 'code' | 'recoveryCode'>,
  caller: Caller,
  next: string,
): Promise<Answer> => entered(publicUrl, await signIn({ ...credentials, ...callerOf(caller) }), next);
