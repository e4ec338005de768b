// What browsers are told about our answers. Nothing but pages may load anything, and no answer is guessed at.
import { HTML_TYPE } from './answer.ts';

const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const common = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' } as const;
const forApi: Readonly<Record<string, string>> = { 'content-security-policy': API_POLICY, ...common };
const forPages: Readonly<Record<string, string>> = { 'content-security-policy': PAGE_POLICY, ...common };

export const securityHeaders = (type: string | null): Readonly<Record<string, string>> =>
  type === HTML_TYPE ? forPages : forApi;
