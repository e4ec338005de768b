// Checks the log: that nothing in it was changed, left out or put in, and that what is private and still there is what each action
// was taken with.
import type { Reader } from '../../db/database.ts';
import { actionsAfter, partsFrom } from './action-store.ts';
import { type ActionPart, type ActionRow, type Commits, faultOfAction, type LogFault } from './chain.ts';

export type Verified = {
  readonly actions: number;
  /** Private parts that were erased. */
  readonly erased: number;
  /** The first few. */
  readonly faults: readonly LogFault[];
  /** Of the last action: whoever wrote it down before sees that nothing was cut off. */
  readonly head: string;
};

const PAGE = 1_000;
const SHOWN = 20;

/** All actions in order, with what is private of each. */
export async function* readLog(reader: Reader): AsyncGenerator<{ row: ActionRow; parts: readonly ActionPart[] }> {
  for (let after = 0; ; ) {
    const rows = await actionsAfter(reader, after, PAGE);
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return;
    const parts = await partsFrom(reader, first.number, last.number);
    let next = 0;
    for (const row of rows) {
      const own: ActionPart[] = [];
      for (let part = parts[next]; part?.action === row.number; part = parts[++next]) own.push(part);
      yield { row, parts: own };
    }
    after = last.number;
  }
}

export const verifyLog = async (reader: Reader): Promise<Verified> => {
  const faults: LogFault[] = [];
  let before = { number: 0, hash: '' };
  let erased = 0;
  for await (const { row, parts } of readLog(reader)) {
    const fault = faultOfAction(row, parts, before);
    if (fault !== undefined && faults.length < SHOWN) faults.push({ number: row.number, fault });
    erased += Object.keys(JSON.parse(row.commits) as Commits).length - parts.length;
    before = row;
  }
  return { actions: before.number, erased, faults, head: before.hash };
};
