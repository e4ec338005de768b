// Settings: passkeys. Making one needs the browser's own dialogue, and so the script (script/passkeys.js); all else works without it.

import { takesPasskeys } from '../../../forum/identity/passkey-site.ts';
import type { PasskeyView } from '../../../forum/identity/passkey-store.ts';
import type { Answer } from '../../answer.ts';
import { Attestation } from '../../api/passkeys.ts';
import type { Route } from '../../route.ts';
import type { Look } from '../look.ts';
import { Field, Form, Moment } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { CodeField, factorOf, PasswordField } from './fields.tsx';
import { PasskeyProblem, PasskeyScript, readCredential } from './passkey-form.tsx';

const path = deskPath('passkeys');
const isoOf = (at: number): string => new Date(at).toISOString();

/** What is asked before something changes: nothing, soon after a sign-in. */
type Asked = { password: boolean; code: boolean };

type ItemProps = Shown & { look: Look; passkey: PasskeyView; asked: Asked; open: boolean };

const Passkey = ({ look, passkey, asked, open, problem }: ItemProps) => {
  const { t } = look;
  const { id, name, at, usedAt } = passkey;
  const wrong = open ? problem?.field : undefined;
  return (
    <li>
      <p>
        <strong dir="auto">{name}</strong>
      </p>
      <p class="quiet">
        {look.rich('account.passkey-made', { at: () => <Moment look={look} at={isoOf(at)} /> })}{' '}
        {usedAt === null
          ? t('account.passkey-unused')
          : look.rich('account.passkey-used', { at: () => <Moment look={look} at={isoOf(usedAt)} /> })}
      </p>
      <details open={open}>
        <summary>
          {t('account.passkey-change')} <span class="unseen">{name}</span>
        </summary>
        <Form look={look} action={path}>
          <input type="hidden" name="id" value={id} />
          <div class="field">
            <label for={`name-${id}`}>{t('account.passkey-name')}</label>
            <input
              id={`name-${id}`}
              name="name"
              value={name}
              maxlength={60}
              dir="auto"
              required
              aria-invalid={wrong === 'name' ? 'true' : undefined}
            />
          </div>
          <button type="submit" name="do" value="rename">
            {t('account.passkey-rename')}
          </button>
        </Form>
        <Form look={look} action={path}>
          <input type="hidden" name="id" value={id} />
          {asked.password && (
            <div class="field">
              <label for={`password-${id}`}>{t('account.password')}</label>
              <input
                id={`password-${id}`}
                name="password"
                type="password"
                autocomplete="current-password"
                required
                aria-invalid={wrong === 'password' ? 'true' : undefined}
              />
            </div>
          )}
          {asked.code && (
            <div class="field">
              <label for={`code-${id}`}>{t('account.code')}</label>
              <input
                id={`code-${id}`}
                name="code"
                autocomplete="one-time-code"
                autocapitalize="none"
                required
                aria-invalid={wrong === 'code' ? 'true' : undefined}
              />
            </div>
          )}
          <button type="submit" name="do" value="remove">
            {t('account.passkey-remove')}
          </button>
        </Form>
      </details>
    </li>
  );
};

type Props = Shown & { look: Look; passkeys: readonly PasskeyView[]; asked: Asked; possible: boolean };

const AddForm = ({ look, problem, typed, asked }: Pick<Props, 'look' | 'problem' | 'typed' | 'asked'>) => {
  const { t } = look;
  return (
    <Form look={look} action={path} data-passkey="add">
      <h2>{t('account.passkey-add')}</h2>
      <noscript>
        <p>{t('account.passkey-no-script')}</p>
      </noscript>
      <Field name="name" label={t('account.passkey-name')} hint={t('account.passkey-name-hint')} problem={problem}>
        {(field) => <input {...field} value={typed?.name ?? ''} maxlength={60} dir="auto" required />}
      </Field>
      {asked.password && <PasswordField look={look} problem={problem} />}
      {asked.code && <CodeField look={look} problem={problem} />}
      <input type="hidden" name="credential" value="" />
      <PasskeyProblem look={look} />
      <button type="submit" name="do" value="add" class="main" hidden>
        {t('account.passkey-add')}
      </button>
    </Form>
  );
};

const passkeysPage = ({ look, passkeys, asked, possible, ...shown }: Props): Answer => {
  const { t } = look;
  const { problem, typed } = shown;
  const changed = passkeys.some(({ id }) => id === typed?.id) ? typed?.id : undefined;
  return deskPage({
    ...shown,
    look,
    desk: 'passkeys',
    children: (
      <>
        <p class="quiet">{t('account.passkeys-text')}</p>
        {passkeys.length === 0 ? (
          <p>{t('account.passkeys-none')}</p>
        ) : (
          <ul class="list">
            {passkeys.map((passkey) => (
              <Passkey look={look} passkey={passkey} asked={asked} problem={problem} open={passkey.id === changed} />
            ))}
          </ul>
        )}
        {possible ? (
          <AddForm
            look={look}
            asked={asked}
            problem={changed === undefined ? problem : undefined}
            typed={changed === undefined ? typed : undefined}
          />
        ) : (
          <p>{t('account.passkeys-impossible')}</p>
        )}
        {possible && <PasskeyScript />}
      </>
    ),
  });
};

export const passkeysDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path,
    summary: 'Settings: passkeys',
    async show({ look, actor }, shown) {
      const password = !(await needs.signedInLately(actor));
      const code = password && (await needs.readAccount(actor)).recoveryCodesLeft !== null;
      return passkeysPage({
        ...shown,
        look,
        passkeys: await needs.listPasskeys(actor),
        asked: { password, code },
        possible: takesPasskeys(needs.publicUrl),
      });
    },
    async act({ actor, address: from }, { do: act, id = '', name = '', password, code, credential = '' }) {
      switch (act) {
        case 'rename':
          await needs.renamePasskey(actor, { id, name });
          return doneAt('passkeys', 'passkey-renamed');
        case 'remove':
          await needs.removePasskey(actor, { id, password, ...factorOf(code), from });
          return doneAt('passkeys', 'passkey-removed');
        default:
          await needs.addPasskey(actor, { name, credential: readCredential(Attestation, credential) });
          return doneAt('passkeys', 'passkey-added');
      }
    },
  });
