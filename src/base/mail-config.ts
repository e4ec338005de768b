// How mail leaves: SMTP_URL and MAIL_FROM, read and checked.
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseMailAddress } from './mail-address.ts';

/**
 * `checked`: encrypted, and the server's certificate is good for its name, or nothing is sent. `any`: encrypted where the
 * server offers it, with whatever certificate: for servers on this machine. `off`: never encrypted.
 */
export type MailTls = 'checked' | 'any' | 'off';

export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte (smtps), or by STARTTLS. */
  implicitTls: boolean;
  tls: MailTls;
  user?: string;
  password?: string;
};

/** Holds a password: it is never logged. */
export type MailConfig = SmtpServer & { from: { name: string; address: string } };

const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback');

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** The texts never quote the address: it may hold a password. */
export const SmtpUrl = z.string().transform((text, context): SmtpServer => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol !== 'smtp:' && url?.protocol !== 'smtps:') || !url.hostname) {
    context.addIssue('must be smtp://user:password@host:port or smtps://…');
    return z.NEVER;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const asked = url.searchParams.get('tls');
  const others = [...url.searchParams.keys()].some((name) => name !== 'tls');
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash || others || (asked && !/^(required|off)$/.test(asked)))
    context.addIssue('must have nothing behind the port but ?tls=required or ?tls=off');
  const implicitTls = url.protocol === 'smtps:';
  if (implicitTls && asked === 'off') context.addIssue('must not be smtps:// with ?tls=off');
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined) context.addIssue('must have user and password percent-encoded');
  const otherwise = isLoopback(host) ? 'any' : 'checked';
  return {
    host,
    port: url.port ? Number(url.port) : implicitTls ? 465 : 587,
    implicitTls,
    tls: asked === 'off' ? 'off' : asked === 'required' ? 'checked' : otherwise,
    ...(user ? { user, password: password ?? '' } : {}),
  };
});

const NAMED = /^(?:"?([^"<>@\p{Cc}]{1,100}?)"? *)?<([^<>]+)>$/u;

export const MailFrom = z.string().transform((text, context): MailConfig['from'] => {
  const [, name = '', inner] = NAMED.exec(text.trim()) ?? [];
  const address = parseMailAddress(inner ?? text);
  if (address !== undefined) return { name: name.trim(), address };
  context.addIssue('must be forum@example.org or Our Forum <forum@example.org>');
  return z.NEVER;
});
