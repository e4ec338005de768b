// What doors for peers share: the caller is checked before the body is read, and refusals say why.
import type { z } from 'zod';
import { parseStrictJson } from '../../base/strict-json.ts';
import { type Answer, json } from '../answer.ts';
import { PROBLEM_TYPE } from '../failure.ts';
import { defineRoute, type Route } from '../route.ts';
import { type CallerNeeds, checkCaller, refusedCall } from './caller.ts';

export const ELSEWHERE = 'coalition: not that of the call token';

export type Handled = { caller: string; coalition: string; bytes: Uint8Array };

export const problem = (status: number, detail: string): Answer => ({
  ...json(status, { type: 'about:blank', title: 'The request is refused', status, code: 'invalid', detail }),
  type: PROBLEM_TYPE,
});

export const readJson = <T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
): { ok: true; value: T } | { ok: false; why: string } => {
  let value: unknown;
  try {
    value = parseStrictJson(Buffer.from(bytes).toString());
  } catch {
    return { ok: false, why: 'not strict JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, why: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not as it should be'}` };
};

/** POST below /federation/v1, for whoever brings a call token that is good. */
export const peerRoute = (needs: CallerNeeds) => {
  const check = checkCaller(needs);
  return (
    path: string,
    takes: readonly string[],
    bodyLimit: number,
    handle: (call: Handled) => Promise<Answer>,
  ): Route =>
    defineRoute({
      method: 'post',
      base: '/federation/v1',
      path,
      summary: 'Between instances',
      tag: 'federation',
      auth: 'own',
      rate: 'off',
      takes,
      late: true,
      bodyLimit,
      answers: {},
      async handler({ bytes, header, now }) {
        // Read once the signature of the call holds: a stranger's body is not worth the memory.
        let body: Uint8Array = new Uint8Array();
        const read = async () => {
          body = await bytes();
          return body;
        };
        const checked = await check({ method: 'POST', path: `/federation/v1${path}`, body: read, header });
        if (!checked.ok) return refusedCall(checked, now);
        return handle({ caller: checked.caller, coalition: checked.coalition, bytes: body });
      },
    });
};
