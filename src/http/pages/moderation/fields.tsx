// Fields that several pages of the desk have.
import type { Child } from 'hono/jsx';
import { reasons } from '../../../forum/policy/measures.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Field } from '../parts.tsx';

type SelectProps = {
  name: string;
  label: Child;
  hint?: Child;
  problem?: Problem | undefined;
  options: readonly (readonly [value: string, label: string])[];
  chosen: string | undefined;
};

export const Select = ({ options, chosen, ...field }: SelectProps) => (
  <Field {...field}>
    {(its) => (
      <select {...its}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

export const ReasonField = ({
  look: { t },
  chosen,
  but,
}: {
  look: Look;
  chosen?: string | undefined;
  but?: 'other';
}) => (
  <Select
    name="reason"
    label={t('moderation.report-reason')}
    options={reasons.filter((reason) => reason !== but).map((reason) => [reason, t(`post.reason-${reason}`)])}
    chosen={chosen}
  />
);

type BoxProps = { name: string; label: Child; checked: boolean; hint?: string };

export const CheckBox = ({ name, label, checked, hint }: BoxProps) => (
  <>
    <div class="choice">
      <input
        type="checkbox"
        id={name}
        name={name}
        value="yes"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
      />
      <label for={name}>{label}</label>
    </div>
    {hint !== undefined && (
      <p class="quiet" id={`${name}-hint`}>
        {hint}
      </p>
    )}
  </>
);

/** Lasting days that a form offers. */
export const daysOf = ({ t }: Look, days: readonly number[]) =>
  days.map((count) => [String(count), t('moderation.decide-days', { count })] as const);
