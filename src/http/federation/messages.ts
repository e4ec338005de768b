// A door for peers: direct messages that belong in no journal (protocol.md, Exchange).
import {
  MESSAGE_BYTES,
  messageSchema,
  type ReceiveNeeds,
  receiveMessage,
} from '../../federation/messages/receive-message.ts';
import { type Answer, json } from '../answer.ts';
import { PROBLEM_TYPE } from '../failure.ts';
import type { Route } from '../route.ts';
import type { CallerNeeds } from './caller.ts';
import { ELSEWHERE, peerRoute, problem, readJson } from './peer-route.ts';

const STATUS = { refused: 422, later: 429, forbidden: 403 } as const;

export const messageRoutes = (needs: CallerNeeds & ReceiveNeeds): Route[] => {
  const call = peerRoute(needs);
  const receive = receiveMessage(needs);
  return [
    call('/messages', ['application/json'], MESSAGE_BYTES, async ({ caller, coalition, bytes }): Promise<Answer> => {
      const message = readJson(bytes, messageSchema);
      if (!message.ok) return problem(400, message.why);
      if (message.value.coalition !== coalition) return problem(400, ELSEWHERE);
      const { id } = message.value;
      const received = await receive(caller, message.value);
      if (received.state === 'taken') return json(200, { id, state: 'taken' });
      const { state, code, why } = received;
      const status = STATUS[state];
      const body = { type: 'about:blank', title: 'The message is not taken', status, code, detail: why, id, state };
      const headers = state === 'later' ? { 'retry-after': String(received.retryAfter) } : {};
      return { ...json(status, body, headers), type: PROBLEM_TYPE };
    }),
  ];
};
