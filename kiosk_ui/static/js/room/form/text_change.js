// What somebody did to a text, told from how it was and how it is, so that the rest of it stays as others made it.

/** @typedef {{index: number, removed: number, inserted: string}} TextChange UTF-16 units, as fields and Yjs count */

/**
 * The smallest change. Where it could be in several places (a letter beside the same letter), it is before the caret.
 * @param {string} before
 * @param {string} after
 * @param {number} [caret] in `after`
 * @returns {TextChange | null} null for none
 */
export function changeBetween(before, after, caret = after.length) {
  if (before === after) return null;
  let end = 0;
  const longestEnd = Math.min(before.length, after.length, Math.max(0, after.length - caret));
  while (end < longestEnd && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let index = 0;
  const longestStart = Math.min(before.length, after.length) - end;
  while (index < longestStart && before[index] === after[index]) index += 1;
  while (end < Math.min(before.length, after.length) - index && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (index > 0 && isHighSurrogate(before, index - 1)) index -= 1; // no half letters
  if (end > 0 && isHighSurrogate(before, before.length - end - 1)) end -= 1;
  return { index, removed: before.length - end - index, inserted: after.slice(index, after.length - end) };
}

/**
 * Where a place in the text is after the change.
 * @param {number} place
 * @param {TextChange | null} change
 */
export function moved(place, change) {
  if (!change || place <= change.index) return place;
  return Math.max(change.index, place - change.removed) + change.inserted.length;
}

/** @param {string} text @param {number} index */
function isHighSurrogate(text, index) {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xdc00;
}
