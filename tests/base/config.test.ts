import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/base/config.ts';

const refused = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
};

describe('the configuration', () => {
  it('works on a laptop with nothing said', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      origin: 'localhost:3000',
      dataDir: './data',
      database: { kind: 'sqlite', file: 'data/koinon.sqlite' },
      governanceKeyFile: 'data/governance.jwk',
      trustedProxies: [],
      allowPrivatePeers: false,
      registration: 'open',
      logLevel: 'info',
      readLimit: 1200,
      writeLimit: 120,
      signInLimit: 10,
      searchLimit: 60,
      syncInterval: 30_000,
      dailyEntries: 20_000,
      dailyBytes: 209_715_200,
      readCache: 1000,
    });
  });

  it('takes the name of the instance from its public address', () => {
    expect(readConfig({ PUBLIC_URL: 'https://Greens.Example/' })).toMatchObject({
      publicUrl: 'https://greens.example',
      origin: 'greens.example',
    });
    expect(readConfig({ PUBLIC_URL: 'http://greens.example:8080' }).origin).toBe('greens.example:8080');
    expect(readConfig({ PORT: '4100' })).toMatchObject({ port: 4100, publicUrl: 'http://localhost:4100' });
  });

  it('reads the rest', () => {
    const config = readConfig({
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/koinon',
      DATABASE_URL: 'postgres://koinon:secret@db/koinon',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.7',
      ALLOW_PRIVATE_PEERS: 'true',
      REGISTRATION: 'closed',
      LOG_LEVEL: 'debug',
      READ_LIMIT: '0',
      EMPTY: '',
      PORT: '',
    });
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      database: { kind: 'postgres', url: 'postgres://koinon:secret@db/koinon' },
      governanceKeyFile: '/srv/koinon/governance.jwk',
      trustedProxies: ['10.0.0.0/8', '::1/128', '192.0.2.7/32'],
      allowPrivatePeers: true,
      registration: 'closed',
      logLevel: 'debug',
      readLimit: 0,
    });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT: must be a whole number.'],
    [{ PORT: '65536' }, 'PORT: must be from 0 to 65535.'],
    [{ PUBLIC_URL: 'greens.example' }, 'PUBLIC_URL: must be an http or https address.'],
    [{ PUBLIC_URL: 'ftp://greens.example' }, 'PUBLIC_URL: must be an http or https address.'],
    [{ PUBLIC_URL: 'https://greens.example/forum' }, 'PUBLIC_URL: must have no path, query, fragment or sign-in.'],
    [{ PUBLIC_URL: 'https://[::1]' }, 'PUBLIC_URL: must have a host name in ASCII.'],
    [
      { TRUSTED_PROXIES: '10.0.0.0/8,me' },
      'TRUSTED_PROXIES: must be addresses or CIDR blocks with commas between; "me"',
    ],
    [{ REGISTRATION: 'maybe' }, 'REGISTRATION: must be one of open, application, invitation, closed.'],
    [{ ALLOW_PRIVATE_PEERS: '1' }, 'ALLOW_PRIVATE_PEERS: must be true or false.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: must be one of silent, error, warn, info, debug.'],
  ])('refuses %o, naming variable and rule', (env, message) => {
    expect(refused(env)).toContain(message);
  });

  it('names everything that is wrong at once, and shows no password', () => {
    const message = refused({ DATABASE_URL: 'mysql://koinon:secret@db/koinon', WRITE_LIMIT: '-1' });
    expect(message).toContain('DATABASE_URL: must be postgres://');
    expect(message).toContain('WRITE_LIMIT: must be a whole number.');
    expect(message).not.toContain('secret');
  });
});

describe('mail', () => {
  const from = 'Our Forum <forum@greens.example>';

  it('leaves by SMTP_URL, in the name of MAIL_FROM', () => {
    expect(readConfig({ SMTP_URL: 'smtp://me%40x:p%3Aw@Mail.Example', MAIL_FROM: from }).mail).toEqual({
      host: 'mail.example',
      port: 587,
      implicitTls: false,
      tls: 'checked',
      user: 'me@x',
      password: 'p:w',
      from: { name: 'Our Forum', address: 'forum@greens.example' },
    });
    expect(readConfig({ SMTP_URL: 'smtps://mail.example:2465/', MAIL_FROM: 'a@Größe.example' }).mail).toMatchObject({
      port: 2465,
      implicitTls: true,
      from: { name: '', address: 'a@xn--gre-6ka8i.example' },
    });
    expect(readConfig({}).mail).toBeUndefined();
  });

  it('says what is wrong, and never what was given', () => {
    const wrong = {
      SMTP_URL: ['http://u:topsecret@a', 'smtp:topsecret', 'smtp://u:topsecret@a/b', 'smtp://u:topsecret@a?tls=no'],
      MAIL_FROM: [
        'topsecret',
        'a@b',
        'x <a@b.example',
        'A\r\nBcc: topsecret <a@b.example>',
        'a@b.example, c@d.example',
      ],
    };
    for (const SMTP_URL of [...wrong.SMTP_URL, 'smtps://u:topsecret@a?tls=off', 'smtp://u:topsecret%zz@a'])
      expect(refused({ SMTP_URL, MAIL_FROM: from })).toMatch(/^SMTP_URL: (?!.*topsecret)/);
    for (const MAIL_FROM of wrong.MAIL_FROM)
      expect(refused({ SMTP_URL: 'smtp://a', MAIL_FROM })).toMatch(/^MAIL_FROM: (?!.*topsecret)/);
    expect(refused({ SMTP_URL: 'smtp://u:topsecret@a' })).toMatch(/^MAIL_FROM: must be given(?!.*topsecret)/);
  });
});
