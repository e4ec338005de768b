// An instance as `koinon serve` runs it.
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/base/config.ts';
import { createLogger } from '../../src/base/log.ts';
import { listen } from '../../src/cli/listen.ts';
import { readOptions, serveParent } from './parent.ts';

const config = readConfig(await readOptions<Record<string, string>>());
const app = await createApp({ config, log: createLogger('warn') });
const listening = await listen(app, '127.0.0.1', 0);
await app.start();
serveParent(listening.port, () => listening.stop());
