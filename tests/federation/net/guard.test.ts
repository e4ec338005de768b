import { describe, expect, test } from 'vitest';
import { createGuard } from '../../../src/federation/net/guard.ts';

const publicOne = createGuard({ ownUrl: 'https://greens.example', allowPrivate: false });
const privateOne = createGuard({ ownUrl: 'https://greens.example', allowPrivate: true });
const loopbackOne = createGuard({ ownUrl: 'http://localhost:3000', allowPrivate: false });

const why = (guard: typeof publicOne, url: string) => guard.refuseUrl(new URL(url));

describe('a public instance', () => {
  test.each([
    ['http://127.0.0.1/', 'loopback'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://127.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://0x7f.0.0.1/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://127.0.0.1./', 'loopback'],
    ['https://[::1]/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:7f00:1]/', 'loopback'],
    ['https://localhost/', 'this machine'],
    ['https://LOCALHOST/', 'this machine'],
    ['https://localhost./', 'this machine'],
    ['https://a.localhost/', 'this machine'],
    ['https://10.0.0.1/', 'private'],
    ['https://[fd12::1]/', 'private'],
    ['https://100.64.1.1/', 'private'],
    ['https://169.254.169.254/latest/meta-data/', 'not an address for instances'],
    ['https://[::ffff:a9fe:a9fe]/', 'not an address for instances'],
    ['https://0.0.0.0/', 'not an address for instances'],
    ['https://0/', 'not an address for instances'],
    ['https://[::]/', 'not an address for instances'],
    ['https://[64:ff9b::7f00:1]/', 'not an address for instances'],
    ['https://[2002:7f00:1::]/', 'not an address for instances'],
    ['http://reds.example/', 'use HTTPS'],
    ['http://1.1.1.1/', 'use HTTPS'],
    ['https://ada:secret@reds.example/', 'user name'],
    ['ftp://reds.example/', 'not an http'],
    ['file:///etc/passwd', 'not an http'],
    ['data:text/plain,hello', 'not an http'],
  ])('refuses %s', (url, text) => expect(why(publicOne, url)).toContain(text));

  test.each([
    'https://reds.example/',
    'https://reds.example:8443/x?y=1',
    'https://1.1.1.1/',
    'https://[2606:4700::1]/',
  ])('calls %s', (url) => expect(why(publicOne, url)).toBeUndefined());

  test('is asked about resolved addresses too', () => {
    expect(publicOne.refuseAddress('10.0.0.1', 'https:')).toContain('private');
    expect(publicOne.refuseAddress('1.1.1.1', 'http:')).toContain('HTTPS');
    expect(publicOne.refuseAddress('1.1.1.1', 'https:')).toBeUndefined();
  });
});

describe('an instance that allows private peers', () => {
  test('calls them, also in plain HTTP', () => {
    expect(why(privateOne, 'http://10.0.0.1/')).toBeUndefined();
    expect(why(privateOne, 'https://[fd12::1]/')).toBeUndefined();
  });

  test('still refuses loopback, metadata, and plain HTTP to public addresses', () => {
    expect(why(privateOne, 'http://127.0.0.1/')).toContain('loopback');
    expect(why(privateOne, 'http://169.254.169.254/')).toContain('not an address');
    expect(why(privateOne, 'http://[fd00:ec2::254]/')).toContain('not an address');
    expect(why(privateOne, 'http://1.1.1.1/')).toContain('HTTPS');
    expect(privateOne.refuseAddress('1.1.1.1', 'http:')).toContain('HTTPS');
  });
});

describe('an instance on loopback', () => {
  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://b.localhost:3000'])(
    'at %s calls loopback in plain HTTP',
    (ownUrl) => {
      const guard = createGuard({ ownUrl, allowPrivate: false });
      expect(why(guard, 'http://127.0.0.1:4101/')).toBeUndefined();
      expect(why(guard, 'http://[::1]:4101/')).toBeUndefined();
      expect(why(guard, 'http://localhost:4101/')).toBeUndefined();
    },
  );

  test('refuses private networks, and plain HTTP to public addresses', () => {
    expect(why(loopbackOne, 'http://10.0.0.1/')).toContain('private');
    expect(why(loopbackOne, 'http://1.1.1.1/')).toContain('HTTPS');
    expect(why(loopbackOne, 'http://0.0.0.0/')).toContain('not an address');
  });
});
