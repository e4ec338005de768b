// Chains what may be there already: the whole warm path of a visitor's read stays synchronous.
import type { Eventually } from '../db/database.ts';

export const after = <T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/** Like try and catch, for what may throw now or later. */
export const guarded = <T>(
  attempt: () => Eventually<T>,
  otherwise: (error: unknown) => Eventually<T>,
): Eventually<T> => {
  try {
    const value = attempt();
    return value instanceof Promise ? value.catch(otherwise) : value;
  } catch (error) {
    return otherwise(error);
  }
};
