// Chromium as the package brings it: unpacked into a folder of its own with the libraries and the font that it needs, so
// that nothing has to be on the machine. CHROMIUM_PATH names another one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';

/** No word to anybody but the instance under test, and no need of a graphics card or of a user other than root. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** The package decides by these where it unpacks to, and whether it brings its libraries too. */
const UNPACK = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath());`;

const unpack = async (folder: string): Promise<string> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', UNPACK], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  const file = join(folder, 'chromium');
  if (code !== 0 || !existsSync(file)) throw new Error(`Chromium could not be unpacked (${code}): ${said}`);
  return file;
};

/** The package's font first, and what the machine has for other scripts. */
const fonts = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

export type RunningChromium = { endpoint: string; stop(): Promise<void> };

/** @throws Error where there is no Chromium to start, or it does not start */
export const startChromium = async (): Promise<RunningChromium> => {
  const folder = mkdtempSync(join(tmpdir(), 'koinon-chromium-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const named = process.env.CHROMIUM_PATH;
    const executablePath = named || (await unpack(folder));
    if (!existsSync(executablePath)) throw new Error(`CHROMIUM_PATH: there is no ${executablePath}.`);
    writeFileSync(join(folder, 'fonts.conf'), fonts(folder));
    mkdirSync(join(folder, 'home'));
    const own = { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') };
    const server: BrowserServer = await chromium.launchServer({
      executablePath,
      args: FLAGS,
      env: { PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), TMPDIR: folder, ...(named ? {} : own) },
    });
    return {
      endpoint: server.wsEndpoint(),
      async stop() {
        await server.close();
        forget();
      },
    };
  } catch (error) {
    forget();
    throw error;
  }
};
