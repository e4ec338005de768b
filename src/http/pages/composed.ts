// What a member is writing, between the form and the verbs: its text, its images, and the draft that keeps it.
import { z } from 'zod';
import type { Draft, DraftTarget } from '../../forum/writing/draft-store.ts';
import type { Problem } from '../failure.ts';

export type ComposedImage = { id: string; alt: string; decorative: boolean };

export type Composed = {
  /** Undefined where there is none to write: in replies. */
  title?: string | undefined;
  body: string;
  /** The post that is answered; `''`: the thread. */
  parent: string;
  /** On boards: the thread on a plank that a new one is about. */
  about: string;
  images: readonly ComposedImage[];
  acknowledged: boolean;
  /** Of the draft that it was last kept as; undefined: it is kept as none. */
  version?: number | undefined;
};

/** How the form shows it. */
export type Shown = Composed & {
  problem?: Problem | undefined;
  /** Safe HTML. */
  preview?: string | undefined;
  /** When the draft was kept, ISO. */
  keptAt?: string | undefined;
};

/** Which draft keeps it: one for each place, thread and post. */
export type DraftPlace = { name: string; for: DraftTarget };

export const draftOfPlace = (kind: 'board' | 'plank', slug: string): DraftPlace => ({
  name: `new:${kind}:${slug}`,
  for: { kind, name: slug },
});
export const draftOfThread = (name: string): DraftPlace => ({
  name: `reply:${name}`.slice(0, 100),
  for: { kind: 'thread', name },
});
export const draftOfPost = (name: string): DraftPlace => ({
  name: `edit:${name}`.slice(0, 100),
  for: { kind: 'post', name },
});

const version = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const IMAGE = /^alt-([A-Za-z0-9_-]{43})$/;

const imagesOf = (fields: Record<string, string>): ComposedImage[] =>
  Object.keys(fields).flatMap((name) => {
    const id = IMAGE.exec(name)?.[1];
    if (id === undefined || fields.drop === id) return [];
    const decorative = fields[`decorative-${id}`] === 'yes';
    return [{ id, alt: decorative ? '' : (fields[name] ?? ''), decorative }];
  });

/** Out of a form, whatever is in it: the verbs check. */
export const composedOf = (fields: Record<string, string>): Composed => ({
  title: fields.title,
  body: fields.body ?? '',
  parent: fields.parent ?? '',
  about: fields.about ?? '',
  images: imagesOf(fields),
  acknowledged: fields.acknowledged === 'yes',
  version: version.safeParse(fields.version).data,
});

export const composedOfDraft = ({ title, body, parent, version: kept, at }: Draft, titled: boolean): Shown => ({
  title: titled ? title : undefined,
  body,
  parent: parent ?? '',
  about: '',
  images: [],
  acknowledged: false,
  version: kept,
  keptAt: new Date(at).toISOString(),
});

export const nothingYet = (titled: boolean): Composed => ({
  title: titled ? '' : undefined,
  body: '',
  parent: '',
  about: '',
  images: [],
  acknowledged: false,
});

/** As the verbs take it. */
export const inputOf = ({ title, body, parent, about, images, acknowledged }: Composed) => ({
  body,
  acknowledged,
  ...(title === undefined ? {} : { title }),
  ...(parent === '' ? {} : { parent }),
  ...(about.trim() === '' ? {} : { about: about.trim() }),
  ...(images.length === 0
    ? {}
    : {
        attachments: images.map(({ id, alt, decorative }) => ({
          upload: id,
          alt,
          ...(decorative ? { decorative } : {}),
        })),
      }),
});
