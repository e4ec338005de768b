// A member hides another, or a whole instance, from themselves: what those say comes collapsed. Nobody else sees any of it.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME, ORIGIN } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Actor, MemberActor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';

type Needs = { db: Database; clock: Clock; origin: string };

/** Rows of one member, at most. */
const MOST = 1_000;

type Key = { member: number; origin: string; publicId: string };

const insert = command<Key & { name: string; at: number }>()((db, p) =>
  db
    .insertInto('hidden')
    .values({ member_id: p.member, origin: p.origin, public_id: p.publicId, name: p.name, at: p.at })
    .onConflict((oc) => oc.columns(['member_id', 'origin', 'public_id']).doNothing()),
);
const drop = command<{ member: number; origin: string; name: string }>()((db, p) =>
  db.deleteFrom('hidden').where('member_id', '=', p.member).where('origin', '=', p.origin).where('name', '=', p.name),
);
const count = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('hidden')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', p.member),
);
const page = query<{ member: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('hidden')
    .select(['id', 'origin', 'name', 'at'])
    .where('member_id', '=', p.member)
    .where('id', '<', p.before)
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const authorByName = query<{ origin: string; name: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('public_id')
    .where('name', '=', p.name)
    .where('origin', '=', p.origin)
    .orderBy('id')
    .limit(1),
);

type Named = { origin: string; name: string };

/**
 * Reads `ada`, `ada@greens.example`, `@greens.example` (a whole instance). The origin of a member of this instance is ''.
 * @throws Refusal `not-found`: it names nobody
 */
const parseWho = (who: string, home: string): Named => {
  const [name = '', origin, ...rest] = who.split('@');
  const isMember = MEMBER_NAME.test(name) && (origin === undefined || ORIGIN.test(origin));
  const isInstance = name === '' && origin !== undefined && ORIGIN.test(origin);
  if (rest.length > 0 || (!isMember && !isInstance))
    throw new Refusal('not-found', 'Name a member (ada, ada@greens.example) or an instance (@greens.example).');
  return { name, origin: isMember && (origin === undefined || origin === home) ? '' : (origin ?? '') };
};

const findWho = async (reader: Reader, { origin, name }: Named): Promise<string> => {
  if (name === '') return '';
  const author = await reader.get(authorByName, { origin, name });
  if (!author) throw new Refusal('not-found', 'Nobody of this name has said anything here.');
  return author.public_id;
};

const addHidden = async (tx: Writer, member: MemberActor, key: Named, publicId: string, at: number): Promise<void> => {
  if (Number((await tx.get(count, { member: member.memberId }))?.count ?? 0) >= MOST)
    throw new Refusal('too-many', said`At most ${MOST} can be hidden.`);
  await tx.run(insert, { member: member.memberId, ...key, publicId, at });
};

/** @throws Refusal `unauthenticated`, `not-found`, `invalid` (oneself, the own instance) */
export const hide =
  (needs: Needs) =>
  async (actor: Actor, who: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      const member = mayAsMember(actor, { do: 'manage-own-account' });
      const key = parseWho(who, needs.origin);
      if (key.name === '' && key.origin === needs.origin)
        throw new Refusal('invalid', 'who: must not be your own instance.', { field: 'who' });
      const publicId = await findWho(tx, key);
      if (publicId === member.publicId) throw new Refusal('invalid', 'who: must not be yourself.', { field: 'who' });
      await addHidden(tx, member, key, publicId, needs.clock.now());
    });
  };

/** @throws Refusal `unauthenticated`, `not-found` (no name of anybody) */
export const unhide =
  (needs: Pick<Needs, 'db' | 'origin'>) =>
  async (actor: Actor, who: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      await tx.run(drop, { member: memberId, ...parseWho(who, needs.origin) });
    });
  };

export type HiddenView = { who: string; kind: 'member' | 'instance'; at: number };

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readHidden =
  (needs: Pick<Needs, 'db' | 'origin'>) =>
  async (
    actor: Actor,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<HiddenView>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await needs.db.read.all(page, { member: memberId, before, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(({ name, origin, at }) => ({
        who: `${name}@${origin || needs.origin}`,
        kind: name === '' ? 'instance' : 'member',
        at,
      })),
      next: last ? encodeCursor([0, '', last.id]) : null,
    };
  };
