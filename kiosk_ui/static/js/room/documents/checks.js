// Can one read it? What a picture says about its own sharpness and about glare. Hints for a person who looks, nothing more.

/** Tiles in each direction, and the pixels of a tile: sharpness is judged at the picture's own resolution. */
const GRID = 10;
const TILE = 48;
/** A tile with less between dark and light (of 255) has nothing in it to judge. */
const LEAST_CONTRAST = 40;
const LEAST_TILES = 3;
/** An edge that takes more than four pixels from dark to light is not sharp. */
const SHARP_FROM = 1 / 4;

/** Glare is judged on a small picture: it is a patch, not a point. */
const SMALL = 192;
const BURNT_OUT = 250;
/** Where half of the picture is as bright as this, it is the light as a whole: white paper is not glare. */
const BRIGHT_PAPER = 236;
const GLARE_FROM = 0.004;

/**
 * @typedef {{width: number, height: number, data: Uint8ClampedArray}} Pixels as ImageData has them
 * @typedef {{sharp: boolean | null, glare: boolean}} Verdict `sharp` null: there is nothing to judge
 */

/**
 * What to tell about a picture, as one word: "good", "blurred", "glare", "blurredglare", or "" where there is nothing to judge.
 * @param {Blob} blob
 */
export async function hintFor(blob) {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return "";
  const { sharp, glare } = judged(bitmap);
  bitmap.close();
  return `${sharp === false ? "blurred" : ""}${glare ? "glare" : ""}` || (sharp ? "good" : "");
}

/**
 * @param {ImageBitmap | HTMLCanvasElement} picture
 * @returns {Verdict}
 */
export function judged(picture) {
  const sharpness = sharpnessOf(tilesOf(picture));
  return { sharp: sharpness === null ? null : sharpness >= SHARP_FROM, glare: glareOf(small(picture)) >= GLARE_FROM };
}

/**
 * Contrast-normalised gradient: in each tile the steepest step between neighbours as a part of the tile's contrast (the
 * distance of its 5th and 95th percentile), which is one through the width of its sharpest edge in pixels, however faint
 * the print is. Of all tiles with contrast the upper quartile: shadows and backgrounds may be soft.
 * @param {Pixels[]} tiles
 * @returns {number | null} 0 to 1
 */
export function sharpnessOf(tiles) {
  const found = tiles.flatMap((tile) => {
    const light = lightOf(tile);
    const contrast = percentile(light, 0.95) - percentile(light, 0.05);
    return contrast >= LEAST_CONTRAST ? [Math.min(1, steepest(light, tile.width) / contrast)] : [];
  });
  return found.length < LEAST_TILES ? null : percentile(found, 0.75);
}

/**
 * The part of the picture that is burnt out while the rest is not: mirrored lamps and windows.
 * @param {Pixels} pixels
 * @returns {number} 0 to 1
 */
export function glareOf(pixels) {
  const light = lightOf(pixels);
  if (percentile(light, 0.5) >= BRIGHT_PAPER) return 0;
  return light.filter((value) => value >= BURNT_OUT).length / light.length;
}

/** Rec. 601 luma, 0 to 255. @param {Pixels} pixels */
function lightOf({ data }) {
  const light = new Float32Array(data.length / 4);
  for (let at = 0; at < light.length; at++) light[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
  return light;
}

/**
 * The 99.5th percentile of the steps to the right and down: a single hot pixel is no edge.
 * @param {Float32Array} light
 * @param {number} width
 */
function steepest(light, width) {
  const steps = [];
  for (let at = 0; at < light.length - width; at++) {
    const across = (at + 1) % width ? Math.abs(light[at + 1] - light[at]) : 0;
    steps.push(Math.max(across, Math.abs(light[at + width] - light[at])));
  }
  return percentile(steps, 0.995);
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} part
 */
function percentile(values, part) {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** @param {ImageBitmap | HTMLCanvasElement} picture */
function tilesOf(picture) {
  const pen = canvas(TILE, TILE);
  const tiles = [];
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const x = Math.round(((picture.width - TILE) * column) / (GRID - 1));
      const y = Math.round(((picture.height - TILE) * row) / (GRID - 1));
      pen.drawImage(picture, x, y, TILE, TILE, 0, 0, TILE, TILE);
      tiles.push(pen.getImageData(0, 0, TILE, TILE));
    }
  }
  return tiles;
}

/** @param {ImageBitmap | HTMLCanvasElement} picture */
function small(picture) {
  const scale = SMALL / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const pen = canvas(width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height);
}

/**
 * @param {number} width
 * @param {number} height
 */
function canvas(width, height) {
  const made = Object.assign(document.createElement("canvas"), { width, height });
  return /** @type {CanvasRenderingContext2D} */ (made.getContext("2d", { willReadFrequently: true }));
}
