// Catching up with a journal of some thousand entries, in this process: no network, both sides from the same lines.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, rmFolder } from './folder.ts';
import { comparisonOf, type Pair } from './measure.ts';
import { type Figure, ratioFigure } from './report.ts';
import { openReader, playOnce } from './take-in.ts';
import { makeTalk } from './talk.ts';
import { openWriter, planRows } from './write-rows.ts';

const POSTS = 4_000;
const ROUNDS = 9;
/** Rounds that do not count: what runs often is compiled in them. */
const WARM_UP = 3;

export const benchCatchingUp = async (): Promise<Figure[]> => {
  const folder = newFolder();
  const copy = (before: string, name: string): string => {
    const file = join(folder, name);
    for (const end of ['', '-wal', '-shm']) rmFolder(file + end);
    copyFileSync(before, file);
    return file;
  };
  try {
    const talk = await makeTalk(folder, POSTS);
    const entries = talk.pages.flat().length;
    const model = copy(talk.before, 'model.sqlite');
    const first = await openReader(model, talk);
    await first.run();
    await first.close();
    const plan = planRows(talk.before, model, talk.pages);
    const rounds: Pair[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const [one, other] = [copy(talk.before, 'ours.sqlite'), copy(talk.before, 'floor.sqlite')];
      const ours = await playOnce(entries, await openReader(one, talk));
      const floor = await playOnce(entries, openWriter(other, plan));
      if (round >= WARM_UP) rounds.push({ ours, floor });
    }
    return [ratioFigure('catching up, each entry', comparisonOf(rounds), 0.6, 'rate')];
  } finally {
    rmFolder(folder);
  }
};
