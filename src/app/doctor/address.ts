// Is this instance where its members and peers look for it, is the way there protected, and does the proxy in between say for
// whom it calls?
import type { Config } from '../../base/config.ts';
import { kindOfAddress } from '../../federation/net/address.ts';
import { type Certificate, readCertificate } from '../../federation/net/certificate.ts';
import { type Client, createClient } from '../../federation/net/client.ts';
import { bareHost } from '../../federation/net/guard.ts';
import { fetchWellKnown } from '../../federation/well-known.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

type Needs = Pick<Config, 'publicUrl' | 'origin' | 'host' | 'trustedProxies'>;

const DAY = 86_400_000;
/** Most certificates are renewed a month before their end: two weeks before it, that failed. */
const SOON = 14 * DAY;

const isLocal = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || kindOfAddress(host) === 'loopback';

/** @param now epoch milliseconds */
export const judgeCertificate = (certificate: Certificate, now: number): Finding => {
  if (!certificate.ok) return failure('tls', `No TLS connection to PUBLIC_URL: ${certificate.why}.`);
  const day = new Date(certificate.until).toISOString().slice(0, 10);
  if (certificate.until <= now) return failure('tls', `The certificate ended on ${day}: renew it.`);
  if (certificate.distrusted !== undefined)
    return failure(
      'tls',
      `Strangers do not trust the certificate (${certificate.distrusted}): get one from a public authority.`,
    );
  if (certificate.until - now < SOON)
    return warning('tls', `The certificate ends on ${day}: see why it was not renewed.`);
  return fine('tls', `The certificate is good until ${day}.`);
};

export const checkTls = async ({ publicUrl }: Needs, now: number): Promise<Finding> => {
  const url = new URL(publicUrl);
  if (url.protocol === 'https:') return judgeCertificate(await readCertificate(publicUrl), now);
  return isLocal(bareHost(url.hostname))
    ? fine('tls', 'PUBLIC_URL is on this machine: no TLS is needed.')
    : failure('tls', 'PUBLIC_URL is plain http: passwords travel in the clear. Put TLS before it, and use https.');
};

const checkReached = async (client: Client, { publicUrl, origin }: Needs): Promise<Finding> => {
  const found = await fetchWellKnown(client, publicUrl);
  if (!found.ok) return failure('address', `${publicUrl} does not answer as this instance: ${found.why}.`);
  return found.document.origin === origin
    ? fine('address', `${publicUrl} answers as this instance.`)
    : failure('address', `At ${publicUrl} answers ${found.document.origin}: is PUBLIC_URL right here and there?`);
};

const checkProxy = async (client: Client, needs: Needs): Promise<Finding> => {
  const { publicUrl, trustedProxies, host } = needs;
  if (trustedProxies.some((block) => block.endsWith('/0')))
    return failure(
      'proxy',
      'TRUSTED_PROXIES trusts everybody: anybody can pretend to be anybody else. Name the proxy alone.',
    );
  const url = new URL(publicUrl);
  const between = url.protocol === 'https:' || (isLocal(bareHost(host)) && !isLocal(bareHost(url.hostname)));
  if (!between) return fine('proxy', 'There is none between PUBLIC_URL and this instance.');
  if (trustedProxies.length === 0)
    return warning('proxy', 'TRUSTED_PROXIES is empty: behind a proxy all callers count as one. Name its address.');
  const metrics = await client.request({
    method: 'GET',
    url: `${publicUrl}/metrics`,
    maxBytes: 1024 * 1024,
    timeoutMs: 10_000,
  });
  return metrics.ok && metrics.status === 200
    ? warning(
        'proxy',
        'It does not say for whom it calls, and /metrics is open to everybody: let it send X-Forwarded-For.',
      )
    : fine('proxy', `${trustedProxies.join(', ')} may say for whom they call.`);
};

/** The client calls this instance alone: at whatever address it is. */
export const checkAddress = async (needs: Needs): Promise<Finding[]> => {
  const client = createClient({ ownUrl: needs.publicUrl, allowPrivate: true });
  try {
    return [await checkReached(client, needs), await checkProxy(client, needs)];
  } finally {
    await client.close();
  }
};
