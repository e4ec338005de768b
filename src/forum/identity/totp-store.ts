// The second factor in the database: one secret a member, and the hashes of recovery codes that are left.
import { sha256 } from '../../base/hash.ts';
import type { Chance } from '../../base/time.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export const totpByMember = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('totp')
    .select(['member_id as memberId', 'secret', 'active_at as activeAt', 'last_step as lastStep'])
    .where('member_id', '=', p.memberId),
);
export type Totp = { memberId: number; secret: string; activeAt: number | null; lastStep: number };

/** The factor that signing in asks for; undefined where none is active. */
export const activeTotp = async (reader: Reader, memberId: number): Promise<Totp | undefined> => {
  const totp = await reader.get(totpByMember, { memberId });
  return totp && totp.activeAt !== null ? totp : undefined;
};

/** Changes nothing that is active: answers 0 then. */
export const putTotp = command<{ memberId: number; secret: string; now: number }>()((db, p) =>
  db
    .insertInto('totp')
    .values({ member_id: p.memberId, secret: p.secret, active_at: null, created_at: p.now })
    .onConflict((oc) =>
      oc
        .column('member_id')
        .doUpdateSet({ secret: p.secret, last_step: 0, created_at: p.now })
        .where('totp.active_at', 'is', null),
    ),
);
export const activateTotp = command<{ memberId: number; secret: string; step: number; now: number }>()((db, p) =>
  db
    .updateTable('totp')
    .set({ active_at: p.now, last_step: p.step })
    .where('member_id', '=', p.memberId)
    .where('secret', '=', p.secret)
    .where('active_at', 'is', null),
);
const spendStep = command<{ memberId: number; secret: string; step: number }>()((db, p) =>
  db
    .updateTable('totp')
    .set({ last_step: p.step })
    .where('member_id', '=', p.memberId)
    .where('secret', '=', p.secret)
    .where('active_at', 'is not', null)
    .where('last_step', '<', p.step),
);
const deleteTotp = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('totp').where('member_id', '=', p.memberId),
);
const deleteCodes = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('recovery_code').where('member_id', '=', p.memberId),
);
const spendCode = command<{ memberId: number; hash: string }>()((db, p) =>
  db.deleteFrom('recovery_code').where('member_id', '=', p.memberId).where('hash', '=', p.hash),
);
const insertCode = command<{ memberId: number; hash: string }>()((db, p) =>
  db.insertInto('recovery_code').values({ member_id: p.memberId, hash: p.hash }),
);
const countCodes = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', p.memberId),
);

export const RECOVERY_CODES = 10;
/** 80 bits: nobody finds them out from their hashes. */
const CODE_BYTES = 10;

/** However it was typed. */
const hashCode = (code: string): string => sha256(code.toLowerCase().replace(/[^0-9a-z]/g, ''));

export const newRecoveryCodes = (chance: Chance): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    (Buffer.from(chance.bytes(CODE_BYTES)).toString('hex').match(/.{5}/g) ?? []).join('-'),
  );

/** Earlier ones are void. */
export const replaceRecoveryCodes = async (tx: Writer, memberId: number, codes: readonly string[]): Promise<void> => {
  await tx.run(deleteCodes, { memberId });
  for (const code of codes) await tx.run(insertCode, { memberId, hash: hashCode(code) });
};

export const recoveryCodesLeft = async (reader: Reader, memberId: number): Promise<number> =>
  Number((await reader.get(countCodes, { memberId }))?.count ?? 0);

/** What was shown to be good, to be spent in the transaction that relies on it. */
export type Proof = { by: 'code'; secret: string; step: number } | { by: 'recovery'; code: string };

/** Whether it was good until now: exactly one caller per code hears yes. */
export const spendProof = async (tx: Writer, memberId: number, proof: Proof): Promise<boolean> => {
  const { by } = proof;
  if (by === 'recovery') return (await tx.run(spendCode, { memberId, hash: hashCode(proof.code) })) > 0;
  return (await tx.run(spendStep, { memberId, secret: proof.secret, step: proof.step })) > 0;
};

/** The secret, active or not, and all recovery codes. */
export const dropTotp = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(deleteCodes, { memberId });
  await tx.run(deleteTotp, { memberId });
};
