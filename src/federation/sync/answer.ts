// The called side of the exchange: what a peer's sync, push and nudge do here, whatever carried them.
import type { Reader } from '../../db/database.ts';
import { type Have, readHave } from '../../journal/heads.ts';
import { PAGE_BYTES, PAGE_ENTRIES } from '../../journal/limits.ts';
import { type Line, parseLine } from '../../journal/lines.ts';
import { notePeerHave, noteRefusal } from './peer-store.ts';
import type { Nudge, SyncRequest } from './request.ts';
import { serveSync } from './serve.ts';
import { takeIn } from './take-in.ts';
import type { RefusedEntry, TakeInNeeds } from './taking.ts';

export type AnswerNeeds = TakeInNeeds & { head: (coalition: string) => Promise<{ v: number; hash: string }> };

/** @param caller whose token was checked */
export const answerSync =
  (needs: AnswerNeeds) =>
  async (caller: string, request: SyncRequest): Promise<string[]> => {
    const { coalition } = request;
    const served = await serveSync(needs.db.read, await needs.head(coalition), request);
    await needs.db.write((tx) => notePeerHave(tx, coalition, caller, request.have, needs.clock.now()));
    return served.lines;
  };

export type PushAnswer = {
  /** The highest number now held, per origin and epoch. */
  held: Record<string, Record<string, number>>;
  refused: RefusedEntry[];
  /** No offence, and not stored: sent again with what follows, they may count. */
  unvouched: RefusedEntry[];
};
export type PushRefused = { why: string };

const heldOf = (have: Have): PushAnswer['held'] =>
  Object.fromEntries(
    Object.entries(have).map(([origin, epochs]) => [
      origin,
      Object.fromEntries(Object.entries(epochs).map(([epoch, [seq]]) => [epoch, seq])),
    ]),
  );

/** Reads pushed lines; any fault of the class *line* refuses the request, and nothing of it is stored. */
export const readPush = (body: string): Line[] | PushRefused => {
  if (Buffer.byteLength(body) > PAGE_BYTES) return { why: `more than ${PAGE_BYTES} bytes` };
  const texts = body.split('\n');
  if (texts.at(-1) === '') texts.pop();
  if (texts.length > PAGE_ENTRIES) return { why: `more than ${PAGE_ENTRIES} lines` };
  const lines: Line[] = [];
  for (const text of texts) {
    const line = parseLine(text);
    if (!line.ok) return { why: `line ${lines.length + 1}: ${line.fault}` };
    lines.push(line);
  }
  return lines;
};

export const answerPush =
  (needs: AnswerNeeds) =>
  async (caller: string, coalition: string, body: string): Promise<PushAnswer | PushRefused> => {
    const lines = readPush(body);
    const at = needs.clock.now();
    if (!Array.isArray(lines)) {
      needs.log.warn({ caller, why: lines.why }, 'refused a push');
      await needs.db.write((tx) => noteRefusal(tx, { coalition, origin: caller, at, why: lines.why, count: 1 }));
      return lines;
    }
    const taken = await takeIn(needs, coalition, lines);
    const { refused, unvouched } = taken;
    const [last] = refused;
    if (last)
      await needs.db.write((tx) =>
        noteRefusal(tx, { coalition, origin: caller, at, why: last.why, count: refused.length }),
      );
    return { held: heldOf(await readHave(needs.db.read, coalition)), refused, unvouched };
  };

/** Whether a nudge names anything that we do not hold. */
export const isNews = async (reader: Reader, nudge: Nudge): Promise<boolean> => {
  const have = await readHave(reader, nudge.coalition);
  return Object.entries(nudge.heads).some(([origin, seq]) => {
    const epochs = have[origin];
    return epochs !== undefined && seq > Math.max(...Object.values(epochs).map(([held]) => held));
  });
};
