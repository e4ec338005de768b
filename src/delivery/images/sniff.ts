// What kind of image bytes are, by how they begin. What their sender calls them does not matter.

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
export const imageTypes: readonly ImageType[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

const begins = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(text.length, Math.max(0, bytes.length - at))).toString(
    'latin1',
  ) === text;

/** Undefined for everything else, SVG among it. */
export const sniffImage = (bytes: Uint8Array): ImageType | undefined => {
  if (begins(bytes, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (begins(bytes, '\xff\xd8\xff')) return 'image/jpeg';
  if (begins(bytes, 'RIFF') && begins(bytes, 'WEBP', 8)) return 'image/webp';
  if (begins(bytes, 'GIF87a') || begins(bytes, 'GIF89a')) return 'image/gif';
  return undefined;
};
