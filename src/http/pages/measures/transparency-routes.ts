// The figures of moderation for any period, in days of UTC.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { said } from '../../../base/said.ts';
import { defineRoute, type Route } from '../../route.ts';
import { orAgain } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { MeasureNeeds } from './measures-needs.ts';
import { type Days, transparencyPage } from './transparency-page.tsx';

const DAY = 86_400_000;
const DEFAULT_DAYS = 30;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Epoch milliseconds of its first. @throws Refusal `invalid` */
const startOf = (field: string, day: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  // 31 February is taken as a day of March.
  if (Number.isNaN(at) || dayOf(at) !== day)
    throw new Refusal('invalid', said`${field}: must be a day like 2026-01-31.`, { field });
  return at;
};

export const transparencyRoutes = (needs: MeasureNeeds): Route[] => {
  const { moderation, lookOf, clock } = needs;
  const day = z.string().max(20).optional();
  return [
    defineRoute({
      ...pageCommon(needs),
      method: 'get',
      path: '/transparency',
      summary: 'What moderators did in a period, as figures',
      rate: 'search',
      query: z.object({ from: day, to: day }),
      async handler(call) {
        await moderation.checkModlog(call.actor);
        const now = clock.now();
        const { from = dayOf(now - (DEFAULT_DAYS - 1) * DAY), to = dayOf(now) } = call.query;
        const days: Days = { from, to };
        const look = await lookOf(call);
        return orAgain(
          async () => {
            const period = { from: startOf('from', from), to: startOf('to', to) + DAY };
            if (period.to <= period.from) throw new Refusal('invalid', 'to: must not be before from.', { field: 'to' });
            const asked = { from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() };
            return transparencyPage({ look, days, report: { ...(await moderation.transparency(period)), asked } });
          },
          ({ problem }) => transparencyPage({ look, days, report: undefined, problem }),
        );
      },
    }),
  ];
};
