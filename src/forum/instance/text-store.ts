// The texts of an instance in all their versions, and which of them a member accepted.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { TextKind } from '../../db/tables/coming-in.ts';

export const textKinds = ['rules', 'privacy', 'imprint'] as const satisfies readonly TextKind[];
/** An imprint is read, not accepted. */
export const acceptedKinds = ['rules', 'privacy'] as const satisfies readonly TextKind[];
export type AcceptedKind = (typeof acceptedKinds)[number];

/** Versions by kind. */
export type Versions<K extends TextKind = TextKind> = Partial<Record<K, number>>;
export type InstanceText = { kind: TextKind; version: number; text: string; at: number };

const shown = ['kind', 'version', 'text', 'at'] as const;

const newest = query()((db) =>
  db
    .selectFrom('instance_text')
    .select(['kind', 'version'])
    .where('text', '<>', '')
    .where((eb) =>
      eb(
        'version',
        '=',
        eb
          .selectFrom('instance_text as other')
          .select((max) => max.fn.max('other.version').as('version'))
          .whereRef('other.kind', '=', 'instance_text.kind'),
      ),
    ),
);

/** The versions that are in force; a text that was taken away, or never given, is not among them. */
export const currentVersions = async (reader: Reader): Promise<Versions> => {
  const versions: Versions = {};
  for (const { kind, version } of await reader.all(newest, {})) versions[kind] = version;
  return versions;
};

export const newestText = query<{ kind: TextKind }>()((db, p) =>
  db.selectFrom('instance_text').select(shown).where('kind', '=', p.kind).orderBy('version', 'desc').limit(1),
);

export const textOfVersion = query<{ kind: TextKind; version: number }>()((db, p) =>
  db.selectFrom('instance_text').select(shown).where('kind', '=', p.kind).where('version', '=', p.version),
);

/** Newest first. */
export const versionsBefore = query<{ kind: TextKind; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('instance_text')
    .select(['version', 'at'])
    .where('kind', '=', p.kind)
    .where('version', '<', p.before)
    .orderBy('version', 'desc')
    .limit(p.limit),
);

/** Changes no row where somebody else was faster. */
export const insertText = command<InstanceText & { memberId: number | null }>()((db, p) =>
  db
    .insertInto('instance_text')
    .values({ kind: p.kind, version: p.version, text: p.text, at: p.at, member_id: p.memberId })
    .onConflict((conflict) => conflict.columns(['kind', 'version']).doNothing()),
);

const insertAcceptance = command<{ memberId: number; kind: TextKind; version: number; at: number }>()((db, p) =>
  db
    .insertInto('acceptance')
    .values({ member_id: p.memberId, kind: p.kind, version: p.version, at: p.at })
    .onConflict((conflict) => conflict.columns(['member_id', 'kind', 'version']).doNothing()),
);

/** A version that was accepted before keeps its first time. */
export const addAcceptances = async (tx: Writer, memberId: number, versions: Versions, at: number): Promise<void> => {
  for (const kind of acceptedKinds) {
    const version = versions[kind];
    if (version !== undefined) await tx.run(insertAcceptance, { memberId, kind, version, at });
  }
};

export const acceptancesOf = query<{ memberId: number }>()((db, p) =>
  db
    .selectFrom('acceptance')
    .select(['kind', 'version', 'at'])
    .where('member_id', '=', p.memberId)
    .orderBy('kind')
    .orderBy('version'),
);

export const dropAcceptances = command<{ memberId: number }>()((db, p) =>
  db.deleteFrom('acceptance').where('member_id', '=', p.memberId),
);
/** Texts stay; who wrote them is forgotten. */
export const disownTexts = command<{ memberId: number }>()((db, p) =>
  db.updateTable('instance_text').set({ member_id: null }).where('member_id', '=', p.memberId),
);
