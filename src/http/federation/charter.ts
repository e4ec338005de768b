// Doors for founding: public, limited by address, listed for admins and never acted on without one.
import { z } from 'zod';
import { CHARTER_PATH, serveCharter } from '../../federation/charter-exchange.ts';
import { FOUNDING_PATH, type FoundingNeeds, receiveFounding } from '../../federation/founding.ts';
import { ENVELOPE_BYTES } from '../../journal/limits.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';

export const charterRoutes = (needs: FoundingNeeds): Route[] => {
  const receive = receiveFounding(needs);
  const serve = serveCharter(needs);
  return [
    defineRoute({
      method: 'get',
      base: '',
      path: CHARTER_PATH,
      summary: 'The chain of certified charters',
      tag: 'federation',
      auth: 'own',
      rate: 'read',
      query: z.object({ since: z.coerce.number().int().min(0).max(1e9).default(0) }),
      answers: {},
      handler: async ({ query }) => ok(await serve(query.since)),
    }),
    defineRoute({
      method: 'post',
      base: '',
      path: FOUNDING_PATH,
      summary: 'A draft of a charter, or a founder’s word on it',
      tag: 'federation',
      auth: 'own',
      rate: 'write',
      bodyLimit: ENVELOPE_BYTES,
      body: z.unknown(),
      answers: {},
      handler: async ({ body, address }) => ok(await receive(body, address)),
    }),
  ];
};
