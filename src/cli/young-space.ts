// While an instance loads its code, nearly all that V8 makes stays, so it would double the space for young objects again and
// again: 30 MB that an idle instance never uses. Held small until then, and free to grow from there.
import { setFlagsFromString } from 'node:v8';

/** Before anything else is loaded. */
export const holdYoungSpace = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/** As V8 has it by default. */
export const freeYoungSpace = (): void => setFlagsFromString('--semi-space-growth-factor=2');
