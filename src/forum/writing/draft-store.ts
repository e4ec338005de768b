// Drafts: what a member has begun to write, kept until it is said or dropped. Nobody else ever reads them.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type DraftTarget = { kind: Row<'draft'>['target_kind']; name: string };
export type Draft = {
  name: string;
  for: DraftTarget;
  parent: string | null;
  title: string;
  body: string;
  version: number;
  at: number;
};

type OfMember = { member: number };
type Named = OfMember & { name: string };

const columns = ['name', 'target_kind', 'target', 'parent', 'title', 'body', 'version', 'at'] as const;
const all = query<OfMember>()((db, p) =>
  db.selectFrom('draft').select(columns).where('member_id', '=', p.member).orderBy('at', 'desc').orderBy('name'),
);
const one = query<Named>()((db, p) =>
  db.selectFrom('draft').select(columns).where('member_id', '=', p.member).where('name', '=', p.name),
);
const countOf = query<OfMember>()((db, p) =>
  db
    .selectFrom('draft')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', p.member),
);

type Kept = Named & {
  kind: Row<'draft'>['target_kind'];
  target: string;
  parent: string | null;
  title: string;
  body: string;
  at: number;
};
const insert = command<Kept>()((db, p) =>
  db
    .insertInto('draft')
    .values({
      member_id: p.member,
      name: p.name,
      target_kind: p.kind,
      target: p.target,
      parent: p.parent,
      title: p.title,
      body: p.body,
      version: 1,
      at: p.at,
    })
    .onConflict((oc) => oc.columns(['member_id', 'name']).doNothing()),
);
const update = command<Kept & { version: number }>()((db, p) =>
  db
    .updateTable('draft')
    .set((eb) => ({
      target_kind: p.kind,
      target: p.target,
      parent: p.parent,
      title: p.title,
      body: p.body,
      version: eb('version', '+', 1),
      at: p.at,
    }))
    .where('member_id', '=', p.member)
    .where('name', '=', p.name)
    .where('version', '=', p.version),
);
const remove = command<Named>()((db, p) =>
  db.deleteFrom('draft').where('member_id', '=', p.member).where('name', '=', p.name),
);
const removeAll = command<OfMember>()((db, p) => db.deleteFrom('draft').where('member_id', '=', p.member));

type Found = Pick<Row<'draft'>, (typeof columns)[number]>;
const draftOf = ({ target_kind, target, ...row }: Found): Draft => ({
  ...row,
  for: { kind: target_kind, name: target },
});

/** The newest first. */
export const listDrafts = async (reader: Reader, member: number): Promise<Draft[]> =>
  (await reader.all(all, { member })).map(draftOf);

export const findDraft = async (reader: Reader, member: number, name: string): Promise<Draft | undefined> => {
  const row = await reader.get(one, { member, name });
  return row && draftOf(row);
};

export const countDrafts = async (reader: Reader, member: number): Promise<number> =>
  Number((await reader.get(countOf, { member }))?.count ?? 0);

export type NewDraft = Omit<Draft, 'version'>;

const kept = (member: number, { for: target, ...draft }: NewDraft): Kept => ({
  member,
  ...draft,
  kind: target.kind,
  target: target.name,
});

/** False where there is one of that name. */
export const insertDraft = async (tx: Writer, member: number, draft: NewDraft): Promise<boolean> =>
  (await tx.run(insert, kept(member, draft))) > 0;

/** False where there is none of that name and version. */
export const updateDraft = async (tx: Writer, member: number, draft: NewDraft, version: number): Promise<boolean> =>
  (await tx.run(update, { ...kept(member, draft), version })) > 0;

/** False where there was none. */
export const deleteDraft = async (tx: Writer, member: number, name: string): Promise<boolean> =>
  (await tx.run(remove, { member, name })) > 0;

export const forgetWritingOfMember = async (tx: Writer, member: number): Promise<void> => {
  await tx.run(removeAll, { member });
};

/** For the member's own archive. */
export const exportWritingOfMember = async (reader: Reader, member: number): Promise<{ drafts: Draft[] }> => ({
  drafts: await listDrafts(reader, member),
});
