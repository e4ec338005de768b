// A door for peers: direct messages that belong in no journal (protocol.md, Exchange).
import { answerTo } from '../../federation/messages/answer-message.ts';
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

export const messageRoutes = (needs: CallerNeeds & ReceiveNeeds): Route[] => {
  const call = peerRoute(needs);
  const receive = receiveMessage(needs);
  return [
    call('/messages', ['application/json'], MESSAGE_BYTES, async ({ caller, coalition, bytes }): Promise<Answer> => {
      const message = readJson(bytes, messageSchema);
      if (!message.ok) return problem(400, message.why);
      if (message.value.coalition !== coalition) return problem(400, ELSEWHERE);
      const { status, body, headers } = answerTo(message.value.id, await receive(caller, message.value));
      const answer = json(status, body, headers);
      return status === 200 ? answer : { ...answer, type: PROBLEM_TYPE };
    }),
  ];
};
