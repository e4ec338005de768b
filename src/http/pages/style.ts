// The one stylesheet of the pages, in parts: readable in light and dark, on any width, and in print. Its addresses and routes.
import { assetPath, assetRoute } from './asset.ts';
import { account } from './style/account.ts';
import { desks } from './style/desks.ts';
import { forms } from './style/forms.ts';
import { frame } from './style/frame.ts';
import { moderation } from './style/moderation.ts';
import { reading } from './style/reading.ts';
import { script } from './style/script.ts';
import { text } from './style/text.ts';

/** In this order: later parts win. Comments and most white space stay here, not what stands in quotes. */
export const STYLE = [text, frame, reading, forms, desks, account, moderation, script]
  .join('\n')
  .replaceAll(/\/\*.*?\*\//gs, '')
  .replaceAll(/\n\s*/g, '\n')
  .replaceAll(/\n+/g, '\n')
  .replaceAll(/;?\s*([{};])\s*/g, '$1')
  .replaceAll(/([,:]) (?!')/g, '$1')
  .trim();

/** Changes with the sheet, so that browsers may keep it for good. */
export const STYLE_PATH = assetPath('style.css', STYLE);

export const styleRoute = assetRoute({
  path: STYLE_PATH,
  type: 'text/css; charset=utf-8',
  text: STYLE,
  summary: 'The stylesheet of all pages',
});
