// Who moderates what, for admins.
import type { StaffView } from '../../../forum/moderation/change-duties.ts';
import { capabilities, MODERATING } from '../../../forum/policy/duties.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { Select } from './fields.tsx';
import { scopeIn } from './words.tsx';

const changePath = (name: string, scope: string): string =>
  `/moderation/staff?${new URLSearchParams({ name, scope })}#give`;

const Person = ({ look, one, admin }: { look: Look; one: StaffView; admin: boolean }) => {
  const { t } = look;
  const taking = (scope: string) => `${t('moderation.staff-take')}: ${one.name}, ${scopeIn(look, scope)}`;
  return (
    <li>
      <p>
        <a href={`/members/${one.name}`}>{one.name}</a>{' '}
        {one.role !== 'member' && <span class="badge">{t(`reading.role-${one.role}`)}</span>}
      </p>
      {one.duties.map(({ scope, can }) => (
        <>
          <p>
            {scopeIn(look, scope)}: {look.list(can.map((each) => t(`moderation.can-${each}`)))}
          </p>
          {admin && (
            <Form look={look} action="/moderation/staff" class="row">
              <input type="hidden" name="name" value={one.name} />
              <input type="hidden" name="scope" value={scope} />
              <a
                class="button"
                href={changePath(one.name, scope)}
                aria-label={`${t('measures.staff-change')}: ${one.name}, ${scopeIn(look, scope)}`}
              >
                {t('measures.staff-change')}
              </a>
              <button type="submit" name="do" value="take" aria-label={taking(scope)}>
                {t('moderation.staff-take')}
              </button>
            </Form>
          )}
        </>
      ))}
    </li>
  );
};

type Props = {
  look: Look;
  staff: readonly StaffView[];
  /** Where there is something to give; none for those who only read. */
  scopes: readonly string[];
  did: Did;
  typed?: Readonly<Record<string, string>> | undefined;
  problem?: Problem | undefined;
};

const GiveForm = ({ look, scopes, typed, problem }: Props) => {
  const { t } = look;
  return (
    <Form look={look} action="/moderation/staff" id="give">
      <h2>{t('measures.staff-now')}</h2>
      <p class="quiet">{t('measures.staff-replaces')}</p>
      <ProblemNote
        look={look}
        problem={problem}
        labels={{ name: t('moderation.staff-name'), scope: t('moderation.staff-scope') }}
      />
      <TextField
        name="name"
        label={t('moderation.staff-name')}
        problem={problem}
        value={typed?.name ?? ''}
        required
        maxlength={64}
      />
      <Select
        name="scope"
        label={t('moderation.staff-scope')}
        options={scopes.map((scope) => [scope, scopeIn(look, scope)])}
        chosen={typed?.scope}
      />
      <fieldset>
        <legend>{t('moderation.staff-can')}</legend>
        {capabilities.map((each) => (
          <div class="choice">
            <input
              type="checkbox"
              id={`can-${each}`}
              name={`can-${each}`}
              value="yes"
              checked={typed ? typed[`can-${each}`] === 'yes' : MODERATING.includes(each)}
            />
            <label for={`can-${each}`}>{t(`moderation.can-${each}`)}</label>
          </div>
        ))}
      </fieldset>
      <button type="submit" class="main" name="do" value="give">
        {t('moderation.staff-give')}
      </button>
    </Form>
  );
};

export const staffPage = (props: Props): Answer => {
  const { look, staff, scopes, did, problem } = props;
  const { t } = look;
  const admin = scopes.length > 0;
  return deskPage({
    look,
    part: 'staff',
    did,
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{t('moderation.staff-hint')}</p>
        <p>{admin ? <a href="/admin/members">{t('measures.staff-roles')}</a> : t('measures.staff-read')}</p>
        <ul class="list spaced">
          {staff.map((one) => (
            <Person look={look} one={one} admin={admin} />
          ))}
        </ul>
        {admin && <GiveForm {...props} />}
      </>
    ),
  });
};
