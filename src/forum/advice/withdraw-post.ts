// Moderators take back a post of an own member on a plank, for all to see, or let it stand again. Carried by a measure, so that its
// author is told, can appeal, and gets it back when the measure ends or is undone.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { readAction } from '../moderation/read-action.ts';
import { recordActions } from '../moderation/record-actions.ts';
import { reversalOf } from '../moderation/reverse-action.ts';
import { currentCoalition } from '../planks/facts.ts';
import { type PlankNeeds, speak } from '../planks/speak.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { findPlaceById } from '../threads/place-store.ts';
import { findPost } from '../threads/post-store.ts';

type Link = PostKey & { action: number };
const link = command<Link>()((db, p) =>
  db.insertInto('post_withdrawal').values({ origin: p.origin, seq: p.seq, action: p.action }),
);
const linked = query<PostKey>()((db, p) =>
  db.selectFrom('post_withdrawal').select('action').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const unlink = command<PostKey>()((db, p) =>
  db.deleteFrom('post_withdrawal').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const over = query()((db) =>
  db
    .selectFrom('post_withdrawal')
    .selectAll()
    .where('action', 'not in', (eb) => eb.selectFrom('measure').select('measure.action'))
    .orderBy('action')
    .limit(50),
);

export type Withdrawal = Pick<ActionDraft, 'reason' | 'rule' | 'words' | 'lasts'>;

const ownOnPlank = async (needs: PlankNeeds, actor: Actor, tx: Parameters<typeof findPost>[0], key: PostKey) => {
  const post = await findPost(tx, key);
  const place = post && (await findPlaceById(tx, post.place_id));
  if (!post || place?.kind !== 'plank') throw new Refusal('not-found', 'There is no such post on a plank.');
  may(actor, { do: 'moderate', can: 'act', scope: `plank:${place.slug}` });
  if (key.origin !== needs.origin)
    throw new Refusal('forbidden', 'Only its home instance takes a post back: advise, or collapse it here.');
  return { post, place };
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `gone`, `conflict`, `invalid`, `unavailable` */
export const withdrawPost =
  (needs: PlankNeeds) =>
  async (actor: Actor, key: PostKey, { reason, rule, words, lasts }: Withdrawal): Promise<{ action: number }> => {
    const taken = await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act' });
      await inTurn(tx, 'journal');
      const { post, place } = await ownOnPlank(needs, actor, tx, key);
      if (post.state !== 'live') throw new Refusal('gone', 'This post is not there any more.');
      const name = { origin: key.origin, seq: key.seq };
      if (await tx.get(linked, name)) throw new Refusal('conflict', 'This post has been withdrawn already.');
      needs.checkClock();
      const now = needs.clock.now();
      const { actions, events } = await recordActions(tx, { ...needs, now }, [
        { by: actor, kind: 'collapse', subject: { kind: 'post', key }, reason, rule, basis: 'own', words, lasts },
      ]);
      const [action] = actions;
      if (action?.awaits !== '')
        throw new Refusal('conflict', 'This needs a second approval: collapse it here first, then withdraw it.');
      await tx.run(link, { ...name, action: action.number });
      await appendEvents(tx, events, now);
      return speak(tx, needs, place.coalition, async (speaker) => {
        await speaker.say('post.withdrawn', { post: nameOfPost(key), reason }, null);
        return { action: action.number };
      });
    });
    needs.wake.ring();
    return taken;
  };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict`, `unavailable` */
export const reinstatePost =
  (needs: PlankNeeds) =>
  async (actor: Actor, key: PostKey, { words }: { words: string }): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'reverse' });
      await inTurn(tx, 'journal');
      const { place } = await ownOnPlank(needs, actor, tx, key);
      const name = { origin: key.origin, seq: key.seq };
      const row = await tx.get(linked, name);
      if (!row) throw new Refusal('conflict', 'This post is not withdrawn.');
      needs.checkClock();
      const now = needs.clock.now();
      const target = await readAction(tx, row.action);
      if (actor.kind === 'member' && target.person?.member === actor.publicId)
        throw new Refusal('forbidden', 'Nobody undoes a measure on themselves.');
      const draft = await reversalOf(tx, needs.origin, now, actor, target, { words });
      const { actions, events } = await recordActions(tx, { ...needs, now }, [draft]);
      await appendEvents(tx, events, now);
      if (actions[0]?.awaits !== '') return;
      await tx.run(unlink, name);
      await speak(tx, needs, place.coalition, async (speaker) => {
        await speaker.say('post.reinstated', { post: nameOfPost(key), reason: target.row.reason }, null);
      });
    });
    needs.wake.ring();
  };

/** Lets stand again what no measure carries any more. Answers how many. */
export const reinstateEnded =
  (needs: PlankNeeds) =>
  async (actor: Actor): Promise<number> => {
    if ((await needs.db.read.all(over, {})).length === 0) return 0;
    const count = await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      await inTurn(tx, 'journal');
      const rows = await tx.all(over, {});
      const head = await currentCoalition(tx);
      if (!head || rows.length === 0) return 0;
      needs.checkClock();
      for (const { origin, seq } of rows) await tx.run(unlink, { origin, seq });
      return speak(tx, needs, head.coalition, async (speaker) => {
        for (const { origin, seq, action } of rows) {
          const { row } = await readAction(tx, action);
          await speaker.say('post.reinstated', { post: nameOfPost({ origin, seq }), reason: row.reason }, null);
        }
        return rows.length;
      });
    });
    needs.wake.ring();
    return count;
  };
