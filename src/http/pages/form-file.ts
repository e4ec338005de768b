// A form that sends a file beside its fields. It comes from our own pages, with their token, or it is refused.
import { Refusal } from '../../base/errors.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { sameOrigin } from '../who.ts';
import { isTokenOf, TOKEN_FIELD } from './form-token.ts';

type Sent = { body: Uint8Array; header(name: string): string | undefined; actor: Pick<Actor, 'kind'> };

const parse = async ({ body, header }: Omit<Sent, 'actor'>): Promise<FormData> => {
  try {
    // Copied: what is parsed later must not change with a buffer that others use too.
    const headers = { 'content-type': header('content-type') ?? '' };
    return await new Response(Uint8Array.from(body), { headers }).formData();
  } catch (cause) {
    throw new Refusal('invalid', 'body: is no form.', { field: 'body', cause });
  }
};

/**
 * The bytes of the file in the field `name`; empty where none was chosen.
 * @throws Refusal `forbidden`, `invalid`
 */
export const readFileForm = async (sent: Sent, publicUrl: string, name: string): Promise<{ file: Uint8Array }> => {
  if (!sameOrigin(publicUrl, sent.header))
    throw new Refusal('forbidden', 'This came from another site, so it was not done.');
  const form = await parse(sent);
  const token = form.get(TOKEN_FIELD);
  if (typeof token !== 'string' || !isTokenOf(token, publicUrl, sent.header, sent.actor.kind === 'member'))
    throw new Refusal('forbidden', 'This form is out of date: load its page again, and send it then.');
  const file = form.get(name);
  return {
    file: file === null || typeof file === 'string' ? new Uint8Array() : new Uint8Array(await file.arrayBuffer()),
  };
};
