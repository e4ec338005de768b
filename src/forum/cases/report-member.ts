// A member reports a member, of this instance or of another whose posts are read here: what no single post shows.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newPublicId } from '../identity/secret.ts';
import { personText } from '../moderation/resolve-subject.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { type Subject, subjectText } from '../policy/measures.ts';
import { gather } from './gather.ts';
import { checkReport, checkReporter, type Receipt, type ReportInput, reportedBefore } from './report-input.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const local = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(['id', 'public_id']).where('name', '=', p.name).where('state', '=', 'active'),
);
const remote = query<{ origin: string; name: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('public_id')
    .where('origin', '=', p.origin)
    .where('name', '=', p.name)
    .orderBy('seq', 'desc')
    .limit(1),
);

type Found = { memberId: number | null; publicId: string; origin: string };

/** @param name `ada`, or `ada@greens.example` */
const findMember = async (reader: Reader, home: string, name: string): Promise<Found | undefined> => {
  const [short = '', ...rest] = name.split('@');
  const origin = rest.join('@') || home;
  if (origin === home) {
    const row = await reader.get(local, { name: short });
    return row && { memberId: row.id, publicId: row.public_id, origin };
  }
  const row = await reader.get(remote, { origin, name: short });
  return row && { memberId: null, publicId: row.public_id, origin };
};

/** @throws Refusal `not-found`, `unauthenticated`, `invalid` (words, name), `conflict`, `too-many`, `sanctioned` */
export const reportMember =
  (needs: Needs) =>
  async (actor: Actor, name: string, input: ReportInput, alongside?: Alongside<Receipt>): Promise<Receipt> => {
    const words = checkReport(input);
    const { reason } = input;
    const receipt = await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      const member = mayAsMember(actor, { do: 'report' });
      const found = await findMember(tx, needs.origin, name);
      if (!found) throw new Refusal('not-found', 'There is no such member.');
      if (found.memberId === member.memberId) throw new Refusal('invalid', 'name: this is you.', { field: 'name' });
      await checkReporter(tx, member, at);
      const { publicId, origin } = found;
      const subject: Subject =
        found.memberId === null ? { kind: 'remote', origin, member: publicId } : { kind: 'member', member: publicId };
      const id = newPublicId(needs.chance);
      const gathered = await gather(
        tx,
        needs.chance,
        {
          subject: subjectText(subject),
          scope: found.memberId === null ? 'planks' : 'instance',
          person: personText({ member: publicId, origin }),
          revision: null,
          reason,
          at,
        },
        { publicId: id, memberId: member.memberId, peer: '', handle: '', words },
      );
      if (!gathered) throw reportedBefore();
      const { found: its, outcome } = gathered;
      const answer: Receipt = { id, reason, at, outcome };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'report.received', at, data: { report: id, case: its.public_id } });
      return answer;
    });
    needs.wake.ring();
    return receipt;
  };
