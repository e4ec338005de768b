// Mail addresses as this house takes them: the plain form that people have, in ASCII, so that nothing of one can become a
// header or a second recipient.
import { domainToASCII } from 'node:url';

const LOCAL = /^(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The domain in lower-case ASCII, what stands before the @ as it was typed; undefined for what is no address. */
export const parseMailAddress = (typed: string): string | undefined => {
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > 320) return undefined;
  const local = text.slice(0, at);
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  const address = `${local}@${domain}`;
  return LOCAL.test(local) && DOMAIN.test(domain) && address.length <= 254 ? address : undefined;
};

/** What two spellings of one address have in common: to find it by, never to write to. */
export const foldMailAddress = (address: string): string => address.toLowerCase();
