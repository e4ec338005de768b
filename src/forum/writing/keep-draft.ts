// A member keeps a draft. It is nobody else's business, so no event tells of it.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { rule, said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { BODY_LENGTH, STORABLE, storable, TITLE_LENGTH } from '../threads/input.ts';
import { countDrafts, type Draft, findDraft, insertDraft, updateDraft } from './draft-store.ts';

const DRAFTS = 100;

const text = (most: number) =>
  z
    .string()
    .refine((value) => value.length <= most, rule`at most ${most} characters (UTF-16 units)`)
    .meta({ maxLength: most })
    .refine(storable, STORABLE)
    .default('');

/** Half-written: it need not keep the rules that what is said must keep, except for its length. */
export const draftInput = z.object({
  for: z
    .object({
      kind: z
        .enum(['board', 'plank', 'thread', 'post'])
        .meta({ description: 'A place for a new thread, a thread to reply in, a post to change.' }),
      name: z.string().min(1).max(300).refine(storable, STORABLE),
    })
    .meta({ id: 'DraftTarget' }),
  parent: z.string().max(300).refine(storable, STORABLE).nullable().default(null),
  title: text(TITLE_LENGTH),
  body: text(BODY_LENGTH),
  version: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'That of the draft that this one replaces; left out: a new one.' }),
});
export type DraftInput = z.infer<typeof draftInput>;

/** @throws Refusal `unauthenticated`, `conflict` (there is another version), `too-many` */
export const keepDraft =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async (actor: Actor, name: string, { version, ...input }: DraftInput): Promise<Draft> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const draft = { ...input, name, at: clock.now() };
    await db.write(async (tx) => {
      const done =
        version === undefined
          ? await insertDraft(tx, memberId, draft)
          : await updateDraft(tx, memberId, draft, version);
      if (!done) {
        const there = (await findDraft(tx, memberId, name))?.version;
        const what =
          there === undefined ? said`there is no such draft any more` : said`the draft is at version ${there} now`;
        throw new Refusal('conflict', said`version: ${what}.`, { field: 'version' });
      }
      if (version === undefined && (await countDrafts(tx, memberId)) > DRAFTS)
        throw new Refusal('too-many', said`At most ${DRAFTS} drafts are kept: drop one first.`);
    });
    return { ...draft, version: (version ?? 0) + 1 };
  };
