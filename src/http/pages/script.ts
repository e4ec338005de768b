// The script of the pages: plain JavaScript in parts, checked by tsc (tsconfig.script.json), joined to one file. All that
// pages do works without it (docs/pages-in-a-browser.md).
import { readFileSync } from 'node:fs';
import { assetPath, assetRoute } from './asset.ts';

/** A part stands after those that it imports from: joined, they share one scope. */
const parts = [
  ...['start', 'base', 'times', 'live', 'badge', 'post', 'held', 'preview', 'drafts', 'mentions', 'forms'],
  ...['votes', 'keys', 'news'],
] as const;

/** Comments, and what ties the parts together, are for those who read them here. */
const bare = (text: string): string =>
  text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/^import [^;]*;$/gm, '')
    .replaceAll(/^export /gm, '');

export const SCRIPT = parts
  .map((part) => bare(readFileSync(new URL(`./script/${part}.js`, import.meta.url), 'utf8')))
  .join('\n')
  .replaceAll(/\n\s*/g, '\n')
  // No line that ends so ends anything.
  .replaceAll(/([;{(,[])\n/g, '$1')
  .trim();

export const SCRIPT_PATH = assetPath('script.js', SCRIPT);

export const scriptRoute = assetRoute({
  path: SCRIPT_PATH,
  type: 'text/javascript; charset=utf-8',
  text: SCRIPT,
  summary: 'The script of all pages',
});
