// The power-loss apparatus proves itself before anything is proved with it: it loses what SQLite only promised to keep, tears
// what was not flushed, and keeps what was.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from './log.ts';
import { type Acknowledgement, losePower, unrecorded } from './lose-power.ts';
import { createRecording } from './record.ts';

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url));
const ROWS = 300;
/** How each of three writers in turn ends: the second recovers what a killed one left, the third starts from a closed database. */
const ENDS = ['kill', 'close', 'kill'];
const CUTS = 250;
const SEED = 20_241;

type Tally = { acknowledged: number; lost: number; corrupt: string[]; log: LogRecord[]; past: string[] };

/** Faults of the database, and the rows that it holds unharmed. */
const inspect = (file: string): { faults: string[]; rows: Set<number> } => {
  const rows = new Set<number>();
  let db: BetterSqlite3.Database | undefined;
  try {
    db = new BetterSqlite3(file);
    const faults = (db.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((found) => found !== 'ok');
    const table = db.prepare("select 1 from sqlite_schema where name = 'row'").get();
    if (!table) return { faults, rows };
    for (const row of db.prepare('select n, body, digest from row').all() as {
      n: number;
      body: string;
      digest: string;
    }[])
      if (createHash('sha256').update(row.body).digest('hex') === row.digest) rows.add(row.n);
      else faults.push(`row ${row.n} is not what was written`);
    return { faults, rows };
  } catch (error) {
    return { faults: [String(error)], rows };
  } finally {
    db?.close();
  }
};

const writeAndLose = async (synchronous: 'OFF' | 'NORMAL' | 'FULL'): Promise<Tally> => {
  using recording = createRecording();
  const file = join(recording.folder, 'rows.sqlite');
  let said = '';
  for (const end of ENDS) {
    const writer = recording.start(process.execPath, [WRITER, file, synchronous, String(ROWS / ENDS.length), end], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [heard] = await Promise.all([text(writer.stdout as NodeJS.ReadableStream), once(writer, 'exit')]);
    said += heard;
  }
  const acknowledgements: Acknowledgement<number>[] = said
    .split('\n')
    .filter((line) => line.startsWith('ack '))
    .map((line) => line.split(' '))
    .map(([, n, at]) => ({ what: Number(n), at: BigInt(at ?? '') }));
  expect(acknowledgements.length).toBeGreaterThanOrEqual(ROWS);

  const log = recording.log();
  const tally: Tally = { acknowledged: 0, lost: 0, corrupt: [], log, past: unrecorded(log, recording.folder) };
  const folder = join(recording.scratch, 'left');
  await losePower({ log, acknowledgements, folder, count: CUTS, seed: SEED }, (loss) => {
    const { faults, rows } = inspect(join(loss.folder, 'rows.sqlite'));
    tally.acknowledged += loss.acknowledged.length;
    tally.lost += loss.acknowledged.filter((n) => !rows.has(n)).length;
    if (faults.length > 0) tally.corrupt.push(`${loss.label}: ${faults[0]}`);
  });
  const share = ((100 * tally.lost) / tally.acknowledged).toFixed(1);
  console.info(
    `synchronous=${synchronous}: ${CUTS} power cuts lost ${share} % of what was acknowledged, ${tally.corrupt.length} corrupt`,
  );
  return tally;
};

describe('the shim and the power loss', () => {
  it('loses acknowledged rows with synchronous=NORMAL, but harms none', async () => {
    const tally = await writeAndLose('NORMAL');
    expect(tally.past).toEqual([]);
    expect(tally.lost).toBeGreaterThan(0);
    expect(tally.corrupt).toEqual([]);
  });

  it('loses none with synchronous=FULL', async () => {
    const tally = await writeAndLose('FULL');
    expect(tally.past).toEqual([]);
    expect(tally.acknowledged).toBeGreaterThan(ROWS);
    expect(tally.lost).toBe(0);
    expect(tally.corrupt).toEqual([]);
  });

  it('corrupts the database with synchronous=OFF', async () => {
    const tally = await writeAndLose('OFF');
    expect(tally.past).toEqual([]);
    expect(tally.corrupt.length).toBeGreaterThan(0);
  });
});
