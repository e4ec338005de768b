// What pages load from here: kept by browsers for good under an address that changes with it, and compressed once.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { sha256 } from '../../base/hash.ts';
import type { Answer } from '../answer.ts';
import { type Coding, codingOf } from '../packed.ts';
import { defineRoute, type Route } from '../route.ts';

const FOR_GOOD = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' };

const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const pack = {
  br: (text: string) => promisify(brotliCompress)(text, best),
  gzip: (text: string) => promisify(gzip)(text, { level: 9 }),
};

export const assetPath = (name: string, text: string): string => {
  const [stem, end] = name.split('.');
  return `/assets/${stem}-${sha256(text).slice(0, 10)}.${end}`;
};

export const assetRoute = ({
  path,
  type,
  text,
  summary,
}: {
  path: string;
  type: string;
  text: string;
  summary: string;
}): Route => {
  const packed = new Map<Coding, Promise<Uint8Array>>();
  const packedBy = (coding: Coding): Promise<Uint8Array> => {
    const known = packed.get(coding);
    if (known) return known;
    const bytes = pack[coding](text);
    packed.set(coding, bytes);
    return bytes;
  };
  return defineRoute({
    base: '',
    method: 'get',
    path,
    summary,
    tag: 'pages',
    auth: 'own',
    rate: 'off',
    answers: {},
    async handler({ header }): Promise<Answer> {
      const coding = codingOf(header('accept-encoding'));
      if (coding === undefined) return { status: 200, type, body: text, headers: FOR_GOOD };
      return { status: 200, type, body: await packedBy(coding), headers: { ...FOR_GOOD, 'content-encoding': coding } };
    },
  });
};
