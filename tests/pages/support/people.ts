// Somebody with an account and a browser.
import type { BrowserContext, Page } from 'playwright-core';
import { TOKEN_FIELD } from '../../../src/http/pages/form-token.ts';
import { type Account, join, type Member, signIn } from '../../real/member.ts';
import { type ContextOptions, openContext, openPage } from './browser.ts';
import { ADMIN, type Instance, passwordOf } from './instances.ts';

export type Person = {
  readonly name: string;
  readonly context: BrowserContext;
  /** The same member by the API. */
  readonly member: Member;
  /** A page that shows this path of their instance. */
  open(path: string): Promise<Page>;
};

const cookieFor = async ({ url }: Instance, { name, password }: Account) => {
  // The form's token, and the cookie that it is bound to.
  const form = await fetch(`${url}/sign-in`);
  const [bound = ''] = (form.headers.getSetCookie()[0] ?? '').split(';');
  const [, token = ''] = new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`).exec(await form.text()) ?? [];
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: url,
      'sec-fetch-site': 'same-origin',
      cookie: bound,
    },
    body: new URLSearchParams({ name, password, [TOKEN_FIELD]: token }).toString(),
  });
  const [pair = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';');
  const [cookie = '', value = ''] = pair.split('=');
  if (value === '') throw new Error(`${name} cannot sign in on ${url}: ${answer.status} ${await answer.text()}`);
  return { name: cookie, value, url, httpOnly: true, sameSite: 'Lax' as const };
};

const personOf = async (instance: Instance, account: Account, member: Member, options: ContextOptions) => {
  const context = await openContext(options);
  await context.addCookies([await cookieFor(instance, account)]);
  const open = (path: string) => openPage(context, `${instance.url}${path}`);
  return { name: account.name, context, member, open };
};

/** A member, new if there is none of that name, signed in in a browser of their own. */
export const person = async (instance: Instance, name: string, options: ContextOptions = {}): Promise<Person> => {
  const account = { name, password: passwordOf(name) };
  const member = await signIn(instance.url, account).catch(() => join(instance.url, name));
  return personOf(instance, account, member, options);
};

export const adminPerson = async (instance: Instance, options: ContextOptions = {}): Promise<Person> =>
  personOf(instance, ADMIN, await instance.admin(), options);
