// What is made of uploaded files: nothing but the picture comes through, and what would eat the machine is refused.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createImages, MAX_SIDE } from '../../src/delivery/images/prepare-image.ts';
import { createTurnstile } from '../../src/delivery/images/turnstile.ts';
import { declaredPng, gpsJpeg, noise, scriptGif } from '../support/images.ts';

const images = createImages();
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('a photo with a place in it comes out upright, smaller, and knows nothing of the place', async () => {
  const photo = await gpsJpeg();
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  expect(text(photo)).toContain('Spy camera');
  const made = await images.prepare(photo);
  // Turned by a quarter: what was wide is high.
  expect(made).toMatchObject({ type: 'image/webp', width: 1_920, height: MAX_SIDE, size: made.bytes.length });
  for (const bytes of [made.bytes, made.small]) {
    const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata();
    expect([exif, xmp, iptc, icc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(text(bytes)).not.toMatch(/Spy camera|GPS|Exif|XMP/);
  }
  expect((await sharp(made.small).metadata()).width).toBe(640);
});

test('the same file gives the same bytes, so the same name', async () => {
  const png = await noise(300, 200).png().toBuffer();
  const [one, other] = [await images.prepare(png), await images.prepare(png)];
  expect(one.digest).toBe(other.digest);
  expect(one.digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('drawings keep every pixel', async () => {
  const drawing = await sharp({ create: { width: 60, height: 40, channels: 4, background: '#1a9f3380' } })
    .png()
    .toBuffer();
  const { bytes } = await images.prepare(drawing);
  const pixels = async (from: Uint8Array) => (await sharp(from).ensureAlpha().raw().toBuffer()).toString('hex');
  expect(await pixels(bytes)).toBe(await pixels(drawing));
});

test('what hides behind or within a picture is gone', async () => {
  const zip = Buffer.concat([await noise(40, 40).png().toBuffer(), Buffer.from('PK\x03\x04 evil.exe PK\x05\x06')]);
  expect(text((await images.prepare(zip)).bytes)).not.toMatch(/PK|evil/);
  const gif = scriptGif();
  expect(text(gif)).toMatch(/^GIF89a\/\*/);
  expect(text(gif)).toContain('alert(1)');
  const made = await images.prepare(gif);
  expect(text(made.bytes)).toMatch(/^RIFF/);
  expect(text(made.bytes)).not.toContain('alert');
});

test('of what moves the first picture is taken', async () => {
  const frames = Buffer.concat([Buffer.alloc(30 * 30 * 3, 200), Buffer.alloc(30 * 30 * 3, 10)]);
  const moving = await sharp(frames, { raw: { width: 30, height: 60, channels: 3, pageHeight: 30 } })
    .gif()
    .toBuffer();
  expect((await sharp(moving).metadata()).pages).toBe(2);
  const made = await images.prepare(moving);
  expect(made).toMatchObject({ width: 30, height: 30 });
  expect((await sharp(made.bytes).metadata()).pages ?? 1).toBe(1);
  expect(await images.inspect(moving)).toBeUndefined();
});

test.each([
  ['a drawing with script', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['the same with a preamble', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['a page', '<!doctype html><script>alert(1)</script>'],
  ['a TIFF', 'II*\0\x08\0\0\0'],
  ['nothing', ''],
])('%s is no image here', async (_, bytes) => {
  await expect(images.prepare(Buffer.from(bytes))).rejects.toMatchObject({ code: 'unsupported' });
  expect(await images.inspect(Buffer.from(bytes))).toBeUndefined();
});

test('a beginning alone makes no image', async () => {
  const png = await noise(200, 200).png().toBuffer();
  for (const lie of [
    png.subarray(0, 9),
    png.subarray(0, png.length / 2),
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<svg/>')]),
    Buffer.concat([Buffer.from('RIFF0000WEBP'), Buffer.from('<script>')]),
    Buffer.concat([Buffer.from('GIF89a'), Buffer.from('=1;alert(1)')]),
  ]) {
    await expect(images.prepare(lie)).rejects.toMatchObject({ code: 'invalid' });
    expect(await images.inspect(lie)).toBeUndefined();
  }
});

test('what would unpack to gigabytes is refused by its header, without being unpacked', async () => {
  const before = process.memoryUsage().rss;
  const bomb = declaredPng(50_000, 50_000, deflateSync(Buffer.alloc(64 * 1024 * 1024)));
  expect(bomb.length).toBeLessThan(100_000);
  await expect(images.prepare(bomb)).rejects.toMatchObject({ code: 'too-large' });
  expect(await images.inspect(bomb)).toBeUndefined();
  // Wide and low, high and narrow, and one whose data is longer than it says.
  await expect(images.prepare(declaredPng(1_000_000_000, 1, Buffer.alloc(0)))).rejects.toMatchObject({
    code: expect.stringMatching(/too-large|invalid/),
  });
  const more = await images.prepare(declaredPng(10, 10, deflateSync(Buffer.alloc(32 * 1024 * 1024)))).then(
    ({ width, height }) => [width, height],
    (error) => error.code,
  );
  expect([[10, 10], 'invalid']).toContainEqual(more);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('what a peer says is an image is looked at, and told as it is', async () => {
  const jpeg = await noise(800, 600).jpeg().toBuffer();
  const facts = await images.inspect(jpeg);
  expect(facts).toMatchObject({ type: 'image/jpeg', size: jpeg.length, width: 800, height: 600 });
  expect((await sharp(facts?.small).metadata()).width).toBe(640);
});

test('two at once, some wait, the rest is sent away; each that leaves lets one in', async () => {
  const turnstile = createTurnstile({ atOnce: 2, waiting: 1 });
  const ends: (() => void)[] = [];
  const work = () => turnstile(() => new Promise<void>((resolve) => ends.push(resolve)));
  const [one, two, three] = [work(), work(), work()];
  await expect(work()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 });
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await one;
  expect(ends).toHaveLength(3);
  ends[1]?.();
  ends[2]?.();
  await Promise.all([two, three]);
  await expect(turnstile(() => Promise.reject(new Error('fell')))).rejects.toThrow('fell');
  expect(await turnstile(async () => 7)).toBe(7);
});
