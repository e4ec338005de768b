// Could mail be sent now?
import type { Config } from '../../base/config.ts';
import { checkMail as tryMail } from '../../delivery/mail/check-mail.ts';
import { type Finding, failure, fine } from './finding.ts';

export const checkMail = async (config: Pick<Config, 'mail' | 'origin'>): Promise<Finding> => {
  const mail = await tryMail(config);
  if (mail === 'off') return fine('mail', 'Not set up (SMTP_URL).');
  return mail.ok
    ? fine('mail', 'The mail server takes us.')
    : failure('mail', `The mail server does not take us: ${mail.why}`);
};
