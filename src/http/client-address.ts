// Where a call comes from. X-Forwarded-For is believed only as far as proxies that we trust wrote it: read from its end,
// the first address that is no trusted proxy is the client's. Without TRUSTED_PROXIES a forged header changes nothing.
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

const UNKNOWN = 'unknown';
const REMEMBERED = 5_000;

const parse = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  ipaddr.isValid(text) ? ipaddr.process(text) : undefined;

const inside = (address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly Range[]): boolean =>
  ranges.some((range) => address.kind() === range[0].kind() && address.match(range));

/** @param trustedProxies CIDR blocks */
export const createClientAddress = (trustedProxies: readonly string[]) => {
  const ranges = trustedProxies.map((cidr) => ipaddr.parseCIDR(cidr));

  /** @param socket the connection's address; @param forwarded the header X-Forwarded-For */
  return (socket: string | undefined, forwarded: string | undefined): string => {
    if (socket === undefined) return UNKNOWN;
    if (ranges.length === 0 || forwarded === undefined) return socket;
    let client = parse(socket);
    if (!client) return socket;
    const hops = forwarded.split(',');
    while (inside(client, ranges)) {
      const hop = parse(hops.pop()?.trim() ?? '');
      // The header ended, or a trusted proxy wrote what is no address: the last that we know is the answer.
      if (!hop) break;
      client = hop;
    }
    return client.toString();
  };
};

/** What shares one limit: an IPv4 address, or the 64 bits of IPv6 that one household has. */
export const createNetworkOf = (): ((address: string) => string) => {
  const known = new LRUCache<string, string>({ max: REMEMBERED });
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const parsed = parse(address);
    const network =
      parsed?.kind() === 'ipv6' ? `${parsed.toByteArray().slice(0, 8).join('.')}/64` : (parsed?.toString() ?? UNKNOWN);
    known.set(address, network);
    return network;
  };
};

export const isLoopback = (address: string): boolean => parse(address)?.range() === 'loopback';
