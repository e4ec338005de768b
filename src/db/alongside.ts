// What a caller wants written in a verb's own transaction, so that both are durable or neither is.
import type { Writer } from './database.ts';

/** The verb calls it inside its transaction, before its event, with exactly what it is going to answer. */
export type Alongside<T> = (tx: Writer, answer: T) => Promise<void>;
