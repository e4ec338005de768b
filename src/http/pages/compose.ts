// What happens to a text that a member sends: it is shown, kept as a draft, given an image, or said.
import { Refusal } from '../../base/errors.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import type { Upload } from '../../forum/uploads/upload-store.ts';
import type { Draft } from '../../forum/writing/draft-store.ts';
import { type DraftInput, draftInput } from '../../forum/writing/keep-draft.ts';
import { type Answer, seeOther } from '../answer.ts';
import { check } from '../input.ts';
import type { Call } from '../route.ts';
import { type Composed, composedOf, type DraftPlace, type Shown } from './composed.ts';
import { orAgain, refuseOtherSites } from './form.ts';
import { createFileForms } from './form-files.ts';

export type ComposeNeeds = {
  publicUrl: string;
  preview(markdown: string): string;
  keepDraft(actor: Actor, name: string, input: DraftInput): Promise<Draft>;
  dropDraft(actor: Actor, name: string): Promise<void>;
  keepUpload(actor: Actor, read: () => Promise<Uint8Array>): Promise<Upload>;
};

type Sent = Pick<Call<'none'>, 'actor' | 'bytes' | 'header'>;

export type Writing = {
  draft: DraftPlace;
  again(shown: Shown): Answer | Promise<Answer>;
  /** Says it, and answers where it is seen. */
  say(composed: Composed): Promise<string>;
};

/** The draft may have been dropped in another window. */
const unlessGone = async (dropping: Promise<void>): Promise<void> => {
  try {
    await dropping;
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'not-found')) throw error;
  }
};

const withImage = (composed: Composed, { digest: id }: Pick<Upload, 'digest'>): Composed =>
  composed.images.some((image) => image.id === id)
    ? composed
    : { ...composed, images: [...composed.images, { id, alt: '', decorative: false }] };

export const createCompose = (needs: ComposeNeeds) => {
  const readForm = createFileForms(needs);

  const keep = async (actor: Actor, { name, for: target }: DraftPlace, composed: Composed): Promise<Shown> => {
    const { title = '', body, parent, version } = composed;
    const input = { for: target, parent: parent === '' ? null : parent, title, body, version };
    const kept = await needs.keepDraft(actor, name, check(draftInput, input));
    return { ...composed, version: kept.version, keptAt: new Date(kept.at).toISOString() };
  };

  /** @throws Refusal `unauthenticated`, `forbidden`; others show the form again */
  return async ({ actor, bytes, header }: Sent, { draft, again, say }: Writing): Promise<Answer> => {
    refuseOtherSites(needs.publicUrl, header);
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { fields, file } = await readForm(member, { bytes, header });
    let composed = composedOf(fields);
    return orAgain(
      async () => {
        if (file) composed = withImage(composed, await needs.keepUpload(actor, async () => file));
        if (fields.preview) return again({ ...composed, preview: needs.preview(composed.body) });
        if (fields.keep) return again(await keep(actor, draft, composed));
        if (fields.add || fields.drop) return again(composed);
        const path = await say(composed);
        await unlessGone(needs.dropDraft(actor, draft.name));
        return seeOther(path);
      },
      ({ problem }) => again({ ...composed, problem }),
    );
  };
};
export type Compose = ReturnType<typeof createCompose>;
