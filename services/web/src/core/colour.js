/**
 * The colour that a cover is mostly made of, as OKLCH hue and chroma. Lightness is left to the
 * style sheet, so text in this colour keeps its contrast whatever the cover.
 */

/** Covers are looked at as this many pixels squared: enough for a mood. */
const SAMPLE_PIXELS = 24;

/** The circle of hues is counted in this many parts. */
const HUE_PARTS = 24;

/** Below this chroma a pixel is grey and votes for no hue. */
const GREY_CHROMA = 0.025;

/** A louder accent than this tires the eye. */
const LARGEST_CHROMA = 0.14;

/** Colours of this many covers are remembered. */
const MEMORY = 200;

/** @typedef {{hue: number, chroma: number}} Accent */

export class CoverColours {
  /** @type {Map<string, Promise<Accent|null>>} */
  #known = new Map();

  /**
   * @param {string} url of a cover of this origin
   * @returns {Promise<Accent|null>} null for a grey cover, or one that cannot be read
   */
  of(url) {
    const known = this.#known.get(url);
    if (known) return known;
    if (this.#known.size >= MEMORY) this.#known.clear();
    const accent = sample(url).then(dominant, () => null);
    this.#known.set(url, accent);
    return accent;
  }
}

/**
 * @param {string} url
 * @returns {Promise<Uint8ClampedArray>} RGBA bytes
 */
async function sample(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SAMPLE_PIXELS;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('There is no 2D canvas.');
  context.drawImage(image, 0, 0, SAMPLE_PIXELS, SAMPLE_PIXELS);
  return context.getImageData(0, 0, SAMPLE_PIXELS, SAMPLE_PIXELS).data;
}

/**
 * The mean of the hues that have the most chroma together.
 * @param {ArrayLike<number>} rgba
 * @returns {Accent|null}
 */
export function dominant(rgba) {
  const parts = Array.from({ length: HUE_PARTS }, () => ({ a: 0, b: 0, weight: 0, count: 0 }));
  for (let at = 0; at < rgba.length; at += 4) {
    const { a, b } = oklab(rgba[at], rgba[at + 1], rgba[at + 2]);
    const chroma = Math.hypot(a, b);
    if (chroma < GREY_CHROMA) continue;
    const part = parts[Math.floor((degrees(a, b) / 360) * HUE_PARTS) % HUE_PARTS];
    part.a += a;
    part.b += b;
    part.weight += chroma;
    part.count += 1;
  }
  const best = parts.reduce((one, other) => (other.weight > one.weight ? other : one));
  if (best.count === 0) return null;
  const chroma = Math.hypot(best.a, best.b) / best.count;
  return { hue: degrees(best.a, best.b), chroma: Math.min(LARGEST_CHROMA, chroma * 1.1) };
}

/**
 * @param {number} a
 * @param {number} b
 */
function degrees(a, b) {
  return ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

/**
 * The two colour axes of OKLab for an sRGB colour of 0-255.
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 */
function oklab(red, green, blue) {
  const [r, g, b] = [red, green, blue].map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** @param {number} channel */
function linear(channel) {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
