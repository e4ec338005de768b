// What a liar may do to what it passes on.
import type { Tamper } from './network.ts';

type Line = { envelope?: string; content?: string | null; why?: string };

/** Changes lines that hold an entry of somebody else's. */
const onEntries =
  (change: (line: Line) => Line): Tamper =>
  (lines, _, self) =>
    lines.map((text) => {
      const line: Line = JSON.parse(text);
      if (!line.envelope) return text;
      const payload = JSON.parse(Buffer.from(line.envelope.split('.')[1] ?? '', 'base64url').toString());
      return payload.origin === self ? text : JSON.stringify(change(line));
    });

/** Replaces a part of the envelope: header, payload or signature. */
const inPart =
  (part: 0 | 1 | 2, change: (text: string) => string): Tamper =>
  (lines, caller, self) =>
    onEntries((line) => {
      const parts = (line.envelope ?? '').split('.');
      parts[part] = change(parts[part] ?? '');
      return { ...line, envelope: parts.join('.') };
    })(lines, caller, self);

export const decoded = (text: string) => Buffer.from(text, 'base64url').toString();
const encoded = (text: string) => Buffer.from(text).toString('base64url');

/** Ways to change what another house said. Each must fail. */
export const changes: Record<string, Tamper> = {
  'a letter of the content': onEntries((line) => ({ ...line, content: line.content?.replace('mark', 'MARK') ?? null })),
  'a longer content': onEntries((line) => ({ ...line, content: `${line.content} ` })),
  'another time': inPart(1, (text) => encoded(decoded(text).replace('"at":"2026', '"at":"2025'))),
  'another author': inPart(1, (text) => encoded(decoded(text).replace(/"author":"../, '"author":"AA'))),
  'another order of fields': inPart(1, (text) => encoded(decoded(text).replace('"v":1,', '').replace(/}$/, ',"v":1}'))),
  'a bit of the signature': inPart(2, (text) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`),
  'unused bits of the signature': inPart(2, (text) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'x'}`),
  padding: inPart(2, (text) => `${text}==`),
  'a header with more in it': inPart(0, (text) => encoded(decoded(text).replace(/}$/, ',"x":1}'))),
  'the first entry left out': (lines) =>
    lines.filter((_, i) => i !== lines.findIndex((text) => text.includes('envelope'))),
  'two entries swapped': (lines) => {
    const [first, second] = [...lines.keys()].filter((i) => lines[i]?.includes('envelope'));
    if (first === undefined || second === undefined) return lines;
    const swapped = [...lines];
    [swapped[first], swapped[second]] = [lines[second] ?? '', lines[first] ?? ''];
    return swapped;
  },
};

/** Leaves the contents of others out. */
export const strip = (why: 'missing' | 'erased' | 'withheld'): Tamper =>
  onEntries((line) => (line.content === undefined ? line : { envelope: line.envelope ?? '', content: null, why }));

export const lies: readonly Tamper[] = [
  ...Object.values(changes),
  ...(['missing', 'erased', 'withheld'] as const).map(strip),
  // Silence about forks, ends and erasures.
  (lines) => lines.filter((text) => !/^{"(evidence|epoch|erasure)"/.test(text)),
];
