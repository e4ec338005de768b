// The token in each form: proof that the form came with a page that this very browser was shown. It is made of the cookie that
// the browser holds and no page can read, so nothing is kept for it: of the session, or for visitors of a cookie that only forms use.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse } from 'hono/utils/cookie';
import type { Chance } from '../../base/time.ts';
import { cookieName } from '../who.ts';

type Header = (name: string) => string | undefined;

/** The field that carries it. */
export const TOKEN_FIELD = 'token-of-form';

const visitorCookieName = (publicUrl: string): string => `${cookieName(publicUrl)}-form`;

const tokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('form').digest('base64url').slice(0, 32);

const cookiesOf = (publicUrl: string, header: Header, signedIn: boolean): string[] => {
  const cookies = header('cookie');
  if (cookies === undefined) return [];
  const all = parse(cookies);
  const names = signedIn ? [cookieName(publicUrl)] : [cookieName(publicUrl), visitorCookieName(publicUrl)];
  return names.map((name) => all[name]).filter((value) => value !== undefined);
};

export type FormToken = {
  token: string;
  /** The value of Set-Cookie that must come with the page, where the browser holds nothing yet to bind the token to. */
  cookie?: string;
};

/** @param signedIn whether the session's cookie is good: one that ended is bound to nothing */
export const formToken = (
  { publicUrl, chance }: { publicUrl: string; chance: Pick<Chance, 'bytes'> },
  header: Header,
  signedIn: boolean,
): FormToken => {
  const all = parse(header('cookie') ?? '');
  const held = all[signedIn ? cookieName(publicUrl) : visitorCookieName(publicUrl)];
  if (held) return { token: tokenOf(held) };
  const secret = Buffer.from(chance.bytes(24)).toString('base64url');
  const cookie = [
    `${visitorCookieName(publicUrl)}=${secret}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(publicUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');
  return { token: tokenOf(secret), cookie };
};

/**
 * Whether `token` was made for the browser that sends these cookies.
 * @param signedIn what a form was given before its browser signed in is good no more: each session has a token of its own
 */
export const isTokenOf = (token: string, publicUrl: string, header: Header, signedIn: boolean): boolean => {
  const given = Buffer.from(token);
  return cookiesOf(publicUrl, header, signedIn).some((secret) => {
    const right = Buffer.from(tokenOf(secret));
    return given.length === right.length && timingSafeEqual(given, right);
  });
};
