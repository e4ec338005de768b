// The shim sees every way in which Node changes files, or says that it cannot follow.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unrecorded } from './lose-power.ts';
import { createRecording, type Recording } from './record.ts';

/** Runs JavaScript under the shim, with `folder` and `fs` in reach; answers once it has ended well. */
const run = async (recording: Recording, script: string): Promise<void> => {
  const source = `const fs = require('node:fs'), { join } = require('node:path'), folder = ${JSON.stringify(recording.folder)};
    process.chdir(folder); (async () => { ${script} })()`;
  const child = recording.start(process.execPath, ['-e', source], { stdio: ['ignore', 'inherit', 'inherit'] });
  expect((await once(child, 'exit'))[0]).toBe(0);
};

describe('the shim', () => {
  it('records every ordinary change, whatever call it is made with', async () => {
    using recording = createRecording();
    await run(
      recording,
      `fs.writeFileSync('a', 'one');
       fs.writeFileSync(join(folder, 'a'), 'shorter is longer');
       fs.writeFileSync('a', 'cut');
       fs.appendFileSync('a', 'more'); fs.appendFileSync('./a', 'and more');
       await fs.promises.mkdir('sub/deep', { recursive: true });
       await fs.promises.writeFile('sub/deep/b', Buffer.alloc(100000, 'b'));
       const handle = await fs.promises.open('sub/c', 'w+', 0o600);
       await handle.writev([Buffer.from('x'), Buffer.from('yz')]); await handle.writev([Buffer.from('!')], 1);
       await handle.write('at', 10); await handle.truncate(11); await handle.sync(); await handle.datasync(); await handle.close();
       fs.truncateSync('sub/deep/b', 5000);
       fs.renameSync('sub/c', 'sub/../c'); fs.linkSync('c', 'd'); fs.unlinkSync('c');
       await new Promise((done) => { const s = fs.createWriteStream('e'); s.write('s'); s.end('t', done); });
       await Promise.all(Array.from({ length: 40 }, (_, i) => fs.promises.writeFile('f' + i, 'f'.repeat(i * 300))));
       fs.mkdirSync('gone/too', { recursive: true }); fs.writeFileSync('gone/too/g', ''); fs.rmSync('gone', { recursive: true });
       const dir = fs.openSync('.', 'r'); fs.fsyncSync(dir); fs.closeSync(dir);
       require('node:child_process').execFileSync('sh', ['-c', 'echo child > h; rm e']);`,
    );
    const log = recording.log();
    expect(unrecorded(log, recording.folder)).toEqual([]);
    expect(log.filter(({ kind }) => kind === 'flush').map(({ name }) => name)).toEqual(['sub/c', 'sub/c', '']);
    expect(log.find(({ kind }) => kind === 'link')).toMatchObject({ name: 'c', to: 'd' });
    expect(log.filter(({ kind }) => kind === 'start').length).toBeGreaterThanOrEqual(2);
  });

  it('stamps with the clock that process.hrtime reads', async () => {
    using recording = createRecording();
    const before = process.hrtime.bigint();
    await run(recording, "fs.writeFileSync('a', 'one')");
    const after = process.hrtime.bigint();
    for (const { at } of recording.log()) expect(at > before && at < after).toBe(true);
  });

  it('notices what was written past it', async () => {
    using recording = createRecording();
    await run(recording, "fs.writeFileSync('a', 'one'); fs.writeFileSync('b', 'two')");
    writeFileSync(join(recording.folder, 'b'), 'by somebody else');
    writeFileSync(join(recording.folder, 'c'), 'by somebody else');
    expect(unrecorded(recording.log(), recording.folder)).toEqual(['b', 'c']);
  });

  it.each([
    ['symlink', "fs.symlinkSync('a', 'b')"],
    ['rename', "fs.mkdirSync('a'); fs.renameSync('a', 'b')"],
    ['rename', "fs.writeFileSync('a', ''); fs.renameSync('a', '../a')"],
  ])('fails on a %s that it cannot follow', async (named, script) => {
    using recording = createRecording();
    await run(recording, script);
    expect(() => recording.log()).toThrow(`cannot follow ${named}`);
  });

  it('says that a process ran without it', () => {
    using recording = createRecording();
    writeFileSync(join(recording.scratch, 'power.log'), '');
    expect(() => recording.log()).toThrow('ran without the shim');
  });

  it('asks for a compiler where there is none', () => {
    expect(() => createRecording(['no-cc-here', 'no-gcc-here'])).toThrow(
      'need a C compiler, and none of no-cc-here, no-gcc-here is installed',
    );
  });
});
