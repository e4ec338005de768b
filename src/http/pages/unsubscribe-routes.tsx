// Where a mail's link ends these mails (RFC 8058): mail programs post to it, people press its button. Opening it changes nothing.
import { z } from 'zod';
import { unsubscribePath } from '../../forum/notifications/mail-text.ts';
import type { MailEnd } from '../../forum/notifications/unsubscribe-token.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE } from './form.ts';
import { page } from './layout.tsx';
import { type PageNeeds, pageCommon, siteOf } from './page-needs.ts';

export type UnsubscribeNeeds = Pick<PageNeeds, 'origin' | 'instanceFacts' | 'announced' | 'clock'> & {
  checkUnsubscribe(token: string): Promise<MailEnd>;
  unsubscribe(token: string): Promise<MailEnd>;
};

const WHAT: Record<MailEnd, string> = {
  mail: 'all mails about notifications at once',
  digest: 'the daily digest',
  mention: 'mails about mentions',
  reply: 'mails about replies to you',
  thread: 'mails about threads that you follow',
  place: 'mails about places that you follow',
  decision: 'mails about decisions',
  application: 'mails about applications',
  invitation: 'mails about invitations used',
};

const params = z.object({ token: z.string().max(300) });

export const unsubscribeRoutes = (needs: UnsubscribeNeeds): Route[] => {
  const common = { ...pageCommon(needs), path: `${unsubscribePath}/{token}`, params };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'End a kind of mail',
      async handler({ params: { token } }) {
        const end = await needs.checkUnsubscribe(token);
        return page(200, {
          site: await siteOf(needs),
          title: 'End these mails',
          children: (
            <form method="post">
              <h1>End these mails</h1>
              <p>This ends {WHAT[end]}. In the forum you are told as before.</p>
              <button type="submit">End them</button>
            </form>
          ),
        });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'End a kind of mail',
      // No cookie is looked at, and no form needed: the token says it all.
      auth: 'own',
      takes: [FORM_TYPE, 'multipart/form-data'],
      bodyLimit: 4_096,
      async handler({ params: { token } }) {
        const end = await needs.unsubscribe(token);
        return page(200, {
          site: await siteOf(needs),
          title: 'Ended',
          children: (
            <>
              <h1>Ended</h1>
              <p>You get {WHAT[end]} no more.</p>
            </>
          ),
        });
      },
    }),
  ];
};
