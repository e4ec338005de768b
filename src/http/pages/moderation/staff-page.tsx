// Who moderates what, for admins.
import type { StaffView } from '../../../forum/moderation/change-duties.ts';
import { capabilities, MODERATING } from '../../../forum/policy/duties.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { Form, ProblemNote } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { scopeIn } from './words.tsx';

const Person = ({ look, one }: { look: Look; one: StaffView }) => {
  const { t } = look;
  return (
    <li>
      <p>
        <a href={`/members/${one.name}`}>{one.name}</a>{' '}
        {one.role !== 'member' && <span class="badge">{t(`reading.role-${one.role}`)}</span>}
      </p>
      {one.duties.map(({ scope, can }) => (
        <Form look={look} action="/moderation/staff" class="row">
          <input type="hidden" name="name" value={one.name} />
          <input type="hidden" name="scope" value={scope} />
          <p>
            {scopeIn(look, scope)}: {look.list(can.map((each) => t(`moderation.can-${each}`)))}
          </p>
          <button
            type="submit"
            name="do"
            value="take"
            aria-label={`${t('moderation.staff-take')}: ${one.name}, ${scopeIn(look, scope)}`}
          >
            {t('moderation.staff-take')}
          </button>
        </Form>
      ))}
    </li>
  );
};

type Props = {
  look: Look;
  staff: readonly StaffView[];
  did: Did;
  typed?: Readonly<Record<string, string>> | undefined;
  problem?: Problem | undefined;
};

export const staffPage = ({ look, staff, did, typed, problem }: Props): Answer => {
  const { t } = look;
  return deskPage({
    look,
    part: 'staff',
    did,
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{t('moderation.staff-hint')}</p>
        <ul class="list spaced">
          {staff.map((one) => (
            <Person look={look} one={one} />
          ))}
        </ul>
        <Form look={look} action="/moderation/staff">
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
          <TextField
            name="scope"
            label={t('moderation.staff-scope')}
            hint={t('moderation.staff-scope-hint')}
            problem={problem}
            value={typed?.scope ?? ''}
            required
            maxlength={80}
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
                  checked={typed ? typed[`can-${each}`] !== undefined : MODERATING.includes(each)}
                />
                <label for={`can-${each}`}>{t(`moderation.can-${each}`)}</label>
              </div>
            ))}
          </fieldset>
          <button type="submit" class="main" name="do" value="give">
            {t('moderation.staff-give')}
          </button>
        </Form>
      </>
    ),
  });
};
