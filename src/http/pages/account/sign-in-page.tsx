// Signing in: name and password, or a passkey; and then a code where the account has a second factor.
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { CodeField, NameField, PasswordField } from './fields.tsx';
import { PasskeyProblem, PasskeyScript } from './passkey-form.tsx';

type Props = { look: Look; problem?: Problem | undefined; next: string };

const PasskeyForm = ({ look, next }: Props) => (
  <Form look={look} action="/sign-in/passkey" data-passkey="sign-in">
    <input type="hidden" name="next" value={next} />
    <input type="hidden" name="credential" value="" />
    <PasskeyProblem look={look} />
    <button type="submit" hidden>
      {look.t('account.passkey-sign-in')}
    </button>
  </Form>
);

/** @param passkeys whether browsers use passkeys at this address */
export const signInPage = ({
  look,
  problem,
  name,
  next,
  passkeys,
}: Props & { name: string; passkeys: boolean }): Answer => {
  const { t, site } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('layout.sign-in'),
    children: (
      <>
        <h1>{t('layout.sign-in')}</h1>
        <p class="quiet">{t('account.sign-in-with', { origin: site.origin })}</p>
        <ProblemNote look={look} problem={problem} />
        <Form look={look} action="/sign-in" class="desk">
          <NameField look={look} problem={problem} value={name} making={false} />
          <PasswordField look={look} problem={problem} />
          <input type="hidden" name="next" value={next} />
          <button type="submit" class="main">
            {t('layout.sign-in')}
          </button>
        </Form>
        {passkeys && <PasskeyForm look={look} next={next} />}
        <p>
          <a href="/forgotten">{t('account.forgotten-link')}</a>
        </p>
        {site.registration !== 'closed' && (
          <p>{look.rich('account.no-account', { link: (inside) => <a href="/register">{inside}</a> })}</p>
        )}
        {passkeys && <PasskeyScript />}
      </>
    ),
  });
};

/** The password was right. @param step what stands for it (second-step.ts) */
export const codePage = ({ look, problem, name, next, step }: Props & { name: string; step: string }): Answer => {
  const { t } = look;
  return page(
    problem?.status ?? 200,
    {
      look,
      title: t('account.code-title'),
      children: (
        <Form look={look} action="/sign-in" class="desk">
          <h1>{t('account.code-title')}</h1>
          <p class="quiet">{t('account.code-text', { name })}</p>
          <ProblemNote look={look} problem={problem} />
          <input type="hidden" name="name" value={name} />
          <input type="hidden" name="step" value={step} />
          <input type="hidden" name="next" value={next} />
          <CodeField look={look} problem={problem} />
          <button type="submit" class="main">
            {t('layout.sign-in')}
          </button>
          <p>
            <a href="/sign-in">{t('account.code-other')}</a>
          </p>
        </Form>
      ),
    },
    { 'cache-control': 'no-store' },
  );
};
