// Somebody with an account and a browser.
import type { BrowserContext, Page } from 'playwright-core';
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

/** As the form of the page does it, with the token of the form. The context keeps the cookie. */
const enter = async (context: BrowserContext, { url }: Instance, { name, password }: Account): Promise<void> => {
  const shown = await (await context.request.get(`${url}/sign-in`)).text();
  const [, token = ''] = /name="token-of-form" value="([^"]+)"/.exec(shown) ?? [];
  const answer = await context.request.post(`${url}/sign-in`, {
    form: { name, password, 'token-of-form': token },
    headers: { origin: url, 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  if (answer.status() !== 303)
    throw new Error(`${name} cannot sign in on ${url}: ${answer.status()} ${await answer.text()}`);
};

const personOf = async (instance: Instance, account: Account, member: Member, options: ContextOptions) => {
  const context = await openContext(options);
  await enter(context, instance, account);
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
