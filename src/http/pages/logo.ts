// The instance's logo, small, for everybody.
import { Refusal } from '../../base/errors.ts';
import type { Answer } from '../answer.ts';
import { IMAGE_HEADERS } from '../images.ts';
import { defineRoute, type Route } from '../route.ts';
import type { PageBase } from './page-needs.ts';

export type LogoNeeds = Pick<PageBase, 'instanceFacts'> & {
  files: {
    open(
      digest: string,
      kind: 'small',
    ): Promise<{ size: number; stream(): ReadableStream<Uint8Array>; close(): Promise<void> } | undefined>;
  };
};

export const logoRoutes = ({ instanceFacts, files }: LogoNeeds): Route[] => [
  defineRoute({
    method: 'get',
    base: '',
    path: '/logo',
    summary: 'The logo of the instance',
    tag: 'pages',
    auth: 'none',
    answers: {},
    async handler({ header }): Promise<Answer> {
      const { logo } = await instanceFacts();
      // The address stays when the picture changes: so it is asked each time, and seldom sent.
      const headers = { ...IMAGE_HEADERS, 'cache-control': 'no-cache', etag: `"${logo}-small"` };
      const tags = header('if-none-match')?.split(',') ?? [];
      if (logo !== '' && tags.some((tag) => tag.trim().replace(/^W\//, '') === headers.etag))
        return { status: 304, type: null, body: null, headers };
      const file = logo === '' ? undefined : await files.open(logo, 'small');
      if (!file) throw new Refusal('not-found', 'This instance has no logo.');
      return {
        status: 200,
        type: 'image/webp',
        body: file.stream(),
        headers: { ...headers, 'content-length': String(file.size) },
      };
    },
  }),
];
