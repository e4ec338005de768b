// How closely a member follows a thread or a place: one choice, sent with a button.
import type { Look } from './look.ts';
import { Form } from './parts.tsx';

export const followLevels = ['every', 'mentions', 'muted', 'none'] as const;
export type FollowLevel = (typeof followLevels)[number];

type Props = { look: Look; action: string; level: FollowLevel };

export const FollowForm = ({ look, action, level }: Props) => {
  const { t } = look;
  const id = 'follow-level';
  return (
    <details class="menu">
      <summary>{t(`compose.follow-${level}`)}</summary>
      <div>
        <Form look={look} action={action}>
          <fieldset>
            <legend>{t('compose.follow')}</legend>
            {followLevels.map((each) => (
              <label class="choice" for={`${id}-${each}`}>
                <input type="radio" id={`${id}-${each}`} name="level" value={each} checked={each === level} />{' '}
                {t(`compose.follow-${each}`)}
              </label>
            ))}
          </fieldset>
          <button type="submit">{t('compose.follow-button')}</button>
        </Form>
      </div>
    </details>
  );
};
