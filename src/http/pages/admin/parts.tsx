// Fields that several pages of the administration have.
import type { Child } from 'hono/jsx';
import type { Problem } from '../../failure.ts';
import { Field } from '../parts.tsx';

type ChoiceProps = {
  name: string;
  legend: Child;
  /** Value and what it means, in their order. */
  options: readonly (readonly [value: string, label: Child])[];
  chosen: string;
};

/** One of a few, all in sight. */
export const Choices = ({ name, legend, options, chosen }: ChoiceProps) => (
  <fieldset class="choices">
    <legend>{legend}</legend>
    {options.map(([value, label]) => (
      <div class="choice">
        <input type="radio" id={`${name}-${value}`} name={name} value={value} checked={value === chosen} />
        <label for={`${name}-${value}`}>{label}</label>
      </div>
    ))}
  </fieldset>
);

type TextProps = {
  name: string;
  label: Child;
  hint?: Child;
  problem?: Problem | undefined;
  value: string;
  required?: boolean;
  maxlength?: number;
  type?: 'text' | 'number' | 'datetime-local' | 'search';
  autocomplete?: string;
  min?: number;
  max?: number;
  step?: number | 'any';
};

/** A field of one line. */
export const TextField = ({ name, label, hint, problem, ...input }: TextProps) => (
  <Field name={name} label={label} hint={hint} problem={problem}>
    {(field) => <input {...field} type="text" dir="auto" {...input} />}
  </Field>
);

type AreaProps = Pick<TextProps, 'name' | 'label' | 'hint' | 'problem' | 'value' | 'required' | 'maxlength'> & {
  rows?: number;
};

/** A field of several lines. */
export const AreaField = ({ name, label, hint, problem, value, ...area }: AreaProps) => (
  <Field name={name} label={label} hint={hint} problem={problem}>
    {(field) => (
      <textarea {...field} dir="auto" {...area}>
        {value}
      </textarea>
    )}
  </Field>
);
