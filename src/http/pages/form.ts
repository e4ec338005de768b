// What a form sends, read and checked. It comes from our own pages or it is refused.
import { Refusal } from '../../base/errors.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../answer.ts';
import { type Failure, failureOf } from '../failure.ts';
import { refuseNul } from '../input.ts';
import { sameOrigin } from '../who.ts';
import { isTokenOf, TOKEN_FIELD } from './form-token.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Before anything else is done for it. @throws Refusal `forbidden` where another site sent it */
export const refuseOtherSites = (publicUrl: string, header: (name: string) => string | undefined): void => {
  if (!sameOrigin(publicUrl, header))
    throw new Refusal('forbidden', 'This came from another site, so it was not done.');
};

type Sent = { body: Uint8Array; header(name: string): string | undefined; actor: Pick<Actor, 'kind'> };

/**
 * The fields of a form by name, the last one where a name comes twice; from our own pages, as the browser says.
 * @throws Refusal `forbidden` where another site sent it, `invalid`
 */
export const fieldsOf = ({ body, header }: Omit<Sent, 'actor'>, publicUrl: string): Record<string, string> => {
  // Signing in needs it too, though no cookie is sent yet: nobody signs others in under a name that is not theirs.
  refuseOtherSites(publicUrl, header);
  const fields = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
  // Browsers send line ends as CR LF.
  for (const name in fields) fields[name] = fields[name]?.replaceAll('\r\n', '\n') ?? '';
  refuseNul(fields);
  return fields;
};

/**
 * The same, with proof: the form came with a page of ours that this very browser was shown.
 * @throws Refusal `forbidden`, `invalid`
 */
export const readForm = (sent: Sent, publicUrl: string): Record<string, string> => {
  const { [TOKEN_FIELD]: token = '', ...fields } = fieldsOf(sent, publicUrl);
  if (!isTokenOf(token, publicUrl, sent.header, sent.actor.kind === 'member'))
    throw new Refusal('forbidden', 'This form is out of date: load its page again, and send it then.');
  return fields;
};

/** Shows the form again with what was typed and why it was not taken. What is nobody's fault goes on to the server. */
export const orAgain = async (
  act: () => Promise<Answer>,
  again: (failure: Failure) => Answer | Promise<Answer>,
): Promise<Answer> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const failure = failureOf(error);
    const answer = await again(failure);
    return { ...answer, headers: { ...answer.headers, ...failure.headers } };
  }
};

/** To the form that signs in, and back to `path` from there. */
export const signInFirst = (path: string): Answer => seeOther(`/sign-in?next=${encodeURIComponent(path)}`);

/** A path on this instance, or the front page: whatever an address brought. */
export const safePath = (path: string | undefined): string =>
  path && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && path.length <= 1000 ? path : '/';
