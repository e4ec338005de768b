// What helps to write, built.

import { renderMarkup } from '../base/markup.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { mayAsMember } from '../forum/policy/may.ts';
import { acknowledgePlanks } from '../forum/writing/acknowledge-planks.ts';
import { completeMention } from '../forum/writing/complete-mention.ts';
import { findDraft, listDrafts } from '../forum/writing/draft-store.ts';
import { dropDraft } from '../forum/writing/drop-draft.ts';
import { keepDraft } from '../forum/writing/keep-draft.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'wake' | 'origin'>;

export const buildWriting = (core: Needs) => ({
  keepDraft: keepDraft(core),
  dropDraft: dropDraft(core),
  acknowledgePlanks: acknowledgePlanks(core),
  completeMention: completeMention(core),
  preview: (markdown: string) => renderMarkup(markdown, { origin: core.origin }),
  findDraft: async (actor: Actor, name: string) =>
    findDraft(core.db.read, mayAsMember(actor, { do: 'manage-own-account' }).memberId, name),
  listDrafts: async (actor: Actor) =>
    listDrafts(core.db.read, mayAsMember(actor, { do: 'manage-own-account' }).memberId),
});
