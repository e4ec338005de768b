// What forms have that a passkey is made or shown with: the script that talks to the browser, and where it says what went wrong.
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { check } from '../../input.ts';
import { assetPath, assetRoute } from '../asset.ts';
import type { Look } from '../look.ts';

const withoutComments = (text: string): string =>
  text.replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/\s*$/gm, '').replaceAll(/^\s*\/\/.*$/gm, '');

const SCRIPT = withoutComments(readFileSync(new URL('../script/passkeys.js', import.meta.url), 'utf8'))
  .replaceAll(/\n\s*/g, '\n')
  .trim();
const SCRIPT_PATH = assetPath('passkeys.js', SCRIPT);

/** Only on the few pages that need it. */
export const PasskeyScript = () => <script type="module" src={SCRIPT_PATH} />;

export const passkeyScriptRoute = assetRoute({
  path: SCRIPT_PATH,
  type: 'text/javascript; charset=utf-8',
  text: SCRIPT,
  summary: 'The script of forms with passkeys',
});

/** Filled in by the script. */
export const PasskeyProblem = ({ look: { t } }: { look: Look }) => (
  <p
    class="problem"
    role="alert"
    hidden
    data-cancelled={t('account.passkey-cancelled')}
    data-known={t('account.passkey-known')}
  />
);

/** @throws Refusal `invalid` */
export const readCredential = <T extends z.ZodType>(schema: T, credential: string): z.output<T> => {
  try {
    return check(schema, JSON.parse(credential));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof Refusal)) throw error;
    throw new Refusal('invalid', 'credential: this is no passkey. Your browser has to run the script of this page.', {
      field: 'credential',
    });
  }
};
