// The language switch at the foot of each page: a form, so that it works without a script.

import { Refusal } from '../../base/errors.ts';
import { isLanguage } from '../../base/languages.ts';
import { seeOther } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE, fieldsOf, safePath } from './form.ts';
import { languageCookie } from './language.ts';
import { type PageNeeds, pageCommon } from './page-needs.ts';

export const languageRoutes = (needs: Pick<PageNeeds, 'failed' | 'publicUrl'>): Route[] => [
  defineRoute({
    ...pageCommon(needs),
    method: 'post',
    path: '/language',
    summary: 'Choose the language of the pages',
    // It says nothing of who sends it.
    auth: 'own',
    takes: [FORM_TYPE],
    bodyLimit: 8_192,
    async handler(call) {
      const { language, next } = fieldsOf(call, needs.publicUrl);
      if (!isLanguage(language))
        throw new Refusal('invalid', 'language: must be one that the pages speak.', { field: 'language' });
      return seeOther(safePath(next), { 'set-cookie': languageCookie(needs.publicUrl, language) });
    },
  }),
];
