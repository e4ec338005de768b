// What pages of the desk and of members' decisions know beyond other pages: what places are called, and how much waits.
import type { DeskCounts } from '../../../forum/moderation/desk-counts.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { PageBase } from '../page-needs.ts';

type Needs = PageBase & { moderation: { deskCounts(actor: Actor): Promise<DeskCounts | undefined> } };

/** Pages that name scopes. */
export const withPlaces = <N extends PageBase>(needs: N): N => ({
  ...needs,
  lookOf: async (asked) => ({ ...(await needs.lookOf(asked)), titles: await needs.placeTitles() }),
});

/** At the desk, pages say beside each part how much waits there. */
export const atDesk = <N extends Needs>(needs: N): N => ({
  ...needs,
  lookOf: async (asked) => ({
    ...(await withPlaces(needs).lookOf(asked)),
    desk: asked.actor && (await needs.moderation.deskCounts(asked.actor)),
  }),
});
