// Copies of the source in which one thing is wrong, as JavaScript: compiled once, all together, since to compile every copy
// takes longer than the towns do.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../support/test-files.mjs';
import type { Mutant } from './mutants.ts';

const parts = ['src', 'schema', 'tests/town', 'tests/support'];
/** The compiler checks nothing here: a mutant is to die by what it does. */
const options = {
  compilerOptions: {
    ...{
      module: 'nodenext',
      target: 'es2023',
      noCheck: true,
      allowJs: true,
      noResolve: true,
      types: [],
      skipLibCheck: true,
    },
    ...{ rewriteRelativeImportExtensions: true, verbatimModuleSyntax: true, rootDir: 'in', outDir: 'out' },
  },
  include: ['in'],
};

/**
 * Compiles the source as it is, and what each mutant changes.
 * @param folder empty; its name must say `koinon-mutants`, so that vitest runs what it holds as it is (vitest.config.ts)
 * @returns makes the copy of the mutant with that index, and answers its folder
 */
export const compileMutants = (folder: string, mutants: readonly Mutant[]): ((index: number) => string) => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const part of parts) cpSync(join(root, part), join(folder, 'in/whole', part), { recursive: true });
  for (const [index, { file, find, replace }] of mutants.entries())
    write(
      `in/${index}/${file}`,
      readFileSync(join(root, file), 'utf8').replace(find, () => replace),
    );
  write('tsconfig.json', JSON.stringify(options));
  write('in/package.json', '{ "type": "module" }');
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  // What is JavaScript already.
  cpSync(join(root, 'tests/support'), join(folder, 'out/whole/tests/support'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  return (index) => {
    const copy = join(folder, 'copies', String(index));
    cpSync(join(folder, 'out/whole'), copy, { recursive: true });
    cpSync(join(folder, 'out', String(index)), copy, { recursive: true });
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    return copy;
  };
};
