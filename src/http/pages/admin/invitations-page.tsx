// Invitations: a form for a new one, its link once it is made, and those so far with who came by them.
import { type Invited, invitationLimits } from '../../../forum/identity/invite.ts';
import type { InvitationView } from '../../../forum/identity/list-invitations.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, type Listed, Moment, Pager, ProblemNote } from '../parts.tsx';
import { adminPage } from './frame.tsx';
import { TextField } from './parts.tsx';

export const INVITATIONS_PATH = '/admin/invitations';

export type InvitationForm = { uses: string; days: string; note: string };

const iso = (at: number): string => new Date(at).toISOString();

type Props = {
  look: Look;
  invitations: Listed<InvitationView>;
  paged: boolean;
  form: InvitationForm;
  /** Whether this reader may make one now. */
  mayInvite: boolean;
  /** Made just now; `link` is shown this once. */
  made?: (Pick<Invited, 'uses' | 'expiresAt'> & { link: string }) | undefined;
  problem?: Problem | undefined;
  done?: string | undefined;
};

const Made = ({ look, made }: { look: Look; made: NonNullable<Props['made']> }) => {
  const { t } = look;
  return (
    <section class="card" aria-labelledby="made" role="status">
      <h2 id="made">{t('admin.invite-made')}</h2>
      <p>
        <label for="link">{t('admin.invite-link')}</label>
        <input id="link" class="whole" value={made.link} readonly aria-describedby="link-hint" />
      </p>
      <p id="link-hint">{t('admin.invite-once')}</p>
      <p class="quiet">
        {t('admin.invite-good', { uses: made.uses })} <Moment look={look} at={iso(made.expiresAt)} />.
      </p>
    </section>
  );
};

const NewInvitation = ({ look, form, problem }: Pick<Props, 'look' | 'form' | 'problem'>) => {
  const { t, actor } = look;
  const admin = actor.kind === 'member' && actor.role === 'admin';
  return (
    <Form look={look} action={INVITATIONS_PATH}>
      <h2>{t('admin.invite-new')}</h2>
      <ProblemNote
        look={look}
        problem={problem}
        labels={{ uses: t('admin.invite-uses'), days: t('admin.invite-days'), note: t('admin.invite-note') }}
      />
      <TextField
        name="uses"
        label={t('admin.invite-uses')}
        type="number"
        min={1}
        max={admin ? invitationLimits.uses : invitationLimits.usesOfMember}
        value={form.uses}
        required
        problem={problem}
      />
      <TextField
        name="days"
        label={t('admin.invite-days')}
        type="number"
        min={1}
        max={invitationLimits.days}
        value={form.days}
        required
        problem={problem}
      />
      <TextField
        name="note"
        label={t('admin.invite-note')}
        hint={t('admin.invite-note-hint')}
        maxlength={invitationLimits.note}
        value={form.note}
        problem={problem}
      />
      <button type="submit" class="main">
        {t('admin.invite-make')}
      </button>
    </Form>
  );
};

const Invitation = ({ look, one }: { look: Look; one: InvitationView }) => {
  const { t } = look;
  return (
    <li>
      <p>
        <strong dir="auto">{one.note || t('admin.invite-used', { used: one.used, uses: one.uses })}</strong>{' '}
        <span class="badge">{t(one.open ? 'admin.invite-open' : 'admin.invite-ended')}</span>
      </p>
      <p class="quiet">
        {one.note !== '' && `${t('admin.invite-used', { used: one.used, uses: one.uses })} · `}
        {one.by === null ? t('admin.invite-by-operator') : t('admin.invite-by', { name: one.by })} ·{' '}
        {t('admin.invite-until')} <Moment look={look} at={iso(one.expiresAt)} />
      </p>
      {one.joined.length > 0 && (
        <p>{t('admin.invite-joined', { names: look.list(one.joined.map(({ name }) => name)) })}</p>
      )}
      {one.open && (
        <Form look={look} action={`${INVITATIONS_PATH}/${one.id}/end`}>
          <button type="submit" aria-label={`${t('admin.invite-end')}: ${one.note || look.day(one.at)}`}>
            {t('admin.invite-end')}
          </button>
        </Form>
      )}
    </li>
  );
};

export const invitationsPage = (props: Props): Answer => {
  const { look, invitations, paged, mayInvite, made, problem, done } = props;
  const { t } = look;
  return adminPage({
    look,
    section: 'invitations',
    status: problem?.status,
    done,
    wide: false,
    children: (
      <>
        {made && <Made look={look} made={made} />}
        {mayInvite ? (
          <NewInvitation look={look} form={props.form} problem={problem} />
        ) : (
          <p>{t('admin.invite-not-you')}</p>
        )}
        <h2>{t('admin.invite-all')}</h2>
        {invitations.items.length === 0 ? (
          <p class="quiet">{t('admin.invite-none')}</p>
        ) : (
          <ul class="list">
            {invitations.items.map((one) => (
              <Invitation look={look} one={one} />
            ))}
          </ul>
        )}
        <Pager look={look} path={INVITATIONS_PATH} paged={paged} next={invitations.next} />
      </>
    ),
  });
};
