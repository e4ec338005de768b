// What kind of place an IP address names, whatever form it comes in. Everything that is not known to be fit for
// instances is `never` (IANA special-purpose registries, RFC 6890).
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `private`: RFC 1918, RFC 6598 (100.64/10) and IPv6 unique local. `never`: no instance can live there. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'never';

/** Clouds answer with credentials here. Those on link-local addresses are `never` anyway. */
const METADATA = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254']);

const kindOfIPv4 = (address: ipaddr.IPv4): AddressKind => {
  if (METADATA.has(address.toString())) return 'never';
  switch (address.range()) {
    case 'unicast':
      return 'public';
    case 'loopback':
      return 'loopback';
    case 'private':
    case 'carrierGradeNat':
      return 'private';
    default:
      return 'never';
  }
};

const WELL_KNOWN_NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');

/** RFC 6052, section 3.1: the well-known prefix stands for public IPv4 addresses only. */
const kindThroughNat64 = (address: ipaddr.IPv6): AddressKind => {
  if (!address.match(WELL_KNOWN_NAT64, 96)) return 'never';
  const embedded = new ipaddr.IPv4(address.toByteArray().slice(-4));
  return kindOfIPv4(embedded) === 'public' ? 'public' : 'never';
};

const kindOfIPv6 = (address: ipaddr.IPv6): AddressKind => {
  if (METADATA.has(address.toString())) return 'never';
  switch (address.range()) {
    case 'ipv4Mapped':
      return kindOfIPv4(address.toIPv4Address());
    case 'loopback':
      return 'loopback';
    case 'uniqueLocal':
      return 'private';
    case 'rfc6052':
      return kindThroughNat64(address);
    case 'unicast':
      // What the library has no range for is not public yet: IPv4-compatible ::7f00:1, say.
      return address.match(GLOBAL_UNICAST, 3) ? 'public' : 'never';
    default:
      return 'never'; // 6to4, Teredo, link local, multicast, documentation, …
  }
};

/**
 * URL's parser brings IPv6 into one form: the library would take `::127.0.0.1` for `::ffff:127.0.0.1`. Addresses with a
 * zone are link local or nothing for us.
 */
const parseIPv6 = (address: string): ipaddr.IPv6 | undefined => {
  const url = `http://[${address}]`;
  return URL.canParse(url) ? ipaddr.IPv6.parse(new URL(url).hostname.slice(1, -1)) : undefined;
};

/** @param address as a resolver or socket gives it; anything that is not an IP address is `never` */
export const kindOfAddress = (address: string): AddressKind => {
  switch (isIP(address)) {
    case 4:
      return kindOfIPv4(ipaddr.IPv4.parse(address));
    case 6: {
      const parsed = parseIPv6(address);
      return parsed ? kindOfIPv6(parsed) : 'never';
    }
    default:
      return 'never';
  }
};
