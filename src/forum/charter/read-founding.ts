// Drafts as an admin reads them before signing: what they say, who founds with which key, and who has signed.
import type { Reader } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { Charter } from './charter.ts';
import { fingerprintOf } from './fingerprint.ts';
import { foundedAt } from './founding-draft.ts';
import {
  type Founding,
  type FoundingState,
  findFounding,
  listFoundings,
  messagesOfFounding,
  readKeptDraft,
} from './founding-store.ts';

export type FounderView = {
  id: string;
  url: string;
  name: string;
  /** Of the governance key, to be read aloud: 16 groups of 4 hexadecimal digits. */
  fingerprint: string;
  signed: boolean;
  /** Whether it is this instance. */
  self: boolean;
};

export type FoundingView = {
  hash: string;
  state: FoundingState;
  name: string;
  /** ISO instant of the founding. */
  at: string;
  planks: readonly Pick<Charter['planks'][number], 'slug' | 'title' | 'text' | 'audience' | 'termDays'>[];
  rules: Charter['rules'];
  founders: readonly FounderView[];
};

type Needs = { db: { readonly read: Reader }; origin: string };

const viewOf = (founding: Founding, signed: ReadonlyMap<string, string>, self: string): FoundingView => {
  const charter = readKeptDraft(founding);
  return {
    hash: founding.hash,
    state: founding.state,
    name: charter.name,
    at: foundedAt(charter),
    planks: charter.planks.map(({ slug, title, text, audience, termDays }) => ({
      slug,
      title,
      text,
      audience,
      termDays,
    })),
    rules: charter.rules,
    founders: charter.constituents.map(({ id, url, name, gov }) => ({
      id,
      url,
      name,
      fingerprint: fingerprintOf(gov),
      signed: signed.has(id),
      self: id === self,
    })),
  };
};

/** Undefined when there is no such draft. @throws Refusal `forbidden` */
export const readFounding =
  ({ db, origin }: Needs) =>
  async (actor: Actor, hash: string): Promise<FoundingView | undefined> => {
    may(actor, { do: 'found-coalition' });
    const founding = await findFounding(db.read, hash);
    return founding && viewOf(founding, await messagesOfFounding(db.read, hash), origin);
  };

/** Newest first, those refused and that in force included. @throws Refusal `forbidden` */
export const readFoundings =
  ({ db, origin }: Needs) =>
  async (actor: Actor): Promise<FoundingView[]> => {
    may(actor, { do: 'found-coalition' });
    const views: FoundingView[] = [];
    for (const founding of await listFoundings(db.read))
      views.push(viewOf(founding, await messagesOfFounding(db.read, founding.hash), origin));
    return views;
  };
