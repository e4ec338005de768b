// The colour that an instance chose, as a sheet of its own: darkened on light ground and lightened on dark until links in it
// can be read (WCAG 2.2, 1.4.3: 4.5 to 1).
import { z } from 'zod';
import { defineRoute, type Route } from '../route.ts';

type Rgb = readonly [number, number, number];

/** The grounds of style/text.ts that are hardest to read on. */
const LIGHT: Rgb = [243, 243, 238];
const DARK: Rgb = [33, 33, 30];
const CONTRAST = 4.6;

export const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(hex, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

const hexOf = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance (WCAG 2.2). */
const luminance = (rgb: Rgb): number => {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export const contrast = (one: Rgb, other: Rgb): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** The colour, as far towards black or white as it must go to be read on `ground`. */
export const readable = (colour: Rgb, ground: Rgb): Rgb => {
  const end = luminance(ground) > 0.5 ? 0 : 255;
  for (let step = 0; step <= 1; step += 0.02) {
    const [r, g, b] = colour;
    const mixed: Rgb = [r + (end - r) * step, g + (end - g) * step, b + (end - b) * step];
    if (contrast(mixed.map(Math.round) as unknown as Rgb, ground) >= CONTRAST) return mixed;
  }
  return [end, end, end];
};

/** @param colour `#1a6b3c` */
export const colourPath = (colour: string): string => `/assets/colour/${colour.slice(1)}`;

export const colourRoute: Route = defineRoute({
  base: '',
  method: 'get',
  path: '/assets/colour/{hex}',
  summary: 'The colour of an instance',
  tag: 'pages',
  auth: 'own',
  rate: 'off',
  params: z.object({ hex: z.string().regex(/^[0-9a-f]{6}$/) }),
  answers: {},
  handler({ params: { hex } }) {
    const colour = rgbOf(hex);
    const [light, dark] = [readable(colour, LIGHT), readable(colour, DARK)].map(hexOf);
    return {
      status: 200,
      type: 'text/css; charset=utf-8',
      body: `:root{--link:${light};--mark:#${hex}}@media (prefers-color-scheme:dark){:root{--link:${dark}}}`,
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    };
  },
});
