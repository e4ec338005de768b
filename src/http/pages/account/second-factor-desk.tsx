// Settings: the second factor. Its secret and the recovery codes are shown once, in the answer to the form that made them.
import { totpUri } from '../../../forum/identity/totp.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import type { Answer } from '../../answer.ts';
import type { Route } from '../../route.ts';
import type { Look } from '../look.ts';
import { Field, Form } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { CodeField, factorOf, PasswordField } from './fields.tsx';
import { QrCode, qrShape } from './qr-code.tsx';

type Props = Shown & { look: Look };

const path = deskPath('second-factor');

/** @param left recovery codes; null: no second factor is active */
const statePage = ({ look, left, typed, ...shown }: Props & { left: number | null }): Answer => {
  const { t } = look;
  const labels = { password: t('account.password'), code: t('account.code') };
  const off = (
    <Form look={look} action={path}>
      <p>{t('account.factor-off-text')}</p>
      <PasswordField look={look} problem={shown.problem} />
      <button type="submit" name="do" value="set-up" class="main">
        {t('account.factor-set-up')}
      </button>
    </Form>
  );
  const on = (
    <>
      <p>{t('account.factor-on-text', { left: left ?? 0 })}</p>
      <Form look={look} action={path}>
        <h2>{t('account.factor-change')}</h2>
        <PasswordField look={look} problem={shown.problem} />
        <CodeField look={look} problem={shown.problem} />
        <div class="buttons">
          <button type="submit" name="do" value="renew">
            {t('account.factor-renew')}
          </button>
          <button type="submit" name="do" value="remove">
            {t('account.factor-remove')}
          </button>
        </div>
      </Form>
    </>
  );
  return deskPage({ ...shown, look, desk: 'second-factor', labels, children: left === null ? off : on });
};

const inGroups = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ');

const setUpPage = async ({ look, secret, uri, problem }: Props & { secret: string; uri: string }): Promise<Answer> => {
  const { t } = look;
  const shape = await qrShape(uri);
  return deskPage({
    look,
    problem,
    desk: 'second-factor',
    title: t('account.factor-set-up'),
    labels: { code: t('account.factor-first-code') },
    children: (
      <>
        <ol>
          <li>
            <p>{t('account.factor-step-app')}</p>
            <QrCode shape={shape} label={t('account.factor-qr')} />
            <p>
              <a href={uri}>{t('account.factor-open-app')}</a>
            </p>
            <p>{t('account.factor-secret')}</p>
            <p>
              <code class="secret">{inGroups(secret)}</code>
            </p>
            <p class="quiet">{t('account.factor-kind')}</p>
          </li>
          <li>
            <p>{t('account.factor-step-code')}</p>
            <Form look={look} action={path}>
              <input type="hidden" name="secret" value={secret} />
              <Field name="code" label={t('account.factor-first-code')} problem={problem}>
                {(field) => (
                  <input {...field} inputmode="numeric" autocomplete="one-time-code" maxlength={20} required />
                )}
              </Field>
              <button type="submit" name="do" value="activate" class="main">
                {t('account.factor-activate')}
              </button>
            </Form>
          </li>
        </ol>
      </>
    ),
  });
};

const codesPage = ({ look, codes }: { look: Look; codes: readonly string[] }): Answer => {
  const { t } = look;
  return deskPage({
    look,
    desk: 'second-factor',
    title: t('account.recovery-title'),
    children: (
      <>
        <p>{t('account.recovery-text')}</p>
        <ol class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p>
          <a href={path}>{t('account.recovery-kept')}</a>
        </p>
      </>
    ),
  });
};

/** What the form that activates brings back of the page before it: shown, never believed. */
const SECRET = /^[A-Z2-7]{16,64}$/;

export const secondFactorDesk = (needs: SettingsPageNeeds): Route[] => {
  const uriOf = ({ look, actor }: { look: Look; actor: MemberActor }, secret: string): Promise<string> =>
    totpUri(secret, look.site.origin, actor.name);
  return deskRoutes(needs, {
    path,
    summary: 'Settings: second factor',
    async show(visit, shown) {
      const { look, actor } = visit;
      const secret = shown.typed?.secret ?? '';
      if (shown.problem?.code === 'second-factor' && SECRET.test(secret))
        return setUpPage({ ...shown, look, secret, uri: await uriOf(visit, secret) });
      const { recoveryCodesLeft } = await needs.readAccount(actor);
      return statePage({ ...shown, look, left: recoveryCodesLeft });
    },
    async act({ look, actor, address: from }, { do: act, password = '', code = '' }) {
      switch (act) {
        case 'set-up':
          return setUpPage({ look, ...(await needs.setUpTotp(actor, { password, from })) });
        case 'activate':
          return codesPage({ look, codes: await needs.activateTotp(actor, { code, from }) });
        case 'renew':
          return codesPage({
            look,
            codes: await needs.renewRecoveryCodes(actor, { password, ...factorOf(code), from }),
          });
        default:
          await needs.removeTotp(actor, { password, ...factorOf(code), from });
          return doneAt('second-factor', 'factor-off');
      }
    },
  });
};
