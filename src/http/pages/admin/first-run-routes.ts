// First run: one page behind the link that was printed, and the instance is somebody's.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { TextKind } from '../../../db/tables/coming-in.ts';
import type { Registration } from '../../../forum/identity/register.ts';
import { SESSION_MS } from '../../../forum/identity/session-store.ts';
import type { SignedIn, SignIn } from '../../../forum/identity/sign-in.ts';
import { TEXT_MAX } from '../../../forum/instance/change-text.ts';
import { type InstanceInput, type InstanceSettings, instanceInput } from '../../../forum/instance/settings.ts';
import { type Actor, operator } from '../../../forum/policy/actor.ts';
import { STORABLE, storable } from '../../../forum/threads/input.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { sessionCookie } from '../../who.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { type PageBase, pageCommon } from '../page-needs.ts';
import { type FirstRunForm, firstRunGonePage, firstRunPage } from './first-run-page.tsx';
import { sectionPath } from './frame.tsx';

export type FirstRunNeeds = PageBase & {
  /** Throws where this first-run link is no good (any more). */
  checkFirstRun(token: string): Promise<void>;
  createFirstAdmin(input: Registration & { token: string }): Promise<unknown>;
  instanceSettings(): Promise<InstanceSettings>;
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
  changeText(actor: Actor, kind: TextKind, text: string): Promise<unknown>;
  signIn(input: SignIn): Promise<SignedIn>;
};

const { name: instance, description, language, registration } = instanceInput.required().shape;
const Said = z.object({
  ...{ instance, description, language, registration },
  rules: z.string().trim().max(TEXT_MAX).refine(storable, STORABLE),
});

const PATH = '/first-run';
const BODY_BYTES = 512 * 1024;

export const firstRunRoutes = (needs: FirstRunNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = pageCommon(needs);

  const unkept = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, 'cache-control': 'no-store' },
  });

  const guarded = async (call: Asked, token: string, act: () => Promise<Answer>): Promise<Answer> => {
    try {
      await needs.checkFirstRun(token);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'gone') return unkept(firstRunGonePage(await lookOf(call)));
      throw error;
    }
    return unkept(await act());
  };
  const show = async (call: Asked, token: string, form: FirstRunForm, problem?: Problem): Promise<Answer> =>
    firstRunPage({ look: await lookOf(call), token, form, problem });

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Make the instance yours, with the link that was printed',
      query: z.object({ token: z.string().max(200).default('') }),
      handler: (call) =>
        guarded(call, call.query.token, async () => {
          const settings = await needs.instanceSettings();
          const look = await lookOf(call);
          return show(call, call.query.token, {
            instance: settings.name,
            description: settings.description,
            // What the browser asks for is what its people speak, most likely.
            language: look.language,
            registration: settings.registration,
            rules: '',
            name: '',
          });
        }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: PATH,
      summary: 'Make the first admin',
      auth: 'own',
      takes: [FORM_TYPE],
      bodyLimit: BODY_BYTES,
      handler(call) {
        const fields = readForm(call, publicUrl);
        const { token = '', password = '' } = fields;
        const act = async (form: FirstRunForm): Promise<Answer> => {
          const { rules, instance: called, ...settings } = check(Said, form);
          const account = { name: form.name, password };
          await needs.createFirstAdmin({ ...account, token });
          await needs.describeInstance(operator, { ...settings, name: called });
          if (rules !== '') await needs.changeText(operator, 'rules', rules);
          const agent = call.header('user-agent') ?? '';
          const { secret } = await needs.signIn({ ...account, kind: 'cookie', agent, address: call.address });
          return seeOther(sectionPath('overview'), {
            'set-cookie': sessionCookie(publicUrl, secret, SESSION_MS / 1000),
          });
        };
        return guarded(call, token, async () => {
          const before = await needs.instanceSettings();
          const form: FirstRunForm = {
            instance: fields.instance ?? '',
            description: fields.description ?? before.description,
            language: fields.language ?? before.language,
            registration: fields.registration ?? before.registration,
            rules: fields.rules ?? '',
            name: fields.name ?? '',
          };
          return orAgain(
            () => act(form),
            ({ problem }) => show(call, token, form, problem),
          );
        });
      },
    }),
  ];
};
