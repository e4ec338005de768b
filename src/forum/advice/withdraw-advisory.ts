// A moderator takes back what this instance advised. What others advised is theirs.
import { Refusal } from '../../base/errors.ts';
import { type PostKey, parseEntryName } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { currentCoalition } from '../planks/facts.ts';
import { type PlankNeeds, speak } from '../planks/speak.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { parseSubject, type Scope, scopeOf, subjectText } from '../policy/measures.ts';
import { type AdvisoryRow, findAdvisory } from './advisory-store.ts';

const placeOf = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['place.kind', 'place.slug'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);

/** Where whoever takes it back has to moderate: as where it was given. */
const scopeOfAdvice = async (reader: Reader, { kind, subject }: AdvisoryRow): Promise<Scope> => {
  if (kind !== 'post') return 'instance';
  const about = parseSubject(subject);
  const place = about?.kind === 'post' ? await reader.get(placeOf, about.key) : undefined;
  return place ? scopeOf(place) : 'planks';
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` (it is withdrawn already), `unavailable` */
export const withdrawAdvisory =
  (needs: PlankNeeds) =>
  async (actor: Actor, name: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      mayAsMember(actor, { do: 'moderate', can: 'act' });
      const key = parseEntryName(name);
      const row = key && (await findAdvisory(tx, key));
      const head = await currentCoalition(tx);
      if (!row || !head) throw new Refusal('not-found', 'There is no such advice.');
      if (row.origin !== needs.origin) throw new Refusal('forbidden', 'This is the advice of another instance.');
      const scope = await scopeOfAdvice(tx, row);
      const me = mayAsMember(actor, { do: 'moderate', can: row.kind === 'instance' ? 'handle-peers' : 'act', scope });
      if (row.subject === subjectText({ kind: 'remote', origin: needs.origin, member: me.publicId }))
        throw new Refusal('forbidden', 'Nobody moderates themselves.');
      if (row.withdrawn_seq !== null) throw new Refusal('conflict', 'This advice has been withdrawn already.');
      needs.checkClock();
      await speak(tx, needs, head.coalition, async (speaker) => {
        await speaker.say('advisory.withdrawn', { advisory: name }, null);
      });
    });
    needs.wake.ring();
  };
