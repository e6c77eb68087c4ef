// A copy of a document that is one for ever (PAuswG 20(2), PassG 18(3)): "KOPIE", purpose and date are in its pixels, and what
// is blackened is gone from them.

/** As large as print needs, and below what phones can draw. */
const LONGEST_SIDE = 3000;
const QUALITY = 0.9;
const STRIPES = 3;

/**
 * @typedef {import("./kinds.js").Rect} Rect
 * @typedef {object} Marks
 * @property {string} mark "KOPIE"
 * @property {string[]} lines purpose, date and whose copy it is
 * @property {Rect[]} boxes to be blackened, in pixels of the turned picture
 * @property {number} turns quarters, clockwise
 */

/**
 * @param {ImageBitmap} picture
 * @param {Marks} marks
 * @returns {Promise<Blob>} JPEG without any metadata
 */
export async function markedCopy(picture, marks) {
  const canvas = drawn(picture, marks);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("this browser cannot write a JPEG");
  return blob;
}

/**
 * @param {ImageBitmap} picture
 * @param {Marks} marks
 */
function drawn(picture, { mark, lines, boxes, turns }) {
  const [turnedWidth, turnedHeight] = turns % 2 ? [picture.height, picture.width] : [picture.width, picture.height];
  const scale = Math.min(1, LONGEST_SIDE / Math.max(turnedWidth, turnedHeight));
  const [width, height] = [Math.round(turnedWidth * scale), Math.round(turnedHeight * scale)];
  const letter = Math.max(16, Math.round(Math.min(width, height) / 28));
  const band = Math.round(letter * (1.5 * lines.length + 1));
  const canvas = Object.assign(document.createElement("canvas"), { width, height: height + band });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height + band);
  drawTurned(pen, picture, turns, width, height, scale);
  pen.fillStyle = "black";
  for (const box of boxes) pen.fillRect(box.x * scale, box.y * scale, box.width * scale, box.height * scale);
  drawMark(pen, mark, lines.join(" · "), width, height);
  drawLines(pen, lines, letter, height, width);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {ImageBitmap} picture
 * @param {number} turns
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 */
function drawTurned(pen, picture, turns, width, height, scale) {
  pen.save();
  pen.translate(width / 2, height / 2);
  pen.rotate((turns * Math.PI) / 2);
  pen.scale(scale, scale);
  pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
  pen.restore();
}

/**
 * Across all of it, so that no part is left that could pass for the document; one can still read what is below.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} mark
 * @param {string} purpose with the date: cutting off the band below does not make a plain copy of it
 * @param {number} width
 * @param {number} height
 */
function drawMark(pen, mark, purpose, width, height) {
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, width, height);
  pen.clip();
  pen.translate(width / 2, height / 2);
  pen.rotate(-Math.atan2(height, width));
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const size = Math.round(Math.min(width, height) / 4.5);
  pen.lineWidth = size / 24;
  pen.fillStyle = "rgb(200 0 30 / 0.28)";
  pen.strokeStyle = "rgb(255 255 255 / 0.5)";
  for (let stripe = -STRIPES; stripe <= STRIPES; stripe++) {
    pen.font = `700 ${size}px sans-serif`;
    const words = `${mark}   `.repeat(4).trim();
    pen.strokeText(words, 0, stripe * size * 1.6);
    pen.fillText(words, 0, stripe * size * 1.6);
    pen.font = `600 ${size / 6}px sans-serif`;
    pen.fillText(`${purpose}     `.repeat(6).trim(), 0, stripe * size * 1.6 + size * 0.75);
  }
  pen.restore();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} lines
 * @param {number} letter
 * @param {number} top
 * @param {number} width
 */
function drawLines(pen, lines, letter, top, width) {
  pen.fillStyle = "black";
  pen.textBaseline = "top";
  pen.font = `600 ${letter}px sans-serif`;
  lines.forEach((line, row) => pen.fillText(line, letter, top + letter * (0.75 + 1.5 * row), width - 2 * letter));
}
