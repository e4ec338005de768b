// The page at /api: every call of the API in one plain list, and what its problem codes mean.
import { html } from 'hono/html';
import { refusalCodes } from '../base/errors.ts';
import { kindOf, type ProblemCode } from './failure.ts';
import { API_BASE, type Auth, type Route } from './route.ts';

const access: Record<Auth, string> = { none: 'anybody', member: 'members', admin: 'admins', own: 'anybody' };
const codes: readonly ProblemCode[] = [...refusalCodes, 'method-not-allowed', 'internal'];

const callRow = (route: Route) => html`<tr>
  <td><code>${route.method.toUpperCase()} ${route.path}</code></td><td>${route.summary}</td><td>${access[route.auth]}</td>
</tr>`;

const section = (tag: string, routes: readonly Route[]) => html`<h2>${tag}</h2>
<table><thead><tr><th>Call</th><th>What it does</th><th>For</th></tr></thead><tbody>${routes.map(callRow)}</tbody></table>`;

const codeRow = (code: ProblemCode) => html`<tr id="${code}">
  <td><code>${code}</code></td><td>${kindOf(code).status}</td><td>${kindOf(code).title}</td>
</tr>`;

export const writeApiPage = (routes: readonly Route[]): string => {
  const shown = routes.filter(({ base }) => base === API_BASE);
  const tags = [...new Set(shown.map(({ tag }) => tag))];
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The API of this instance</title></head>
<body>
<h1>The API of this instance</h1>
<p>JSON below <code>${API_BASE}</code>. The full description, for programs: <a href="${API_BASE}/openapi.json">OpenAPI 3.1</a>.
Sign in with <code>POST /sessions</code> and send <code>Authorization: Bearer</code> with the access token.</p>
${tags.map((tag) =>
  section(
    tag,
    shown.filter((route) => route.tag === tag),
  ),
)}
<h2>Problems</h2>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>${codes.map(codeRow)}</tbody></table>
</body>
</html>
`;
  return page.toString();
};
