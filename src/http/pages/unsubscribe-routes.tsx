// Where a mail's link ends these mails (RFC 8058): mail programs post to it, people press its button. Opening it changes nothing.
import { z } from 'zod';
import { unsubscribePath } from '../../forum/notifications/mail-text.ts';
import type { MailEnd } from '../../forum/notifications/unsubscribe-token.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE } from './form.ts';
import { page } from './layout.tsx';
import { type PageBase, pageCommon } from './page-needs.ts';

export type UnsubscribeNeeds = Pick<PageBase, 'failed' | 'lookOf'> & {
  checkUnsubscribe(token: string): Promise<MailEnd>;
  unsubscribe(token: string): Promise<MailEnd>;
};

const params = z.object({ token: z.string().max(300) });

export const unsubscribeRoutes = (needs: UnsubscribeNeeds): Route[] => {
  const common = { ...pageCommon(needs), path: `${unsubscribePath}/{token}`, params };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'End a kind of mail',
      async handler(call) {
        const end = await needs.checkUnsubscribe(call.params.token);
        const look = await needs.lookOf(call);
        const { t } = look;
        return page(200, {
          look,
          title: t('notifications.end-title'),
          children: (
            <form method="post">
              <h1>{t('notifications.end-title')}</h1>
              <p>{t('notifications.end-text', { what: t(`notifications.mail-${end}`) })}</p>
              <button type="submit" class="main">
                {t('notifications.end-button')}
              </button>
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
      async handler(call) {
        const end = await needs.unsubscribe(call.params.token);
        const look = await needs.lookOf(call);
        const { t } = look;
        return page(200, {
          look,
          title: t('notifications.ended-title'),
          children: (
            <>
              <h1>{t('notifications.ended-title')}</h1>
              <p>{t('notifications.ended-text', { what: t(`notifications.mail-${end}`) })}</p>
            </>
          ),
        });
      },
    }),
  ];
};
