// Images of posts, for whoever may read such a post. Browsers are told to make nothing of them but a picture.
import { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import type { Actor } from '../forum/policy/actor.ts';
import type { FoundImage } from '../forum/uploads/find-image.ts';
import type { Answer } from './answer.ts';
import { defineRoute, type Route } from './route.ts';

type Kind = 'whole' | 'small';

export type ImageRouteNeeds = {
  findImage(actor: Actor, digest: string): Promise<FoundImage>;
  files: {
    open(
      digest: string,
      kind: Kind,
    ): Promise<{ size: number; stream(): ReadableStream<Uint8Array>; close(): Promise<void> } | undefined>;
  };
};

/** Beyond what every answer says: also opened by itself it runs nothing and loads nothing. */
export const IMAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'content-disposition': 'inline',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const DigestParams = z.object({ digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const imageRoutes = ({ findImage, files }: ImageRouteNeeds): Route[] => {
  const show = (kind: Kind) =>
    defineRoute({
      method: 'get',
      base: '/uploads',
      path: kind === 'whole' ? '/{digest}' : '/{digest}/thumbnail',
      summary: kind === 'whole' ? 'An image of a post' : 'An image of a post, small',
      tag: 'uploads',
      auth: 'none',
      params: DigestParams,
      answers: {},
      async handler({ actor, params: { digest }, header }): Promise<Answer> {
        const { type, open } = await findImage(actor, digest);
        // The bytes never change, who may have them does: so it is asked each time.
        const headers = {
          ...IMAGE_HEADERS,
          'cache-control': open ? 'no-cache' : 'private, no-cache',
          vary: 'authorization, cookie',
          etag: `"${digest}${kind === 'small' ? '-small' : ''}"`,
        };
        const tags = header('if-none-match')?.split(',') ?? [];
        if (tags.some((tag) => tag.trim().replace(/^W\//, '') === headers.etag))
          return { status: 304, type: null, body: null, headers };
        const file = await files.open(digest, kind);
        if (!file) throw new Refusal('not-found', 'There is nothing here, or not for you.');
        return {
          status: 200,
          type: kind === 'small' ? 'image/webp' : type,
          body: file.stream(),
          headers: { ...headers, 'content-length': String(file.size) },
        };
      },
    });
  return [show('whole'), show('small')];
};
