// The documents that people show: how they are framed, and what a copy of them must not show.

/**
 * @typedef {"identity_card" | "passport" | "residence_permit" | "driving_licence" | "certificate" | "other"} DocumentKind
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 */

/** Width by height. ISO/IEC 7810: ID-1 (cards), ID-3 (data page of a passport); A4 upright for all other paper. */
const ID_1 = 85.6 / 53.98;
const ID_3 = 125 / 88;
const A4 = 210 / 297;

/** @type {Record<DocumentKind, number>} */
export const ASPECTS = { identity_card: ID_1, passport: ID_3, residence_permit: ID_1, driving_licence: ID_1, certificate: A4, other: A4 };

/** Around a document that fills the guide frame. */
const MARGIN = 0.07;

/** @type {Record<"front" | "back" | "page", Rect[]>} in parts of the document, where German documents have them */
const SECRET = {
  front: [{ x: 0.66, y: 0.08, width: 0.32, height: 0.16 }, { x: 0.76, y: 0.8, width: 0.22, height: 0.16 }], // serial number, CAN
  back: [{ x: 0.02, y: 0.64, width: 0.96, height: 0.12 }], // first line of the machine zone: the serial number
  page: [{ x: 0.64, y: 0.06, width: 0.34, height: 0.16 }, { x: 0.02, y: 0.88, width: 0.96, height: 0.11 }], // number, and again below
};

/** @type {Partial<Record<DocumentKind, (keyof typeof SECRET)[]>>} its sides that have something to blacken */
const SIDES = { identity_card: ["front", "back"], residence_permit: ["front", "back"], passport: ["page"] };

/** By law no copy of these shows its serial number or access number. @param {DocumentKind} kind */
export function sidesOf(kind) {
  return SIDES[kind] ?? [];
}

/**
 * The guide frame in a picture: as large as fits, with a margin, in its middle.
 * @param {number} width
 * @param {number} height of the picture
 * @param {DocumentKind} kind
 * @returns {Rect}
 */
export function frameIn(width, height, kind) {
  const aspect = ASPECTS[kind];
  const room = { width: width * (1 - 2 * MARGIN), height: height * (1 - 2 * MARGIN) };
  const frame = room.width / room.height > aspect
    ? { width: room.height * aspect, height: room.height }
    : { width: room.width, height: room.width / aspect };
  return { x: (width - frame.width) / 2, y: (height - frame.height) / 2, ...frame };
}

/**
 * Where something has to be blackened if the document lies in the guide frame: a suggestion, which somebody puts in place.
 * @param {number} width
 * @param {number} height of the picture as it is looked at
 * @param {DocumentKind} kind
 * @param {keyof typeof SECRET} side
 * @returns {Rect[]}
 */
export function secretsIn(width, height, kind, side) {
  const frame = frameIn(width, height, kind);
  return SECRET[side].map((part) => ({
    x: frame.x + part.x * frame.width,
    y: frame.y + part.y * frame.height,
    width: part.width * frame.width,
    height: part.height * frame.height,
  }));
}
