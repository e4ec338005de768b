// Passwords are kept as argon2id hashes (RFC 9106) at OWASP's cost: 19 MiB, two passes, one lane.
import type { Options } from '@node-rs/argon2';

export type PasswordHasher = {
  /** A PHC string with a salt of its own. Some 10 ms on a thread of its own: never call it inside a transaction. */
  hash(password: string): Promise<string>;
  /** False too when the hash is none. Costs the same whether the password is right or wrong. */
  check(hash: string, password: string): Promise<boolean>;
  /** How many hashes were made or checked so far: who asks for an unknown name must cost one too. */
  count(): number;
  /** What to check against where there is no member: no password is known for it. */
  readonly dummy: string;
};

export type PasswordCost = {
  /** KiB. */
  memory: number;
  passes: number;
};

const usual: PasswordCost = { memory: 19_456, passes: 2 };

// 2 is argon2id; the library's enum is declared const, which isolated modules can't read.
const optionsOf = ({ memory, passes }: PasswordCost): Options => ({
  algorithm: 2,
  memoryCost: memory,
  timeCost: passes,
  parallelism: 1,
});

/** Random bytes in the form of a hash of the same cost. */
const dummyOf = ({ memory, passes }: PasswordCost): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=1$jF0rYkz1hJ6hQ3cXv8m2Aw$0qJb8uXo5pV3nZsT1yKcE7wRfGhLmD9aQvNxB2iUeMk`;

/** The same letters typed on two keyboards may differ in composition (RFC 8265, section 4.2). */
const composed = (password: string): string => password.normalize('NFC');

/** Loaded with the first password. */
const library = () => import('@node-rs/argon2');

/** @param cost another one is for tests, which make many members */
export const createPasswordHasher = (cost: PasswordCost = usual): PasswordHasher => {
  const options = optionsOf(cost);
  let count = 0;
  return {
    dummy: dummyOf(cost),
    count: () => count,
    async hash(password) {
      count += 1;
      const { hash } = await library();
      return hash(composed(password), options);
    },
    async check(stored, password) {
      count += 1;
      const { verify } = await library();
      return verify(stored, composed(password)).catch(() => false);
    },
  };
};
