// What is held, at the desk: what waits here, and first posts of filtered peers.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { parsePostName } from '../../../base/names.ts';
import type { HeldFromPeer } from '../../../forum/moderation/held-from-peers.ts';
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { named } from '../../desk-filter.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, safePath, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import type { Listed, PostCard } from '../parts.tsx';
import { Did, done } from './desk-frame.tsx';
import { HeldAsked, PeersAsked } from './desk-query.ts';
import { orUnknown, scopesFor } from './filter-form.tsx';
import { HELD, HELD_PEERS, heldDesk } from './held-desk.tsx';
import { type HeldThere, heldElsewhere } from './held-elsewhere.tsx';
import type { HeldAgain } from './held-post.tsx';
import { actionPath } from './log-page.tsx';
import { Cursor, type ModerationNeeds, ROWS } from './moderation-needs.ts';

type Asking = Asked & { actor: Actor };
type Shown = z.output<typeof Query> & { again?: HeldAgain };

const DAY = 86_400_000;
const Query = HeldAsked.extend({ cursor: Cursor, did: Did });
const none = { items: [], next: null };

/** Its images, with the eyes of this moderator. */
const withImages = async (
  { reads }: ModerationNeeds,
  actor: Actor,
  { items, next }: Listed<HeldFromPeer>,
): Promise<Listed<HeldThere>> => {
  const shown: HeldThere[] = [];
  for (const one of items) {
    const key = parsePostName(one.post);
    const card: PostCard | undefined = key && JSON.parse(await reads.post(actor, key));
    shown.push({ ...one, images: card?.attachments ?? [] });
  }
  return { items: shown, next };
};

export const heldRoutes = (needs: ModerationNeeds): Route[] => {
  const { moderation, reads, lookOf, publicUrl, clock } = needs;
  const common = pageCommon(needs);

  /** What was not taken stands alone: nobody looks for it in the list. */
  const listed = async (
    { actor }: Asking,
    { cursor, did: _did, again, ...asked }: Shown,
  ): Promise<Listed<HeldView>> => {
    if (!again) return moderation.waitingHeld(actor, { ...(await named(needs, actor, asked)), cursor, limit: ROWS });
    const one = await moderation.readHeld(actor, again.id);
    return { items: one.state === 'held' ? [one] : [], next: null };
  };
  const show = async (call: Asking, shown: Shown): Promise<Answer> => {
    const { cursor, did, again, ...asked } = shown;
    const scopes = await scopesFor(reads, call.actor);
    const paged = cursor !== undefined || again !== undefined;
    const around = { look: await lookOf(call), asked, scopes, paged, did, again };
    return orUnknown(
      async () => heldDesk({ ...around, held: await listed(call, shown) }),
      (unknown) => heldDesk({ ...around, held: none, unknown }),
    );
  };

  const confirm = async (actor: Actor, id: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const { unconfirmed } = await moderation.readHeld(actor, id);
    if (unconfirmed === null) throw new Refusal('conflict', 'This action has been confirmed already.');
    const days = Number(fields[`days-${unconfirmed}`]) || 7;
    const lasts = { until: clock.now() + days * DAY };
    await moderation.confirmAction(actor, unconfirmed, { lasts, words: fields.words });
  };
  const decide = async (actor: Actor, id: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const { words = '' } = fields;
    const back = done(safePath(fields.next ?? HELD));
    if (fields.do === 'confirm') {
      await confirm(actor, id, fields);
      return back;
    }
    if (fields.do !== 'release' && fields.do !== 'refuse')
      throw new Refusal('invalid', 'release: must be yes or no.', { field: 'release' });
    const { action, awaits } = await moderation.decideHeld(actor, id, { release: fields.do === 'release', words });
    // Nothing has happened yet: its page says who has to agree.
    return action !== null && awaits !== '' ? `${actionPath(action)}?did=decided` : back;
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: HELD,
      summary: 'What waits to be looked at',
      query: Query,
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.query) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: HELD_PEERS,
      summary: 'First posts of filtered peers',
      query: PeersAsked.extend({ cursor: Cursor, did: Did }),
      async handler(call) {
        const { actor } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const { cursor, did, ...asked } = call.query;
        const scopes = await scopesFor(reads, actor);
        const around = { look: await lookOf(call), asked, scopes, paged: cursor !== undefined, did };
        return orUnknown(
          async () => {
            const page = { ...(await named(needs, actor, asked)), cursor, limit: ROWS };
            const held = await moderation.heldFromPeers(actor, page);
            return heldElsewhere({ ...around, held: await withImages(needs, actor, held) });
          },
          (unknown) => heldElsewhere({ ...around, held: none, unknown }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${HELD}/{id}`,
      summary: 'Let a held post through, or not, or let it wait longer',
      params: z.object({ id: z.string().max(64) }),
      takes: [FORM_TYPE],
      handler(call) {
        const fields = readForm(call, publicUrl);
        const { actor, params } = call;
        return orAgain(
          async () => seeOther(await decide(actor, params.id, fields)),
          ({ problem }) =>
            show(call, { ...Query.parse({}), again: { id: params.id, words: fields.words ?? '', problem } }),
        );
      },
    }),
  ];
};
