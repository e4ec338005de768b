// Passkeys in the database, and what a member's export tells of them: names and times, never keys.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export const PASSKEYS_PER_MEMBER = 10;

/** Times in epoch milliseconds. `usedAt`: null before the first sign-in with it. */
export type PasskeyView = { id: string; name: string; at: number; usedAt: number | null };

const shown = ['public_id as id', 'name', 'created_at as at', 'used_at as usedAt'] as const;

export const passkeysOfMember = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('passkey').select(shown).where('member_id', '=', p.memberId).orderBy('id'),
);

/** For browsers, so that no authenticator makes a second one. */
export const credentialsOfMember = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('passkey').select(['credential', 'transports']).where('member_id', '=', p.memberId).orderBy('id'),
);

/** The passkey with its member, who must be there. */
export const passkeyByCredential = query<{ credential: string }>()((db, p) =>
  db
    .selectFrom('passkey')
    .innerJoin('member', 'member.id', 'passkey.member_id')
    .select(['passkey.id', 'passkey.credential', 'passkey.public_key as publicKey', 'passkey.counter'])
    .select(['member.id as memberId', 'member.public_id as publicId', 'member.name'])
    .select(['member.display_name as displayName', 'member.role', 'member.bio', 'member.created_at as at'])
    .where('passkey.credential', '=', p.credential)
    .where('member.state', '=', 'active'),
);

/** Changes nothing, but holds the row: two that are added at once take turns, and nobody leaves meanwhile. */
export const holdMember = command<{ memberId: number }>()((db, p) =>
  db.updateTable('member').set({ state: 'active' }).where('id', '=', p.memberId).where('state', '=', 'active'),
);

export const insertPasskey = command<{
  publicId: string;
  memberId: number;
  credential: string;
  publicKey: string;
  counter: number;
  transports: string;
  name: string;
  now: number;
}>()((db, p) =>
  db
    .insertInto('passkey')
    .values({
      public_id: p.publicId,
      member_id: p.memberId,
      credential: p.credential,
      public_key: p.publicKey,
      counter: p.counter,
      transports: p.transports,
      name: p.name,
      created_at: p.now,
      used_at: null,
    })
    .onConflict((oc) => oc.column('credential').doNothing()),
);

/** Conditional on the counter that was looked at: of two at once with one count, one signs in. */
export const usePasskey = command<{ id: number; was: number; counter: number; now: number }>()((db, p) =>
  db
    .updateTable('passkey')
    .set({ counter: p.counter, used_at: p.now })
    .where('id', '=', p.id)
    .where('counter', '=', p.was),
);

export const renamePasskey = command<{ id: string; memberId: number; name: string }>()((db, p) =>
  db
    .updateTable('passkey')
    .set({ name: p.name })
    .where('public_id', '=', p.id)
    .where('member_id', '=', p.memberId)
    .returning(shown),
);

export const deletePasskey = command<{ id: string; memberId: number }>()((db, p) =>
  db.deleteFrom('passkey').where('public_id', '=', p.id).where('member_id', '=', p.memberId),
);

const deleteAll = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('passkey').where('member_id', '=', p.memberId),
);

/** Plain JSON, times in epoch milliseconds. */
export const exportPasskeysOfMember = async (reader: Reader, memberId: number) =>
  (await reader.all(passkeysOfMember, { memberId })).map(({ name, at, usedAt }) => ({ name, at, usedAt }));

export const forgetPasskeysOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(deleteAll, { memberId });
};
