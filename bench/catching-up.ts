// Catching up with a journal of some thousand entries, in this process: no network, both sides from the same lines.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, rmFolder } from './folder.ts';
import { median } from './measure.ts';
import { type Figure, ratioFigure } from './report.ts';
import { type Catching, openReader } from './take-in.ts';
import { makeTalk } from './talk.ts';
import { openWriter, planRows } from './write-rows.ts';

const POSTS = 4_000;
const ROUNDS = 9;
/** Rounds that do not count: what runs often is compiled in them. */
const WARM_UP = 3;

type Spent = { cpu: number; rate: number };

const measure = async (entries: number, catching: Catching): Promise<Spent> => {
  const before = process.cpuUsage();
  const started = performance.now();
  await catching.run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  await catching.close();
  return { cpu: (user + system) / entries, rate: entries / seconds };
};

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
    const rounds: { ours: Spent; floor: Spent }[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const [one, other] = [copy(talk.before, 'ours.sqlite'), copy(talk.before, 'floor.sqlite')];
      const ours = await measure(entries, await openReader(one, talk));
      const floor = await measure(entries, openWriter(other, plan));
      if (round >= WARM_UP) rounds.push({ ours, floor });
    }
    const side = (spent: Spent[]): Spent => ({
      cpu: median(spent.map(({ cpu }) => cpu)),
      rate: median(spent.map(({ rate }) => rate)),
    });
    const compared = {
      ours: side(rounds.map(({ ours }) => ours)),
      floor: side(rounds.map(({ floor }) => floor)),
      byCpu: median(rounds.map(({ ours, floor }) => floor.cpu / ours.cpu)),
      byRate: median(rounds.map(({ ours, floor }) => ours.rate / floor.rate)),
    };
    return [ratioFigure('catching up, each entry', compared, 0.6, 'rate')];
  } finally {
    rmFolder(folder);
  }
};
