// The settings of the instance, in groups: what it is called and looks like, who comes in, votes, images. And how mail stands.

import { registrationModes } from '../../../base/config.ts';
import { UPLOAD_BYTES } from '../../../forum/uploads/keep-upload.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { LanguageOptions } from '../language-options.tsx';
import type { Look } from '../look.ts';
import { Field, Form, ProblemNote } from '../parts.tsx';
import { adminPage } from './frame.tsx';
import { AreaField, Choices, TextField } from './parts.tsx';

export const MEGABYTE = 1024 * 1024;

/** What the form holds, as it was typed. */
export type SettingsForm = {
  name: string;
  description: string;
  /** `''`: ours. */
  colour: string;
  language: string;
  registration: string;
  question: string;
  applicationDays: string;
  invitations: string;
  votes: string;
  /** In megabytes. */
  uploadLimit: string;
  uploadQuota: string;
};

type Part = { look: Look; form: SettingsForm; problem?: Problem | undefined };

/** Where none was chosen, what the picker begins with. */
const FIRST_COLOUR = '#0b5394';

const ColourField = ({ look: { t }, form, problem }: Part) => (
  <Field name="colour" label={t('admin.colour')} hint={t('admin.colour-hint')} problem={problem}>
    {(field) => (
      <div class="choice">
        <input {...field} type="color" value={form.colour || FIRST_COLOUR} />
        <input type="checkbox" id="own-colour" name="own-colour" value="yes" checked={form.colour !== ''} />
        <label for="own-colour">{t('admin.colour-own')}</label>
      </div>
    )}
  </Field>
);

/** @param nameField what the form calls the instance's name */
export const LookGroup = ({ look, form, problem, nameField = 'name' }: Part & { nameField?: string }) => {
  const { t } = look;
  return (
    <>
      <TextField
        name={nameField}
        label={t('admin.name')}
        hint={t('admin.name-hint')}
        value={form.name}
        maxlength={120}
        required
        problem={problem}
      />
      <AreaField
        name="description"
        label={t('admin.description')}
        hint={t('admin.description-hint')}
        value={form.description}
        maxlength={2000}
        rows={3}
        problem={problem}
      />
      <Field name="language" label={t('admin.language')} hint={t('admin.language-hint')} problem={problem}>
        {(field) => (
          <select {...field}>
            <LanguageOptions chosen={form.language} />
          </select>
        )}
      </Field>
    </>
  );
};

export const RegistrationChoices = ({ look: { t }, form }: Pick<Part, 'look' | 'form'>) => (
  <Choices
    name="registration"
    legend={t('admin.registration')}
    chosen={form.registration}
    options={registrationModes.map((mode) => [mode, t(`admin.registration-${mode}`)] as const)}
  />
);

const ComingInGroup = ({ look, form, problem }: Part) => {
  const { t } = look;
  return (
    <>
      <RegistrationChoices look={look} form={form} />
      <AreaField
        name="question"
        label={t('admin.question')}
        value={form.question}
        maxlength={1000}
        rows={2}
        required
        problem={problem}
      />
      <TextField
        name="applicationDays"
        label={t('admin.application-days')}
        hint={t('admin.application-days-hint')}
        type="number"
        min={1}
        max={365}
        value={form.applicationDays}
        required
        problem={problem}
      />
      <Choices
        name="invitations"
        legend={t('admin.who-invites')}
        chosen={form.invitations}
        options={[
          ['admins', t('admin.who-invites-admins')],
          ['members', t('admin.who-invites-members')],
        ]}
      />
    </>
  );
};

const ImagesGroup = ({ look, form, problem }: Part) => {
  const { t, number } = look;
  return (
    <>
      <TextField
        name="uploadLimit"
        label={t('admin.upload-limit')}
        hint={t('admin.upload-limit-hint', { most: number(UPLOAD_BYTES / MEGABYTE) })}
        type="number"
        step="any"
        min={0}
        max={UPLOAD_BYTES / MEGABYTE}
        value={form.uploadLimit}
        required
        problem={problem}
      />
      <TextField
        name="uploadQuota"
        label={t('admin.upload-quota')}
        hint={t('admin.upload-quota-hint')}
        type="number"
        step="any"
        min={0}
        value={form.uploadQuota}
        required
        problem={problem}
      />
    </>
  );
};

/** `size`: bytes that a logo may have as it is sent. */
type LogoProps = { look: Look; size: number };

const LogoForms = ({ look, size }: LogoProps) => {
  const { t, site, number } = look;
  return (
    <section aria-labelledby="logo-heading" class="group">
      <h2 id="logo-heading">{t('admin.logo')}</h2>
      {site.logo === '' ? (
        <p class="quiet">{t('admin.logo-none')}</p>
      ) : (
        <p>
          <img class="logo" src="/logo" alt={t('admin.logo-now')} />
        </p>
      )}
      <Form look={look} action="/admin/settings/logo" enctype="multipart/form-data">
        <Field name="logo" label={t('admin.logo-file', { size: number(size / MEGABYTE) })}>
          {(field) => <input {...field} type="file" accept="image/png,image/jpeg,image/webp" required />}
        </Field>
        <button type="submit">{t('admin.logo-send')}</button>
      </Form>
      {site.logo !== '' && (
        <Form look={look} action="/admin/settings/logo/removal">
          <button type="submit">{t('admin.logo-remove')}</button>
        </Form>
      )}
    </section>
  );
};

export type SettingsProps = Part & {
  /** The address that mail is sent as; undefined where none is sent. */
  mail: string | undefined;
  /** Bytes that a logo may have as it is sent. */
  logoBytes: number;
  done?: string | undefined;
};

export const settingsPage = ({ look, form, problem, mail, logoBytes, done }: SettingsProps): Answer => {
  const { t } = look;
  const labels = {
    name: t('admin.name'),
    description: t('admin.description'),
    colour: t('admin.colour'),
    language: t('admin.language'),
    question: t('admin.question'),
    applicationDays: t('admin.application-days'),
    uploadLimit: t('admin.upload-limit'),
    uploadQuota: t('admin.upload-quota'),
  };
  return adminPage({
    look,
    section: 'settings',
    status: problem?.status,
    done,
    wide: false,
    children: (
      <>
        <ProblemNote look={look} problem={problem} labels={labels} />
        <Form look={look} action="/admin/settings">
          <section class="group" aria-labelledby="look-heading">
            <h2 id="look-heading">{t('admin.settings-look')}</h2>
            <LookGroup look={look} form={form} problem={problem} />
            <ColourField look={look} form={form} problem={problem} />
          </section>
          <section class="group" aria-labelledby="coming-in-heading">
            <h2 id="coming-in-heading">{t('admin.settings-coming-in')}</h2>
            <ComingInGroup look={look} form={form} problem={problem} />
          </section>
          <section class="group" aria-labelledby="votes-heading">
            <h2 id="votes-heading">{t('admin.settings-votes')}</h2>
            <Choices
              name="votes"
              legend={t('admin.votes')}
              chosen={form.votes}
              options={[
                ['both', t('admin.votes-both')],
                ['up', t('admin.votes-up')],
                ['off', t('admin.votes-off')],
              ]}
            />
          </section>
          <section class="group" aria-labelledby="images-heading">
            <h2 id="images-heading">{t('admin.settings-images')}</h2>
            <ImagesGroup look={look} form={form} problem={problem} />
          </section>
          <button type="submit" class="main">
            {t('admin.save')}
          </button>
        </Form>
        <LogoForms look={look} size={logoBytes} />
        <section class="group" aria-labelledby="mail-heading">
          <h2 id="mail-heading">{t('admin.settings-mail')}</h2>
          <p>{mail === undefined ? t('admin.mail-off') : t('admin.mail-on', { address: mail })}</p>
        </section>
      </>
    ),
  });
};
