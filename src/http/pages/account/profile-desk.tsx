// Settings: how a member is shown, which texts they have not accepted yet, and the language.
import { accountLimits } from '../../../forum/identity/account-rules.ts';
import type { AccountView } from '../../../forum/identity/read-account.ts';
import type { ToAccept } from '../../../forum/instance/accept-texts.ts';
import type { Answer } from '../../answer.ts';
import type { Route } from '../../route.ts';
import { INVITATIONS_PATH } from '../admin/invitations-page.tsx';
import { LanguageOptions } from '../language-options.tsx';
import type { Look } from '../look.ts';
import { Field, Form } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskRoutes, doneAt, type Shown } from './desk.tsx';

/** New versions of rules and privacy text; nothing is withheld from who has not accepted them. */
const NewTexts = ({ look, toAccept }: { look: Look; toAccept: readonly ToAccept[] }) => {
  const { t } = look;
  if (toAccept.length === 0) return null;
  return (
    <section class="note">
      <h2>{t('account.to-accept')}</h2>
      <Form look={look} action="/account">
        <input type="hidden" name="do" value="accept" />
        {toAccept.map(({ kind, version }) => (
          <div class="choice">
            <input type="checkbox" id={`accept-${kind}`} name={kind} value={version} required />
            <label for={`accept-${kind}`}>
              {look.rich(`coming-in.accept-${kind}`, { link: (inside) => <a href={`/${kind}`}>{inside}</a> })}
            </label>
          </div>
        ))}
        <button type="submit">{t('account.accept')}</button>
      </Form>
    </section>
  );
};

const LanguageForm = ({ look: { t, language } }: { look: Look }) => (
  <form method="post" action="/language" class="inline">
    <input type="hidden" name="next" value="/account" />
    <label for="own-language">{t('layout.language')}</label>
    <select id="own-language" name="language">
      <LanguageOptions chosen={language} />
    </select>
    <button type="submit">{t('layout.language-change')}</button>
  </form>
);

type Props = Shown & { look: Look; account: AccountView; toAccept: readonly ToAccept[]; invites: boolean };

const profilePage = ({ look, account, toAccept, invites, typed, ...shown }: Props): Answer => {
  const { t, site } = look;
  const { displayName = account.displayName, bio = account.bio } = typed ?? {};
  const labels = { displayName: t('account.display-name'), bio: t('account.bio') };
  return deskPage({
    ...shown,
    look,
    desk: 'profile',
    labels,
    children: (
      <>
        <NewTexts look={look} toAccept={toAccept} />
        <p class="quiet">{t('account.profile-text', { name: account.name, origin: site.origin })}</p>
        <Form look={look} action="/account">
          <Field name="displayName" label={labels.displayName} problem={shown.problem}>
            {(field) => (
              <input {...field} value={displayName} maxlength={accountLimits.displayName} dir="auto" required />
            )}
          </Field>
          <Field name="bio" label={labels.bio} problem={shown.problem} hint={t('account.bio-hint')}>
            {(field) => (
              <textarea {...field} maxlength={accountLimits.bio} dir="auto">
                {bio}
              </textarea>
            )}
          </Field>
          <button type="submit" class="main">
            {t('account.save')}
          </button>
        </Form>
        <h2>{t('layout.language')}</h2>
        <LanguageForm look={look} />
        {invites && (
          <>
            <h2>{t('account.invitations')}</h2>
            <p>
              <a href={INVITATIONS_PATH}>{t('account.invite')}</a>
            </p>
          </>
        )}
      </>
    ),
  });
};

const versionIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

export const profileDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path: '/account',
    summary: 'Settings: profile and language',
    async show({ look, actor }, shown) {
      const account = await needs.readAccount(actor);
      const { invitations } = await needs.instanceSettings();
      const invites = invitations === 'members' || actor.role === 'admin';
      return profilePage({ ...shown, look, account, invites, toAccept: await needs.readToAccept(actor.memberId) });
    },
    async act({ actor }, { do: act, displayName, bio, rules, privacy }) {
      if (act === 'accept') {
        await needs.acceptTexts(actor, { rules: versionIn(rules), privacy: versionIn(privacy) });
        return doneAt('profile', 'accepted');
      }
      await needs.changeProfile(actor, { displayName, bio });
      return doneAt('profile', 'saved');
    },
  });
