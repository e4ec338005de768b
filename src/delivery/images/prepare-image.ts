// Makes of whatever was uploaded an image of ours: decoded, turned upright, shrunk, and written anew, so that nothing of the
// file but its picture is left (docs/decisions/images.md). Looks at what peers hold in the same way.
import type { Sharp, SharpOptions } from 'sharp';
import { Refusal } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import { said } from '../../base/said.ts';
import { type ImageType, sniffImage } from './sniff.ts';
import { createTurnstile } from './turnstile.ts';

export type ImageFacts = { type: ImageType; size: number; width: number; height: number };
export type PreparedImage = ImageFacts & { digest: string; bytes: Uint8Array; small: Uint8Array };

export type Images = {
  /** @throws Refusal `unsupported` (no image), `invalid` (a broken one), `too-large` (pixels), `unavailable` (too many at once) */
  prepare(bytes: Uint8Array): Promise<PreparedImage>;
  /** Facts of an image as it is, and its thumbnail; undefined where it is none that may be shown. @throws Refusal `unavailable` */
  inspect(bytes: Uint8Array): Promise<(ImageFacts & { small: Uint8Array }) | undefined>;
};

/** Known from the header, before anything is decoded: four bytes each, at most. */
export const MAX_PIXELS = 40_000_000;
export const MAX_SIDE = 2_560;
export const SMALL_WIDTH = 640;
const SMALL_HEIGHT = 1_280;
/** Bytes above which a drawing or screenshot is not worth keeping without loss. */
const LOSSLESS_BYTES = 1024 * 1024;
const LOSSLESS_PIXELS = 4_000_000;
/** Seconds of decoding and encoding. */
const PATIENCE = 20;

/** The loaders that are let near foreign bytes. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((name) => `VipsForeignLoad${name}Buffer`);

const loadSharp = async () => {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
};

const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 };

const broken = (cause: unknown) =>
  new Refusal('invalid', 'body: the image is broken, or takes too long to read.', { field: 'body', cause });

type Looked = { type: ImageType; width: number; height: number; pages: number };

export const createImages = (): Images => {
  const turnstile = createTurnstile({ atOnce: 2, waiting: 8 });
  let loading: ReturnType<typeof loadSharp> | undefined;
  const sharpOf = () => {
    loading ??= loadSharp();
    return loading;
  };

  /** Reads the header alone. */
  const look = async (bytes: Uint8Array): Promise<Looked> => {
    const type = sniffImage(bytes);
    if (!type) throw new Refusal('unsupported', 'body: is no PNG, JPEG, WebP or GIF.', { field: 'body' });
    const sharp = await sharpOf();
    try {
      // Without a limit: it would refuse, and not say how large.
      const { format, width, height, pages } = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
      if (`image/${format}` !== type) throw new Error(`it begins as ${type} and is ${format}`);
      return { type, width, height, pages: pages ?? 1 };
    } catch (error) {
      throw broken(error);
    }
  };
  const refuseLarge = ({ width, height }: Looked): void => {
    if (width * height > MAX_PIXELS)
      throw new Refusal(
        'too-large',
        said`body: the image has ${width} × ${height} pixels, and at most ${MAX_PIXELS / 1_000_000} million are taken.`,
        { field: 'body' },
      );
  };
  const smallOf = (image: Sharp): Promise<Buffer> =>
    image
      .resize({ width: SMALL_WIDTH, height: SMALL_HEIGHT, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75, effort: 2 })
      .timeout({ seconds: PATIENCE })
      .toBuffer();

  return {
    prepare: (bytes) =>
      turnstile(async () => {
        const looked = await look(bytes);
        refuseLarge(looked);
        const sharp = await sharpOf();
        // Upright first, then without what told how it stood. Colours become sRGB; EXIF, XMP and profiles stay behind.
        const picture = () =>
          sharp(bytes, options)
            .autoOrient()
            .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
            .toColourspace('srgb')
            .timeout({ seconds: PATIENCE });
        const drawn = looked.type === 'image/png' || looked.type === 'image/gif';
        const exact = drawn && looked.width * looked.height <= LOSSLESS_PIXELS;
        try {
          const first = exact ? await picture().webp({ lossless: true, effort: 2 }).toBuffer() : undefined;
          const whole =
            first && first.length <= LOSSLESS_BYTES
              ? first
              : await picture().webp({ quality: 82, effort: 2 }).toBuffer();
          const { width, height } = await sharp(whole, options).metadata();
          return {
            ...{ digest: sha256(whole), type: 'image/webp', size: whole.length, width, height },
            ...{ bytes: whole, small: await smallOf(sharp(whole, options)) },
          };
        } catch (error) {
          throw broken(error);
        }
      }),
    inspect: (bytes) =>
      turnstile(async () => {
        try {
          const looked = await look(bytes);
          // One that moves could be a hundred thousand pictures in a few bytes.
          if (looked.width * looked.height > MAX_PIXELS || looked.pages > 1) return undefined;
          const sharp = await sharpOf();
          const small = await smallOf(sharp(bytes, options).autoOrient());
          const { type, width, height } = looked;
          return { type, size: bytes.length, width, height, small };
        } catch (error) {
          if (error instanceof Refusal && error.code !== 'invalid' && error.code !== 'unsupported') throw error;
          return undefined;
        }
      }),
  };
};
