// Members in the database. Each has a local author row (origin ''), under which their board posts stand.
import { sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import { refuseFormer } from './former-names.ts';
import { newPublicId } from './secret.ts';

/** A member as everybody may see them. `at`: when they joined, epoch milliseconds. */
export type MemberView = { name: string; displayName: string; role: Role; bio: string; at: number };

const shown = ['name', 'display_name as displayName', 'role', 'bio', 'created_at as at'] as const;

export const memberByName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(shown).where('name', '=', p.name).where('state', '=', 'active'),
);

export const accountByName = query<{ name: string }>()((db, p) =>
  db
    .selectFrom('member')
    .select(shown)
    .select(['id', 'public_id as publicId', 'password_hash as passwordHash'])
    .where('name', '=', p.name)
    .where('state', '=', 'active'),
);

export const accountById = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('member')
    .select(shown)
    .select(['id', 'public_id as publicId', 'password_hash as passwordHash'])
    .where('id', '=', p.id)
    .where('state', '=', 'active'),
);

export const nameHeld = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('name', '=', p.name),
);

/** Moderators and admins; written into the statement, so that the index on the few of them serves. */
export const staff = query()((db) =>
  db
    .selectFrom('member')
    .select(['id', 'name', 'display_name as displayName'])
    .where('role', '<>', sql.lit('member'))
    .where('state', '=', 'active'),
);

export const anyAdmin = query()((db) =>
  db.selectFrom('member').select('id').where('role', '=', 'admin').where('state', '=', 'active').limit(1),
);

/** Changes nothing, but holds the rows until the end: two admins who give it up at once take turns. Counts them. */
export const holdAdmins = command()((db) =>
  db.updateTable('member').set({ role: 'admin' }).where('role', '=', 'admin').where('state', '=', 'active'),
);

export const viewOf = ({ name, displayName, role, bio, at }: MemberView): MemberView => ({
  name,
  displayName,
  role,
  bio,
  at,
});

type NewMember = { name: string; displayName: string; passwordHash: string; role: Role; at: number };

const insertMember = command<NewMember & { publicId: string }>()((db, p) =>
  db
    .insertInto('member')
    .values({
      name: p.name,
      public_id: p.publicId,
      display_name: p.displayName,
      bio: '',
      password_hash: p.passwordHash,
      role: p.role,
      state: 'active',
      created_at: p.at,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id'),
);

const insertAuthor = command<{ memberId: number; publicId: string; name: string; displayName: string }>()((db, p) =>
  db.insertInto('author').values({
    member_id: p.memberId,
    origin: '',
    public_id: p.publicId,
    name: p.name,
    display_name: p.displayName,
    bio: '',
  }),
);

/** @throws Refusal `conflict` on `name` when it is taken, or was somebody's who left */
export const addMember = async (
  tx: Writer,
  chance: Chance,
  member: NewMember,
): Promise<{ id: number; view: MemberView; publicId: string }> => {
  await refuseFormer(tx, member.name);
  const publicId = newPublicId(chance);
  const [row] = await tx.rows(insertMember, { ...member, publicId });
  if (!row) throw new Refusal('conflict', 'name: somebody has this name.', { field: 'name' });
  const { name, displayName } = member;
  await tx.run(insertAuthor, { memberId: row.id, publicId, name, displayName });
  return { id: row.id, view: viewOf({ ...member, bio: '' }), publicId };
};
