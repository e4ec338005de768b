// How an application stands, for whoever made it. What shows it is a secret, so it stands in no address: the browser that
// applied keeps it as a cookie, and whoever asks from another one types it.
import { parse } from 'hono/utils/cookie';
import { Refusal } from '../../../base/errors.ts';
import type { Applied } from '../../../forum/identity/apply.ts';
import type { ApplicationState } from '../../../forum/identity/read-applications.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { defineRoute, type Route } from '../../route.ts';
import { cookieName } from '../../who.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { ComingInPageNeeds } from './account-needs.ts';
import { applicationPage, askForCodePage } from './application-page.tsx';

const PATH = '/register/application';
/** Of the cookie: as long as an application is remembered, whatever becomes of it. Seconds. */
const KEPT = 90 * 86_400;

type Key = Pick<Applied, 'id' | 'token'>;

const codeOf = ({ id, token }: Key): string => `${id}.${token}`;

const keyIn = (code: string): Key => {
  const [id = '', token = ''] = code.trim().split('.');
  return { id, token };
};

const nameOf = (publicUrl: string): string => `${cookieName(publicUrl)}-application`;

/** To the page that shows it. */
export const toApplication = (publicUrl: string, key: Key): Answer => {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const cookie = `${nameOf(publicUrl)}=${codeOf(key)}; Max-Age=${KEPT}; Path=/; HttpOnly; SameSite=Lax${secure}`;
  return seeOther(PATH, { 'set-cookie': cookie });
};

export const applicationRoutes = (needs: ComingInPageNeeds): Route[] => {
  const { publicUrl, lookOf, readApplication } = needs;
  const common = { ...pageCommon(needs), path: PATH, summary: 'How an application stands' };

  const find = async (key: Key): Promise<ApplicationState | undefined> => {
    try {
      return await readApplication(key);
    } catch (error) {
      // Forgotten meanwhile: there may be another one to ask for.
      if (error instanceof Refusal && error.code === 'not-found') return undefined;
      throw error;
    }
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      async handler(call) {
        const code = parse(call.header('cookie') ?? '')[nameOf(publicUrl)];
        const state = code === undefined ? undefined : await find(keyIn(code));
        const look = await lookOf(call);
        return state && code !== undefined ? applicationPage(look, state, code) : askForCodePage({ look });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      auth: 'own',
      takes: [FORM_TYPE],
      bodyLimit: 8_192,
      async handler(call) {
        const key = keyIn(readForm(call, publicUrl).code ?? '');
        return orAgain(
          async () => {
            await readApplication(key);
            return toApplication(publicUrl, key);
          },
          async ({ problem }) => askForCodePage({ look: await lookOf(call), problem }),
        );
      },
    }),
  ];
};
