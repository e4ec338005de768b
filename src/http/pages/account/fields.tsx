// Fields that several forms around an account have.
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Field } from '../parts.tsx';

type Props = { look: Look; problem?: Problem | undefined };

export const NameField = ({ look: { t }, problem, value, making }: Props & { value: string; making: boolean }) => (
  <Field name="name" label={t('account.name')} problem={problem} hint={making ? t('account.name-hint') : undefined}>
    {(field) => (
      <input {...field} value={value} autocomplete="username" autocapitalize="none" spellcheck={false} required />
    )}
  </Field>
);

type PasswordProps = Props & { name?: string; label?: string; making?: boolean; hint?: string; required?: boolean };

/** @param making a new one is chosen, which has rules */
export const PasswordField = ({ look: { t }, problem, name, label, making, hint, required }: PasswordProps) => (
  <Field
    name={name ?? 'password'}
    label={label ?? t('account.password')}
    problem={problem}
    hint={hint ?? (making ? t('account.password-hint') : undefined)}
  >
    {(field) => (
      <input
        {...field}
        type="password"
        autocomplete={making ? 'new-password' : 'current-password'}
        required={required ?? true}
      />
    )}
  </Field>
);

/** For six digits of the app, and for recovery codes as well. */
export const CodeField = ({ look: { t }, problem, required }: Props & { required?: boolean }) => (
  <Field name="code" label={t('account.code')} problem={problem}>
    {(field) => (
      <input
        {...field}
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        required={required ?? true}
      />
    )}
  </Field>
);

/** What is typed into the one field for both kinds of codes; recovery codes are longer. */
const APP_CODE = /^[\d\s]{6,9}$/;

export const factorOf = (code = ''): { code?: string; recoveryCode?: string } => {
  if (code === '') return {};
  return APP_CODE.test(code) ? { code } : { recoveryCode: code };
};

type ChoiceProps = {
  name: string;
  value: string;
  label: string;
  hint?: string;
  chosen: boolean;
  required?: boolean;
};

/** One of several, of which one is taken. */
export const Choice = ({ name, value, label, hint, chosen, required }: ChoiceProps) => (
  <div class="choice">
    <input
      type="radio"
      id={`${name}-${value}`}
      name={name}
      value={value}
      checked={chosen}
      required={required}
      aria-describedby={hint === undefined ? undefined : `${name}-${value}-hint`}
    />
    <div>
      <label for={`${name}-${value}`}>{label}</label>
      {hint !== undefined && (
        <p class="quiet" id={`${name}-${value}-hint`}>
          {hint}
        </p>
      )}
    </div>
  </div>
);

type SelectProps<V extends string> = {
  name: string;
  label: string;
  value: string;
  options: readonly { value: V; label: string }[];
};

/** A choice in one line with its label. */
export const Select = <V extends string>({ name, label, value, options }: SelectProps<V>) => (
  <>
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  </>
);
