// What `koinon doctor` finds around instances that run, and what it says where something is not as it should be.
import { chmodSync, renameSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../../schema/index.ts';
import { checkTls, judgeCertificate } from '../../../src/app/doctor/address.ts';
import { judgeLook } from '../../../src/app/doctor/database.ts';
import { examine } from '../../../src/app/doctor/examine.ts';
import type { Finding } from '../../../src/app/doctor/finding.ts';
import { judgeClock } from '../../../src/app/doctor/peers.ts';
import type { Config } from '../../../src/base/config.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { realClock } from '../../../src/base/time.ts';
import { command } from '../../../src/db/statement.ts';
import { readCertificate } from '../../../src/federation/net/certificate.ts';
import { openReals, type Real } from '../../hostile/real.ts';
import { certificateKey, expiredCertificate, lastingCertificate } from './certificates.ts';

const look = async (house: Real, more: Partial<Config> = {}) => {
  const told: Finding[] = [];
  const config = { ...house.app.core.config, ...more };
  const all = await examine({ config, log: silentLogger, clock: realClock }, (one) => void told.push(one));
  expect(told).toEqual(all);
  const of = (check: string): Finding => {
    const found = all.find((one) => one.check === check);
    if (!found) throw new Error(`nothing was said of ${check}`);
    return found;
  };
  return { all, of, failed: all.filter(({ state }) => state === 'fail').map(({ check }) => check) };
};

const halt = command<{ why: string | null }>()((db, p) =>
  db.updateTable('journal').set({ halted: p.why }).where('own', '=', 1),
);
const renameMigration = command<{ from: string; to: string }>()((db, p) =>
  db
    .updateTable('kysely_migration' as 'setting')
    .set({ name: p.to })
    .where('name', '=', p.from),
);

test('all is well; then a mode, a peer, a proxy, a halted journal', async () => {
  await using town = await openReals({ instances: 2, scribes: [], start: true });
  const [a, b] = [town.house(0), town.house(1)];
  const well = await look(a);
  expect(well.failed).toEqual([]);
  for (const check of ['disk', 'writing', 'governance key', 'database', 'version', 'tls', 'address', 'proxy'])
    expect([check, well.of(check).state]).toEqual([check, check === 'disk' ? well.of('disk').state : 'ok']);
  for (const check of ['clock', 'mail', 'journal', 'erasures', `peer ${b.origin}`])
    expect([check, well.of(check).state]).toEqual([check, 'ok']);
  expect(well.of('backup').state).toBe(a.db.dialect === 'sqlite' ? 'warn' : 'ok');

  const key = join(a.folder, 'governance.jwk');
  chmodSync(key, 0o644);
  const open = await look(a);
  expect(open.of('governance key')).toMatchObject({ state: 'fail', text: expect.stringContaining(`chmod 600 ${key}`) });
  expect(open.failed).toEqual(['governance key']);
  chmodSync(key, 0o600);

  await b.stop();
  const alone = await look(a);
  expect(alone.of(`peer ${b.origin}`)).toMatchObject({ state: 'warn' });
  expect(alone.of(`peer ${b.origin}`).text).toContain('cannot be reached');
  expect(alone.failed).toEqual([]);

  expect((await look(a, { trustedProxies: ['0.0.0.0/0'] })).of('proxy').state).toBe('fail');
  // With its key at hand it would go on by itself.
  renameSync(key, `${key}.away`);
  await a.db.write(async (tx) => void (await tx.run(halt, { why: 'It was restored.' })));
  expect((await look(a)).of('journal')).toMatchObject({ state: 'fail', text: expect.stringContaining('restored') });
});

test('an address that answers as somebody else, or not at all; a folder that cannot be written', async () => {
  await using town = await openReals({ instances: 2, scribes: [] });
  const [a, b] = [town.house(0), town.house(1)];
  const wrong = await look(a, { publicUrl: `http://${b.origin}` });
  expect(wrong.of('address')).toMatchObject({ state: 'fail', text: expect.stringContaining(b.origin) });
  const nobody = await look(a, { publicUrl: 'http://127.0.0.1:9' });
  expect(nobody.of('address')).toMatchObject({ state: 'fail' });
  const nowhere = await look(a, { dataDir: join(a.folder, 'nowhere') });
  expect(nowhere.failed).toEqual(['disk', 'writing']);
  const plain = await checkTls({ publicUrl: 'http://greens.example', origin: '', host: '', trustedProxies: [] }, 0);
  expect(plain).toMatchObject({ check: 'tls', state: 'fail' });
});

test('a database of another version is left as it is', async () => {
  await using town = await openReals();
  const a = town.house();
  const rename = (from: string, to: string) =>
    a.db.write(async (tx) => void (await tx.run(renameMigration, { from, to })));
  const last = Object.keys(migrations(a.db.dialect)).at(-1) ?? '';
  await rename(last, '9999-later');
  try {
    const other = await look(a);
    expect(other.of('version')).toMatchObject({ state: 'fail', text: expect.stringContaining('9999-later') });
    expect(other.all.some(({ check }) => check === 'journal')).toBe(false);
  } finally {
    // On PostgreSQL other tests find this database again.
    await rename('9999-later', last);
  }
  const { usable, findings } = judgeLook('sqlite', { exists: true, pending: [last], unknown: [], faults: [] });
  expect([usable, findings.map(({ state }) => state)]).toEqual([false, ['ok', 'warn']]);
  const damaged = judgeLook('sqlite', { exists: true, pending: [], unknown: [], faults: ['row 7 is missing'] });
  expect([damaged.usable, damaged.findings[0]?.state]).toEqual([false, 'fail']);
});

const withServer = async (cert: string, work: (url: string) => Promise<void>): Promise<void> => {
  const server = createServer({ cert, key: certificateKey }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  try {
    await work(`https://localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

test('certificates: one that ended, one that nobody trusts, one that ends soon', async () => {
  const now = realClock.now();
  await withServer(expiredCertificate, async (url) => {
    expect(judgeCertificate(await readCertificate(url), now)).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('ended on 2021-01-01'),
    });
  });
  await withServer(lastingCertificate, async (url) => {
    expect(judgeCertificate(await readCertificate(url), now)).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('do not trust'),
    });
    const trusted = await readCertificate(url, lastingCertificate);
    expect(judgeCertificate(trusted, now)).toMatchObject({ state: 'ok' });
    expect(judgeCertificate(trusted, Date.parse('2099-12-20'))).toMatchObject({ state: 'warn' });
    const needs = { publicUrl: url, origin: new URL(url).host, host: '127.0.0.1', trustedProxies: [] };
    expect(await checkTls(needs, now)).toMatchObject({ check: 'tls', state: 'fail' });
  });
  const closed = await readCertificate('https://localhost:9');
  expect(judgeCertificate(closed, now)).toMatchObject({ state: 'fail' });
});

test('the clock is judged by the median of the peers', () => {
  expect(judgeClock([]).state).toBe('ok');
  expect(judgeClock([900_000, 1_000, -2_000]).state).toBe('ok');
  expect(judgeClock([60_000, 61_000]).state).toBe('warn');
  expect(judgeClock([-400_000, -400_000, 0])).toMatchObject({
    state: 'fail',
    text: expect.stringContaining('ahead of'),
  });
});
