// Passwords at the least cost there is, for tests that make many members: the same algorithm and form, a hundredth of the work.
import { createPasswordHasher, type PasswordHasher } from '../../src/forum/identity/password-hasher.ts';

export const quickHasher = (): PasswordHasher => createPasswordHasher({ memory: 8, passes: 1 });
