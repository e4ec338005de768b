// Whether mail could be sent now: for `koinon doctor`.
import type { Config } from '../../base/config.ts';
import { createMailTransport } from './transport.ts';

/** Connects, signs in and leaves; sends nothing. `off`: no mail is set up. */
export const checkMail = async ({
  mail,
  origin,
}: Pick<Config, 'mail' | 'origin'>): Promise<'off' | { ok: true } | { ok: false; why: string }> => {
  if (!mail) return 'off';
  const transport = createMailTransport(mail, origin.replace(/:\d+$/, ''));
  try {
    return await transport.verify();
  } finally {
    transport.close();
  }
};
