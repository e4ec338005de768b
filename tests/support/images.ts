// Images for tests, some of which mean harm.
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** Colourful, and always the same. */
export const noise = (width: number, height: number) => {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = ((i * 2_654_435_761) >>> 13) & 0xff;
  return sharp(pixels, { raw: { width, height, channels: 3 } });
};

/** A photo that lies on its side and says where it was taken. */
export const gpsJpeg = (): Promise<Buffer> =>
  sharp({ create: { width: 3_200, height: 2_400, channels: 3, background: '#7799bb' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: 'Spy camera' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
    })
    .toBuffer();

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body) >>> 0, 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
};

/** A grey PNG that says how large it is, and brings whatever data. */
export const declaredPng = (width: number, height: number, data: Uint8Array): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** A picture of 10,799 × 1 to a browser that shows it, a program to one that runs it. */
export const scriptGif = (): Buffer => {
  const header = Buffer.from('GIF89a/*\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff', 'latin1');
  const comment = Buffer.from('*/=1;alert(1);/*', 'latin1');
  const width = 0x2a2f;
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, width & 0xff, width >> 8, 1, 0, 0, 2]);
  // Each pixel by a code of its own, the table cleared before it could grow.
  const bits: number[] = [];
  const put = (code: number) => bits.push(code & 1, (code >> 1) & 1, (code >> 2) & 1);
  for (let i = 0; i < width; i++) {
    if (i % 2 === 0) put(4);
    put(0);
  }
  put(5);
  const data = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    data[i >> 3] = (data[i >> 3] ?? 0) | (bit << (i & 7));
  });
  const blocks: Buffer[] = [];
  for (let from = 0; from < data.length; from += 255) {
    const block = data.subarray(from, from + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return Buffer.concat([
    header,
    Buffer.from([0x21, 0xfe, comment.length]),
    comment,
    Buffer.from([0]),
    frame,
    ...blocks,
    Buffer.from([0, 0x3b]),
  ]);
};
