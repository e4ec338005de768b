// A member reports a post: the very revision that they read, kept for those who decide.
import { invalid, Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newPublicId } from '../identity/secret.ts';
import { personText } from '../moderation/resolve-subject.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember, mayUnveil } from '../policy/may.ts';
import { scopeOf, subjectText } from '../policy/measures.ts';
import { findPost, type PostInPlace, placeOf } from '../threads/post-store.ts';
import { keepSnapshot } from '../threads/snapshot-store.ts';
import { gather } from './gather.ts';
import { checkReport, checkReporter, type PostReportInput, type Receipt, reportedBefore } from './report-input.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const authorOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('author').select(['origin', 'public_id']).where('id', '=', p.id),
);

const kept = query<{ post: number; seq: number }>()((db, p) =>
  db.selectFrom('revision').select(['title', 'body', 'at']).where('post_id', '=', p.post).where('seq', '=', p.seq),
);

/** What a post says, or said, as it is kept here; undefined where it never did, or that is gone. */
export const wordsOfRevision = async (reader: Reader, post: PostInPlace, seq: number) =>
  seq === post.edit_seq
    ? { title: post.title, body: post.body, at: post.edited_at ?? post.at }
    : reader.get(kept, { post: post.id, seq });

/** What a case about a post says of it. @param home the origin of this instance */
export const reportedPost = async (reader: Reader, home: string, post: PostInPlace) => {
  const author = await reader.get(authorOf, { id: post.author_id });
  const key = { origin: post.origin, seq: post.seq };
  return {
    subject: subjectText({ kind: 'post', key }),
    scope: scopeOf({ kind: post.place_kind, slug: post.place_slug }),
    person: author ? personText({ member: author.public_id, origin: author.origin || home }) : '',
    revision: post.edit_seq,
  };
};

/**
 * @throws Refusal `not-found`, `unauthenticated`, `invalid` (words, revision, name), `gone`, `conflict` (reported before), `too-many`,
 * `sanctioned`
 */
export const reportPost =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, input: PostReportInput, alongside?: Alongside<Receipt>): Promise<Receipt> => {
    const words = checkReport(input);
    const { reason } = input;
    const receipt = await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      const post = await findPost(tx, key);
      if (!post) throw new Refusal('not-found', 'There is no such post.');
      const member = mayAsMember(actor, { do: 'report', place: placeOf(post) });
      const veiled = post.veiled === 1 && !mayUnveil(actor, { kind: post.place_kind, slug: post.place_slug }, null);
      if (post.state !== 'live' || veiled)
        throw new Refusal('gone', said`The words of ${nameOfPost(key)} are not here any more.`);
      if (post.author_member_id === member.memberId)
        throw new Refusal('invalid', 'name: this is your own post. You may edit or delete it.', { field: 'name' });
      await checkReporter(tx, member, at);
      const id = newPublicId(needs.chance);
      const { revision = post.edit_seq } = input;
      const text = await wordsOfRevision(tx, post, revision);
      if (!text) throw invalid('revision', said`there is no such revision, or not any more.`);
      const reported = { ...(await reportedPost(tx, needs.origin, post)), revision };
      const gathered = await gather(
        tx,
        needs.chance,
        { ...reported, reason, at },
        { publicId: id, memberId: member.memberId, peer: '', handle: '', words },
      );
      if (!gathered) throw reportedBefore();
      const { found, outcome } = gathered;
      await keepSnapshot(tx, { ...key, revision, caseId: found.id, ...text });
      const answer: Receipt = { id, reason, at, outcome };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'report.received', at, data: { report: id, case: found.public_id } });
      return answer;
    });
    needs.wake.ring();
    return receipt;
  };
