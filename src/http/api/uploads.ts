// Images on their way into a post: sent first, then named with a text that says what they show.
import { z } from 'zod';
import type { Actor } from '../../forum/policy/actor.ts';
import { UPLOAD_BYTES, type Uploads } from '../../forum/uploads/keep-upload.ts';
import type { Upload } from '../../forum/uploads/upload-store.ts';
import { created, nothing, ok } from '../answer.ts';
import { createRoom } from '../room.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type UploadRouteNeeds = {
  keepUpload(actor: Actor, read: () => Promise<Uint8Array>): Promise<Upload>;
  dropUpload(actor: Actor, id: string): Promise<void>;
  readUploads(actor: Actor): Promise<Uploads>;
};

const UploadShape = z
  .object({
    id: z
      .string()
      .meta({ description: 'SHA-256 of the bytes as they are kept, base64url: the same image has the same id.' }),
    url: z.string(),
    thumbnail: z.string(),
    type: z.string(),
    size: z.int(),
    width: z.int(),
    height: z.int(),
    at: Time,
  })
  .meta({ id: 'Upload' });

const shapeOf = ({ digest, type, size, width, height, at }: Upload) => ({
  id: digest,
  url: `/uploads/${digest}`,
  thumbnail: `/uploads/${digest}/thumbnail`,
  ...{ type, size, width, height, at: isoTime(at) },
});

const tag = 'uploads';
const IdParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const uploadRoutes = (needs: UploadRouteNeeds): Route[] => {
  const room = createRoom();
  return [
    defineRoute({
      method: 'post',
      path: '/me/uploads',
      summary:
        'Send an image, for a post to name within a day. What it is shows in its bytes; it is written anew, without EXIF',
      tag,
      auth: 'member',
      takes: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
      late: true,
      bodyLimit: UPLOAD_BYTES,
      answers: { 201: UploadShape },
      handler: ({ actor, bytes }) =>
        room(actor.memberId, async () => {
          const upload = shapeOf(await needs.keepUpload(actor, bytes));
          return created(upload, upload.url);
        }),
    }),
    defineRoute({
      method: 'get',
      path: '/me/uploads',
      summary: 'Images of yours that no post names yet, and the room that all your images take',
      tag,
      auth: 'member',
      answers: {
        200: pageOf(UploadShape).extend({
          used: z.int().meta({ description: 'Bytes: these, and what your posts show.' }),
          quota: z.int(),
        }),
      },
      async handler({ actor }) {
        const { items, used, quota } = await needs.readUploads(actor);
        return ok({ items: items.map(shapeOf), next: null, used, quota });
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/me/uploads/{id}',
      summary: 'Drop an image that no post names yet',
      tag,
      auth: 'member',
      params: IdParams,
      answers: { 204: null },
      async handler({ actor, params }) {
        await needs.dropUpload(actor, params.id);
        return nothing;
      },
    }),
  ];
};
