// Which addresses this instance talks to (protocol.md, Exchange): HTTPS anywhere public, plain HTTP only between
// loopback addresses or inside private networks that the admin allows. Whoever names a URL cannot make us knock at
// the machine's own doors.
import { isIP } from 'node:net';
import { kindOfAddress } from './address.ts';

export type Guard = {
  /** Why this URL is not called, as far as can be told without resolving its name. */
  refuseUrl(url: URL): string | undefined;
  /** Why nothing is said to this address. Asked for the very address that a socket connects to. */
  refuseAddress(address: string, protocol: string): string | undefined;
};

export type GuardRules = {
  /** The instance's own public URL: loopback addresses are open to it only while this is one. */
  ownUrl: string;
  allowPrivate: boolean;
};

/** The host without the brackets of an IPv6 literal or the dot of a rooted name. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** RFC 6761, section 6.3. */
const isLocalhost = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');

const isLoopback = (url: URL): boolean => {
  const host = bareHost(url.hostname);
  return isLocalhost(host) || kindOfAddress(host) === 'loopback';
};

export const createGuard = ({ ownUrl, allowPrivate }: GuardRules): Guard => {
  const allowLoopback = isLoopback(new URL(ownUrl));

  const refuseAddress = (address: string, protocol: string): string | undefined => {
    switch (kindOfAddress(address)) {
      case 'public':
        return protocol === 'https:' ? undefined : `plain HTTP to the public address ${address}: use HTTPS`;
      case 'private':
        return allowPrivate ? undefined : `${address} is a private address, and ALLOW_PRIVATE_PEERS is off`;
      case 'loopback':
        return allowLoopback ? undefined : `${address} is a loopback address, and this instance's own URL is not`;
      case 'never':
        return `${address} is not an address for instances`;
    }
  };

  return {
    refuseAddress,
    refuseUrl(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not an http or https URL';
      if (url.username !== '' || url.password !== '') return 'a URL with a user name or password';
      const host = bareHost(url.hostname);
      if (isIP(host) !== 0) return refuseAddress(host, url.protocol);
      if (isLocalhost(host) && !allowLoopback) return `${host} is this machine, and this instance's own URL is not`;
      if (url.protocol === 'http:' && !allowLoopback && !allowPrivate) return 'plain HTTP: use HTTPS';
      return undefined;
    },
  };
};
