// One message to one peer, over HTTP.
import { z } from 'zod';
import type { PeerPost } from '../http-transport.ts';
import type { Peer } from '../sync/transport.ts';
import type { Said } from './send-messages.ts';

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES = 8 * 1024;

/** The answer names the message: what some proxy says in between settles nothing. */
const answerSchema = z.object({
  id: z.string(),
  state: z.enum(['taken', 'refused', 'later', 'forbidden']),
  code: z.string().max(64).optional(),
  detail: z.string().max(1_000).optional(),
});

const readAnswer = (body: Uint8Array): z.infer<typeof answerSchema> | undefined => {
  try {
    return answerSchema.parse(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return undefined;
  }
};

/** As it is shown to people: without what a terminal would obey. */
const plain = (text: string): string => text.slice(0, 300).replace(/[\p{Cc}\p{Cf}]/gu, '?');

/** @param body the message as JSON */
export const postMessage =
  (post: PeerPost) =>
  async (peer: Peer, body: string): Promise<Said> => {
    const { id } = JSON.parse(body) as { id: string };
    const call = { path: '/messages', type: 'application/json', body, maxBytes: ANSWER_BYTES, timeoutMs: TIMEOUT_MS };
    const answer = await post(peer, call);
    if (!answer.ok) return { kind: 'later', why: plain(answer.why) };
    const said = readAnswer(answer.body);
    if (said?.id === id && said.state === 'taken' && answer.status === 200) return { kind: 'taken' };
    if (said?.id === id && said.state === 'refused')
      return { kind: 'refused', why: plain(`${said.code ?? 'refused'}: ${said.detail ?? ''}`) };
    const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
    const why = plain(`it answered ${answer.status}${said?.detail ? `: ${said.detail}` : ''}`);
    return Number.isFinite(seconds) && seconds > 0
      ? { kind: 'later', why, retryAfter: seconds }
      : { kind: 'later', why };
  };
