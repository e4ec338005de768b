// Asks for the second factor: a code of the app, or a recovery code.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import { stepOfCode } from './totp.ts';
import type { Proof, Totp } from './totp-store.ts';

/** One of the two. */
export type FactorInput = { code?: string | undefined; recoveryCode?: string | undefined };

export const wrongFactor = (field: 'code' | 'recoveryCode') =>
  new Refusal('second-factor', said`${field}: this is wrong, or was used before.`, { field });

export const isGiven = ({ code, recoveryCode }: FactorInput): boolean => Boolean(code || recoveryCode);

/**
 * Looks at what was brought. It is good once it is spent in the transaction (`spendProof`), where recovery codes are looked up.
 * @throws Refusal `second-factor`
 */
export const proveFactor = async (totp: Totp, { code, recoveryCode }: FactorInput, now: number): Promise<Proof> => {
  if (code) {
    const step = await stepOfCode(totp.secret, { code, now, after: totp.lastStep });
    if (step === undefined) throw wrongFactor('code');
    return { by: 'code', secret: totp.secret, step };
  }
  if (recoveryCode) return { by: 'recovery', code: recoveryCode };
  throw new Refusal('second-factor', 'code: this account needs a code of its second factor, or a recovery code.', {
    field: 'code',
  });
};

export const refuseProof = (proof: Proof): Refusal => wrongFactor(proof.by === 'code' ? 'code' : 'recoveryCode');
