// The instance's own texts: /rules, /privacy, /imprint.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { TextKind } from '../../db/tables/coming-in.ts';
import { type InstanceText, textKinds } from '../../forum/instance/text-store.ts';
import { defineRoute, type Route } from '../route.ts';
import { type PageBase, pageCommon } from './page-needs.ts';
import { textPage } from './text-page.tsx';

export type TextNeeds = PageBase & {
  readText(kind: TextKind, version?: number): Promise<InstanceText & { html: string }>;
  listVersions(kind: TextKind, cursor?: string): Promise<Page<{ version: number; at: number }>>;
};

const Query = z.object({ version: z.coerce.number().int().min(1).max(999_999_999).optional() });

export const textRoutes = (needs: TextNeeds): Route[] =>
  textKinds.map((kind) =>
    defineRoute({
      ...pageCommon(needs),
      method: 'get',
      path: `/${kind}`,
      summary: `The ${kind} of the instance`,
      query: Query,
      async handler(call) {
        const text = await needs.readText(kind, call.query.version);
        const { items } = await needs.listVersions(kind);
        return textPage({ look: await needs.lookOf(call), text, versions: items });
      },
    }),
  );
