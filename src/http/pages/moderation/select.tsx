// One of a list, and how long something may last.
import type { Child } from 'hono/jsx';
import type { Look } from '../look.ts';
import { Field } from '../parts.tsx';
import { lengths } from './decision-input.ts';

export type SelectOption = readonly [value: string, label: string];
export type SelectGroup = { readonly label: string | undefined; readonly options: readonly SelectOption[] };

type Props = {
  name: string;
  label: Child;
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

export const Select = ({ name, label, chosen, ...rest }: Props) => (
  <Field name={name} label={label}>
    {(field) => (
      <select {...field}>
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
