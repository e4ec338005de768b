import { describe, expect, test } from 'vitest';
import { kindOfAddress } from '../../../src/federation/net/address.ts';

const table: Record<ReturnType<typeof kindOfAddress>, string[]> = {
  public: [
    '1.1.1.1',
    '172.32.0.1', // just outside 172.16/12
    '100.128.0.1', // just outside 100.64/10
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '2606:4700::1111',
    '64:ff9b::8.8.8.8', // NAT64 of a public address
  ],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.254',
    'fc00::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
  ],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1'],
  never: [
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::ffff:0.0.0.0',
    '169.254.169.254', // metadata
    '::ffff:169.254.169.254',
    'fd00:ec2::254',
    'FD00:0EC2:0:0:0:0:0:254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    '224.0.0.1',
    '239.255.255.250',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '192.88.99.1',
    '::7f00:1', // IPv4-compatible
    '::127.0.0.1',
    '::ffff:0:127.0.0.1', // RFC 6145
    '64:ff9b::127.0.0.1', // NAT64
    '64:ff9b::a00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::8.8.8.8', // RFC 8215: whose IPv4 that is, only the local network knows
    '2002:7f00:1::', // 6to4
    '2002:a00:1::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2', // Teredo
    '2001:db8::1',
    '100::1',
    // Not addresses, or forms that only some readers take for one
    '',
    'localhost',
    'greens.example',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '1.1.1.1:80',
    '[::1]',
    'unknown',
  ],
};

describe('addresses', () => {
  for (const [kind, addresses] of Object.entries(table))
    test.each(addresses)(`${kind}: %s`, (address) => expect(kindOfAddress(address)).toBe(kind));
});
