// The script of the pages: plain JavaScript in parts, checked by tsc (tsconfig.script.json), joined to one file. All that
// pages do works without it.
import { readFileSync } from 'node:fs';
import { assetPath, assetRoute } from './asset.ts';

/** Parts share one scope; in this order. */
const parts = ['start.js'] as const;

/** Comments are for those who read them here. */
const withoutComments = (text: string): string =>
  text.replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/\s*$/gm, '').replaceAll(/^\s*\/\/.*$/gm, '');

export const SCRIPT = parts
  .map((part) => readFileSync(new URL(`./script/${part}`, import.meta.url), 'utf8'))
  .map(withoutComments)
  .join('\n')
  .replaceAll(/\n\s*/g, '\n')
  .trim();

export const SCRIPT_PATH = assetPath('script.js', SCRIPT);

export const scriptRoute = assetRoute({
  path: SCRIPT_PATH,
  type: 'text/javascript; charset=utf-8',
  text: SCRIPT,
  summary: 'The script of all pages',
});
