// Fields that several pages of the desk have.
import type { Child } from 'hono/jsx';
import { reasons } from '../../../forum/policy/measures.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Field } from '../parts.tsx';
import { lengths } from './decision-input.ts';

type SelectOption = readonly [value: string, label: string];
export type SelectGroup = { readonly label: string | undefined; readonly options: readonly SelectOption[] };

type SelectProps = {
  name: string;
  label: Child;
  hint?: Child;
  problem?: Problem | undefined;
  chosen: string | undefined;
} & ({ options: readonly SelectOption[] } | { groups: readonly SelectGroup[] });

const Options = ({ options, chosen }: { options: readonly SelectOption[]; chosen: string | undefined }) => (
  <>
    {options.map(([value, text]) => (
      <option value={value} selected={value === chosen}>
        {text}
      </option>
    ))}
  </>
);

export const Select = ({ chosen, name, label, hint, problem, ...rest }: SelectProps) => (
  <Field name={name} label={label} hint={hint} problem={problem}>
    {(its) => (
      <select {...its}>
        {('groups' in rest ? rest.groups : [{ label: undefined, options: rest.options }]).map((group) =>
          group.label === undefined ? (
            <Options options={group.options} chosen={chosen} />
          ) : (
            <optgroup label={group.label}>
              <Options options={group.options} chosen={chosen} />
            </optgroup>
          ),
        )}
      </select>
    )}
  </Field>
);

export const lengthOptions = ({ t }: Look): SelectOption[] =>
  lengths.map((each) => [
    each,
    each === 'review'
      ? t('moderation.decide-review')
      : each === 'good'
        ? t('moderation.decide-for-good')
        : t('moderation.decide-days', { count: Number(each) }),
  ]);

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
