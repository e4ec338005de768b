// What the sender of a message is answered: it names the message, so that nothing said in between settles it.
import type { Received } from './receive-message.ts';

const STATUS = { refused: 422, later: 429, forbidden: 403 } as const;

export type MessageAnswer = { status: number; body: object; headers: Record<string, string> };

/** @param id of the message. All but `taken` are problem details. */
export const answerTo = (id: string, received: Received): MessageAnswer => {
  if (received.state === 'taken') return { status: 200, body: { id, state: 'taken' }, headers: {} };
  const { state, code, why } = received;
  const status = STATUS[state];
  const body = { type: 'about:blank', title: 'The message is not taken', status, code, detail: why, id, state };
  return { status, body, headers: state === 'later' ? { 'retry-after': String(received.retryAfter) } : {} };
};
