// Forms that may bring an image: sent in parts (multipart/form-data) by browsers, or as plain fields by others.
import { Refusal } from '../../base/errors.ts';
import type { MemberActor } from '../../forum/policy/actor.ts';
import { UPLOAD_BYTES } from '../../forum/uploads/keep-upload.ts';
import { BODY_LIMIT } from '../body.ts';
import { createRoom } from '../room.ts';
import { FORM_TYPE, readForm } from './form.ts';

export const FILES_TYPE = 'multipart/form-data';
export const FILES_LIMIT = UPLOAD_BYTES + BODY_LIMIT;
/** How a route takes such forms: nobody's body is read before the handler knows who sends it. */
export const takesFiles = { takes: [FORM_TYPE, FILES_TYPE], late: true, bodyLimit: FILES_LIMIT };

type Sent = { bytes(): Promise<Uint8Array>; header(name: string): string | undefined };
export type Filled = { fields: Record<string, string> /** The file that was chosen, if any. */; file?: Uint8Array };

const parts = async (body: Uint8Array, type: string): Promise<FormData> => {
  try {
    return await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw new Refusal('invalid', 'The form could not be read: send it again.', { cause });
  }
};

/**
 * Fields of a form and the one file it may bring, for a member; from our own pages (see `refuseOtherSites`).
 * @throws Refusal `forbidden`, `invalid`, `too-large`, `too-many`, `unavailable`
 */
export const createFileForms = ({ publicUrl }: { publicUrl: string }) => {
  const room = createRoom();
  return (actor: MemberActor, { bytes, header }: Sent): Promise<Filled> =>
    room(actor.memberId, async () => {
      const body = await bytes();
      const type = header('content-type') ?? '';
      if (!type.toLowerCase().startsWith(FILES_TYPE)) return { fields: readForm({ body, header, actor }, publicUrl) };
      const fields = new URLSearchParams();
      let file: File | undefined;
      for (const [name, value] of await parts(body, type))
        if (typeof value === 'string') fields.append(name, value);
        else if (value.size > 0) file = value;
      const read = readForm({ body: Buffer.from(fields.toString()), header, actor }, publicUrl);
      return file ? { fields: read, file: new Uint8Array(await file.arrayBuffer()) } : { fields: read };
    });
};
export type FileForms = ReturnType<typeof createFileForms>;
