// Kept answers, compressed: beside the request that first could have used it, so that no reader waits. Only what every visitor
// gets is packed: it holds no secret that its size could tell (BREACH).
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

/** Smaller ones are not worth it. Bytes. */
export const WORTH = 2_048;

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const by: Record<Coding, (body: string | Uint8Array) => Promise<Uint8Array>> = {
  br: (body) => promisify(brotliCompress)(body, quality),
  gzip: (body) => promisify(gzip)(body),
};

const bestOf = (accepted: string): Coding | undefined => {
  const taken = accepted
    .split(',')
    .map((coding) => coding.trim().split(/\s*;\s*/))
    .filter(([, q]) => !/^q=0(\.0*)?$/.test(q ?? ''))
    .map(([coding]) => coding);
  return (['br', 'gzip'] as const).find((coding) => taken.includes(coding));
};

export type Packing = { readonly take: (coding: Coding) => Uint8Array | undefined };

/** Browsers send few different ones; whoever sends many fills no memory. */
const REMEMBERED = 100;
const remembered = new Map<string, Coding | undefined>();

/** The best coding that the reader takes (RFC 9110, 12.5.3); a refusal by `q=0` is heard. */
export const codingOf = (accepted: string | undefined): Coding | undefined => {
  if (accepted === undefined || accepted.length > 200) return undefined;
  if (remembered.has(accepted)) return remembered.get(accepted);
  const coding = bestOf(accepted);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(accepted, coding);
  return coding;
};

/** `take` answers undefined until it is ready: then the body goes out as it is. */
export const createPacking = (body: string | Uint8Array): Packing => {
  const packed: Partial<Record<Coding, Uint8Array | 'begun'>> = {};
  return {
    take(coding) {
      const ready = packed[coding];
      if (ready instanceof Uint8Array) return ready;
      if (ready === undefined) {
        packed[coding] = 'begun';
        by[coding](body).then(
          (bytes) => {
            packed[coding] = bytes;
          },
          () => {},
        );
      }
      return undefined;
    },
  };
};
