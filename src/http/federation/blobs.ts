// A door for peers: an image that an entry on a plank names, from whoever has it (protocol.md, Exchange).
import { z } from 'zod';
import { findSharedBlob } from '../../federation/blobs/blob-store.ts';
import { type Answer, json } from '../answer.ts';
import { PROBLEM_TYPE } from '../failure.ts';
import { defineRoute, type Route } from '../route.ts';
import { type CallerNeeds, checkCaller, refusedCall } from './caller.ts';

export type BlobRouteNeeds = CallerNeeds & {
  files: {
    open(digest: string, kind: 'whole'): Promise<{ size: number; stream(): ReadableStream<Uint8Array> } | undefined>;
  };
};

const notHere: Answer = {
  ...json(404, {
    type: 'about:blank',
    title: 'Not here',
    status: 404,
    code: 'not-found',
    detail: 'No such blob here.',
  }),
  type: PROBLEM_TYPE,
  headers: { 'cache-control': 'no-store' },
};

export const blobRoutes = (needs: BlobRouteNeeds): Route[] => {
  const check = checkCaller(needs);
  return [
    defineRoute({
      method: 'get',
      base: '/federation/v1',
      path: '/blobs/{digest}',
      summary: 'Between instances',
      tag: 'federation',
      auth: 'own',
      rate: 'off',
      params: z.object({ digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
      answers: {},
      async handler({ params: { digest }, header, now }): Promise<Answer> {
        const path = `/federation/v1/blobs/${digest}`;
        const checked = await check({ method: 'GET', path, body: async () => new Uint8Array(), header });
        if (!checked.ok) return refusedCall(checked, now);
        if (!(await findSharedBlob(needs.db.read, digest))) return notHere;
        const file = await needs.files.open(digest, 'whole');
        if (!file) return notHere;
        const headers = { 'cache-control': 'no-store', 'content-length': String(file.size) };
        return { status: 200, type: 'application/octet-stream', body: file.stream(), headers };
      },
    }),
  ];
};
