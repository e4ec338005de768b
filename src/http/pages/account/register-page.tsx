// Coming in: the form in each mode of registration.
import type { RegistrationMode } from '../../../base/config.ts';
import { accountLimits } from '../../../forum/identity/account-rules.ts';
import { applicationLimits } from '../../../forum/identity/application-store.ts';
import { acceptedKinds } from '../../../forum/instance/text-store.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Field, Form, ProblemNote } from '../parts.tsx';
import { NameField, PasswordField } from './fields.tsx';

/** What is asked for: by `invitation` where a code is needed or was brought. */
export type Way = Exclude<RegistrationMode, 'closed'>;

type Props = {
  look: Look;
  problem?: Problem | undefined;
  way: Way;
  /** Of an application. */
  question: string;
  mails: boolean;
  typed: Readonly<Record<string, string>>;
};

type PartProps = Pick<Props, 'look' | 'problem' | 'typed'>;

const Accepting = ({ look, typed }: PartProps) => (
  <>
    {acceptedKinds.map((kind) => {
      const version = look.site.texts[kind];
      if (version === undefined) return null;
      const name = `accepts.${kind}`;
      return (
        <div class="choice">
          <input
            type="checkbox"
            id={name}
            name={name}
            value={version}
            checked={typed[name] === String(version)}
            required
          />
          <label for={name}>
            {look.rich(`coming-in.accept-${kind}`, { link: (inside) => <a href={`/${kind}`}>{inside}</a> })}
          </label>
        </div>
      );
    })}
  </>
);

const Invitation = ({ look: { t }, problem, typed }: PartProps) => (
  <Field name="invitation" label={t('coming-in.invitation')} hint={t('coming-in.invitation-hint')} problem={problem}>
    {(field) => (
      <input
        {...field}
        value={typed.invitation ?? ''}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={100}
        required
      />
    )}
  </Field>
);

const Question = ({ look: { t }, problem, typed, question }: PartProps & { question: string }) => (
  <Field name="answer" label={<span dir="auto">{question}</span>} hint={t('coming-in.answer-hint')} problem={problem}>
    {(field) => (
      <textarea {...field} maxlength={applicationLimits.answer} dir="auto" required>
        {typed.answer ?? ''}
      </textarea>
    )}
  </Field>
);

export const registerPage = ({ look, problem, way, question, mails, typed }: Props): Answer => {
  const { t, site } = look;
  const title = t(`coming-in.title-${way === 'application' ? 'application' : 'open'}`);
  const parts = { look, problem, typed };
  const labels = {
    invitation: t('coming-in.invitation'),
    name: t('account.name'),
    displayName: t('account.display-name'),
    password: t('account.password'),
    email: t('account.address'),
    answer: t('coming-in.answer'),
    'accepts.rules': t('layout.rules'),
    'accepts.privacy': t('layout.privacy'),
  };
  return page(problem?.status ?? 200, {
    look,
    title,
    children: (
      <>
        <h1>{title}</h1>
        <p class="quiet">{t(`coming-in.text-${way}`, { origin: site.origin })}</p>
        <ProblemNote look={look} problem={problem} labels={labels} />
        <Form look={look} action="/register" class="desk">
          {way === 'invitation' && <Invitation {...parts} />}
          <NameField look={look} problem={problem} value={typed.name ?? ''} making={true} />
          <Field
            name="displayName"
            label={t('account.display-name')}
            hint={t('coming-in.display-name-hint')}
            problem={problem}
          >
            {(field) => (
              <input {...field} value={typed.displayName ?? ''} maxlength={accountLimits.displayName} dir="auto" />
            )}
          </Field>
          <PasswordField look={look} problem={problem} making={true} />
          {mails && (
            <Field name="email" label={t('account.address')} hint={t('coming-in.address-hint')} problem={problem}>
              {(field) => (
                <input {...field} type="email" value={typed.email ?? ''} autocomplete="email" maxlength={320} />
              )}
            </Field>
          )}
          {way === 'application' && <Question {...parts} question={question} />}
          <Accepting {...parts} />
          <button type="submit" class="main">
            {t(`coming-in.button-${way === 'application' ? 'application' : 'open'}`)}
          </button>
        </Form>
        {way === 'application' && (
          <>
            <p>
              <a href="/register?invitation=">{t('coming-in.have-invitation')}</a>
            </p>
            <p>
              <a href="/register/application">{t('coming-in.have-applied')}</a>
            </p>
          </>
        )}
        <p>{look.rich('coming-in.have-account', { link: (inside) => <a href="/sign-in">{inside}</a> })}</p>
      </>
    ),
  });
};

export const closedPage = (look: Look): Answer => {
  const { t, site } = look;
  return page(200, {
    look,
    title: t('coming-in.closed-title'),
    children: (
      <>
        <h1>{t('coming-in.closed-title')}</h1>
        <p>{t('coming-in.closed-text', { origin: site.origin })}</p>
        <p>{look.rich('coming-in.have-account', { link: (inside) => <a href="/sign-in">{inside}</a> })}</p>
      </>
    ),
  });
};
