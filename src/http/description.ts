// What the API is: for programs as OpenAPI, for people as a page. Both are made once, at their first use.
import { html, jsonText } from './answer.ts';
import { writeApiPage } from './api-page.ts';
import { writeDocument } from './openapi.ts';
import { API_BASE, defineRoute, type Route } from './route.ts';

export const descriptionRoutes = (routes: readonly Route[], about: { version: string; url: string }): Route[] => {
  let document: Promise<string> | undefined;
  let page: string | undefined;
  const common = { base: '', tag: 'description', auth: 'none', answers: {} } as const;
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: `${API_BASE}/openapi.json`,
      summary: 'OpenAPI 3.1',
      async handler() {
        document ??= writeDocument(routes, about);
        return jsonText(200, await document);
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/api',
      summary: 'The API, for people',
      handler() {
        page ??= writeApiPage(routes);
        return html(200, page);
      },
    }),
  ];
};
