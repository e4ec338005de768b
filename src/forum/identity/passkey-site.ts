// Where passkeys of this instance belong (WebAuthn, section 5.1.2): a host name, and the address of its pages.

/** `rpId`: the host alone. `origin`: what browsers write into what is signed. */
export type PasskeySite = { rpId: string; origin: string };

/** @param publicUrl without a slash at its end */
export const passkeySiteOf = (publicUrl: string): PasskeySite => {
  const { hostname, origin } = new URL(publicUrl);
  return { rpId: hostname, origin };
};

/** Whether browsers use passkeys there: on https, or on this very machine; never on a bare IP address. */
export const takesPasskeys = (publicUrl: string): boolean => {
  const { protocol, hostname } = new URL(publicUrl);
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
};
