// Doors for peers: sync, entries, nudge, erasures. Thin: the caller is checked, the rest is federation/sync.
import type { Reader } from '../../db/database.ts';
import { type AnswerNeeds, answerPush, answerSync } from '../../federation/sync/answer.ts';
import type { SyncLoop } from '../../federation/sync/loop.ts';
import { nudgeSchema, syncRequestSchema } from '../../federation/sync/request.ts';
import { takeIn } from '../../federation/sync/take-in.ts';
import { listEpochs } from '../../journal/journal-store.ts';
import { ENVELOPE_BYTES, PAGE_BYTES } from '../../journal/limits.ts';
import { type Answer, json, nothing } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import type { CallerNeeds } from './caller.ts';
import { ELSEWHERE, peerRoute, problem, readJson } from './peer-route.ts';

export type ExchangeNeeds = CallerNeeds &
  AnswerNeeds & {
    loop: Pick<SyncLoop, 'nudged' | 'spread'>;
    /** The coalition that this instance is in. */
    coalition: () => Promise<string | undefined>;
  };

const NDJSON = 'application/x-ndjson';
/** Heads of 500 origins with some epochs each, ten of them with all they may have. */
const REQUEST_BYTES = 1024 * 1024;

const keysKnown = async (reader: Reader, coalition: string, caller: string): Promise<boolean> =>
  (await listEpochs(reader, coalition)).some((epoch) => epoch.origin === caller);

export const exchangeRoutes = (needs: ExchangeNeeds): Route[] => {
  const sync = answerSync(needs);
  const push = answerPush(needs);

  const refuse = (path: string, caller: string, why: string): Answer => {
    needs.log.warn({ path: `/federation/v1${path}`, caller, why }, 'refused a request');
    return problem(400, why);
  };

  const call = peerRoute(needs);

  return [
    call('/sync', ['application/json'], REQUEST_BYTES, async ({ caller, coalition, bytes }) => {
      const request = readJson(bytes, syncRequestSchema);
      if (!request.ok) return refuse('/sync', caller, request.why);
      if (request.value.coalition !== coalition) return refuse('/sync', caller, ELSEWHERE);
      const lines = await sync(caller, request.value);
      needs.wake.ring();
      return { status: 200, type: NDJSON, body: `${lines.join('\n')}\n`, headers: { 'cache-control': 'no-store' } };
    }),
    call('/entries', [NDJSON], PAGE_BYTES, async ({ caller, coalition, bytes }) => {
      const answered = await push(caller, coalition, Buffer.from(bytes).toString());
      if ('why' in answered) return problem(400, answered.why);
      needs.loop.spread();
      return json(200, answered);
    }),
    call('/nudge', ['application/json'], REQUEST_BYTES, async ({ caller, coalition, bytes }) => {
      const nudge = readJson(bytes, nudgeSchema);
      if (!nudge.ok) return refuse('/nudge', caller, nudge.why);
      if (nudge.value.coalition !== coalition) return refuse('/nudge', caller, ELSEWHERE);
      if (await keysKnown(needs.db.read, coalition, caller)) await needs.loop.nudged(caller, nudge.value);
      return { ...nothing, status: 202 };
    }),
    defineRoute({
      method: 'post',
      base: '/federation/v1',
      path: '/erasures',
      summary: 'Who left can still erase',
      tag: 'federation',
      auth: 'own',
      rate: 'write',
      takes: ['application/jose'],
      bodyLimit: ENVELOPE_BYTES,
      answers: {},
      async handler({ body }) {
        const coalition = await needs.coalition();
        if (!coalition) return problem(404, 'This instance is in no coalition.');
        const erasure = Buffer.from(body).toString().trim();
        const taken = await takeIn(needs, coalition, [{ ok: true, kind: 'erasure', erasure }]);
        const [refused] = taken.refused;
        if (refused) return problem(400, refused.why);
        needs.loop.spread();
        return { ...nothing, status: 202 };
      },
    }),
  ];
};
