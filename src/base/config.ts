// Every setting, read once from the environment and checked. Nothing else in the house reads the environment.
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { type LogLevel, logLevels } from './log.ts';
import { type MailConfig, MailFrom, SmtpUrl } from './mail-config.ts';
import { ORIGIN } from './names.ts';

export const registrationModes = ['open', 'application', 'invitation', 'closed'] as const;
/** `application`: a moderator lets people in. `closed`: nobody comes in but by an admin's own hand. */
export type RegistrationMode = (typeof registrationModes)[number];

export type Config = {
  host: string;
  /** 0: whatever is free; then PUBLIC_URL must be given, or is told by whoever starts the server. */
  port: number;
  /** Without a slash at its end. */
  publicUrl: string;
  /** Host of `publicUrl`, with a port when it has one, in lower case: the name of the instance. */
  origin: string;
  dataDir: string;
  database: { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };
  governanceKeyFile: string;
  /** CIDR blocks. */
  trustedProxies: string[];
  allowPrivatePeers: boolean;
  /** Until an admin sets another one. */
  registration: RegistrationMode;
  /** undefined: this instance sends no mail. */
  mail: MailConfig | undefined;
  logLevel: LogLevel;
  /** Calls a minute, by member or address; 0: no limit. */
  readLimit: number;
  writeLimit: number;
  signInLimit: number;
  searchLimit: number;
  /** Milliseconds between pulls from a random peer. */
  syncInterval: number;
  /** Taken in a day from one origin (protocol.md, Budgets). */
  dailyEntries: number;
  dailyBytes: number;
  /** Answers to visitors kept in memory; 0: none. */
  readCache: number;
};

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^[0-9]{1,15}$/, `must be a whole number`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be from ${least} to ${most}`)
    .default(otherwise);

const url = z.string().transform((text, context): URL => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    context.addIssue('must be an http or https address');
    return z.NEVER;
  }
  if (parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username || parsed.password)
    context.addIssue('must have no path, query, fragment or sign-in');
  if (!ORIGIN.test(parsed.host)) context.addIssue('must have a host name in ASCII');
  return parsed;
});

const block = (text: string): string | undefined => {
  const cidr = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  return ipaddr.isValidCIDR(cidr) ? cidr : undefined;
};

const blocks = z
  .string()
  .default('')
  .transform((text, context) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .flatMap((part) => {
        const cidr = block(part);
        if (!cidr) context.addIssue(`must be addresses or CIDR blocks with commas between; "${part}" is none`);
        return cidr ?? [];
      }),
  );

const filled = z.string().min(1, 'must not be empty');
const DAY_BYTES = 200 * 1024 * 1024;

const Environment = z.object({
  HOST: filled.default('127.0.0.1'),
  PORT: whole(0, 65_535, 3000),
  PUBLIC_URL: url.optional(),
  DATA_DIR: filled.default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/\S+$/, 'must be postgres://…; leave it out for SQLite in DATA_DIR')
    .optional(),
  GOVERNANCE_KEY_FILE: filled.optional(),
  TRUSTED_PROXIES: blocks,
  ALLOW_PRIVATE_PEERS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  REGISTRATION: z.enum(registrationModes, `must be one of ${registrationModes.join(', ')}`).default('open'),
  SMTP_URL: SmtpUrl.optional(),
  MAIL_FROM: MailFrom.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  READ_LIMIT: whole(0, 1e9, 1200),
  WRITE_LIMIT: whole(0, 1e9, 120),
  SIGN_IN_LIMIT: whole(0, 1e9, 10),
  SEARCH_LIMIT: whole(0, 1e9, 60),
  SYNC_INTERVAL: whole(100, 86_400_000, 30_000),
  DAILY_ENTRIES: whole(1, 1e9, 20_000),
  DAILY_BYTES: whole(1, 1e15, DAY_BYTES),
  READ_CACHE: whole(0, 1e6, 1000),
});

/**
 * @param env usually `process.env`; an empty value counts as not given
 * @throws ConfigError that names each variable and its rule, never its value where that may hold a password
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Environment.safeParse(given);
  if (!read.success)
    throw new ConfigError(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join('\n'));
  const e = read.data;
  if (e.PORT === 0 && e.PUBLIC_URL === undefined)
    throw new ConfigError('PUBLIC_URL: must be given where PORT is 0, since the instance is named by its address.');
  if (e.SMTP_URL && !e.MAIL_FROM)
    throw new ConfigError('MAIL_FROM: must be given where SMTP_URL is: the address that mails come from.');
  const home = e.PUBLIC_URL ?? new URL(`http://localhost:${e.PORT}`);
  return {
    host: e.HOST,
    port: e.PORT,
    publicUrl: home.origin,
    origin: home.host,
    dataDir: e.DATA_DIR,
    database: e.DATABASE_URL
      ? { kind: 'postgres', url: e.DATABASE_URL }
      : { kind: 'sqlite', file: join(e.DATA_DIR, 'koinon.sqlite') },
    governanceKeyFile: e.GOVERNANCE_KEY_FILE ?? join(e.DATA_DIR, 'governance.jwk'),
    trustedProxies: e.TRUSTED_PROXIES,
    allowPrivatePeers: e.ALLOW_PRIVATE_PEERS === 'true',
    registration: e.REGISTRATION,
    mail: e.SMTP_URL && e.MAIL_FROM && { ...e.SMTP_URL, from: e.MAIL_FROM },
    logLevel: e.LOG_LEVEL,
    readLimit: e.READ_LIMIT,
    writeLimit: e.WRITE_LIMIT,
    signInLimit: e.SIGN_IN_LIMIT,
    searchLimit: e.SEARCH_LIMIT,
    syncInterval: e.SYNC_INTERVAL,
    dailyEntries: e.DAILY_ENTRIES,
    dailyBytes: e.DAILY_BYTES,
    readCache: e.READ_CACHE,
  };
};
