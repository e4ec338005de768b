// The README's table of settings: every variable that is read, and no other, with the default that it has.
import { expect, test } from 'vitest';
import { readConfig } from '../../src/base/config.ts';
import { textOf } from './source.ts';

const ROW = /^\| `([A-Z_]+)` \| ([^|]+) \| (\S[^|]{10,}) \|$/gm;
const rows = [...textOf('README.md').matchAll(ROW)].map(([, name = '', otherwise = '']) => ({ name, otherwise }));

/** The names in the schema that checks the environment. */
const [, schema = ''] = /\bEnvironment = z\.object\(\{\n([\s\S]*?)\n\}\);/.exec(textOf('src/base/config.ts')) ?? [];
const variables = [...schema.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);

test('names every variable once, in their order', () => {
  expect(variables.length).toBeGreaterThanOrEqual(17);
  expect(rows.map(({ name }) => name)).toEqual(variables);
});

test('gives the defaults: to set them changes nothing', () => {
  const given = rows.flatMap(({ name, otherwise }) => {
    if (otherwise === 'none') return [];
    const [, value] = /^`([^`]+)`/.exec(otherwise) ?? [];
    return [[name, value] as const];
  });
  expect(given.every(([, value]) => value !== undefined)).toBe(true);
  expect(readConfig(Object.fromEntries(given))).toEqual(readConfig({}));
});

test('each of them is read: another value makes another configuration', () => {
  const others: Record<string, string> = {
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://greens.example',
    DATA_DIR: '/srv/koinon',
    DATABASE_URL: 'postgres://koinon@localhost/koinon',
    GOVERNANCE_KEY_FILE: '/media/key.jwk',
    TRUSTED_PROXIES: '10.0.0.1',
    ALLOW_PRIVATE_PEERS: 'true',
    REGISTRATION: 'closed',
    SMTP_URL: 'smtps://mail.example',
    MAIL_FROM: 'forum@greens.example',
    LOG_LEVEL: 'debug',
  };
  // Neither is worth anything alone.
  const besides: Record<string, string[]> = { SMTP_URL: ['MAIL_FROM'], MAIL_FROM: ['SMTP_URL'] };
  for (const { name } of rows) {
    const given = [name, ...(besides[name] ?? [])].map((one) => [one, others[one] ?? '777']);
    expect(readConfig(Object.fromEntries(given)), name).not.toEqual(readConfig({}));
  }
});
