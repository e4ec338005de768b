// Mail, built: what sends it, where SMTP_URL names a server.
import { createMailSender } from '../delivery/mail/sender.ts';
import { createMailTransport } from '../delivery/mail/transport.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';
import type { Forum } from './forum.ts';

/** Undefined where this instance sends no mail. */
export const buildMail = (core: Core, forum: Pick<Forum, 'answerResets'>) => {
  const { mail } = core.config;
  if (!mail) return undefined;
  const host = core.origin.replace(/:\d+$/, '');
  return createMailSender({
    ...core,
    host,
    log: core.log.child({ part: 'mail' }),
    transport: createMailTransport(mail, host),
    prepare: () => forum.answerResets(operator),
  });
};
