// What tsc made becomes a few files, `dist/bin`: Node takes half a millisecond for each file that it loads, and an instance
// would load 1,200 of them before it answers (docs/decisions/few-files.md).
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const root = dirname(fileURLToPath(import.meta.url));
const dir = join(root, 'dist/bin');

/**
 * Made of many small modules, and needed at once; zod-openapi has to meet the very zod that made the schemas. Every other
 * package is loaded as it is, many of them on first use.
 */
const takenIn = ['@hono/node-server', 'hono', 'jose', 'kysely', 'zod', 'zod-openapi'];

const packageOf = (name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** A file finds what lies beside it where it would find it unbundled. */
const keepsItsPlace = {
  name: 'keeps its place',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return null;
    const place = relative(dir, id).split(sep).join('/');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
  },
};

/** Their licences ask that they stay with copies of them. */
const bringsLicences = {
  name: 'brings licences',
  generateBundle() {
    const texts = takenIn.map((name) => {
      const folder = join(root, 'node_modules', name);
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} has no licence that could be brought along.`);
      return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENCES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
  },
};

export default defineConfig({
  input: join(root, 'dist/src/cli/koinon.js'),
  platform: 'node',
  external: (name) => !/^[./]/.test(name) && !takenIn.includes(packageOf(name)),
  plugins: [keepsItsPlace, bringsLicences],
  output: { dir, format: 'esm', chunkFileNames: '[name].js', cleanDir: true, keepNames: true },
});
