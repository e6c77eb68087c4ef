// What may be sent, and what it is called where it arrives.

const LONGEST_NAME = 120;
/** Control characters, and those that turn the direction of writing, behind which an ending could hide. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
/** Not allowed in names of files somewhere. */
const FORBIDDEN = /[<>:"/\\|?*]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** @typedef {{largest: number, types: string[]}} Limits `largest` in bytes, `types` endings without the dot */

/** A name that every system can keep, and that is what it looks like. @param {unknown} given */
export function cleanName(given) {
  const last = String(given).split(/[/\\]/).pop() ?? "";
  const plain = last.normalize("NFC").replace(INVISIBLE, "").replace(FORBIDDEN, "_").replace(/\s+/g, " ");
  const bare = plain.replace(/^[. ]+|[. ]+$/g, "") || "_";
  const safe = RESERVED.test(bare) ? `_${bare}` : bare;
  const ending = endingOf(safe);
  const tail = ending ? `.${ending}` : "";
  return [...safe.slice(0, safe.length - tail.length)].slice(0, LONGEST_NAME - tail.length).join("") + tail;
}

/** Without its dot, in small letters; empty if there is none. @param {string} name */
export function endingOf(name) {
  return /\.([\p{L}\p{N}]{1,10})$/u.exec(name)?.[1].toLowerCase() ?? "";
}

/**
 * Why a file is not taken, or null.
 * @param {{name: string, size: number}} file
 * @param {Limits} limits
 */
export function refusal({ name, size }, { largest, types }) {
  if (!types.includes(endingOf(name))) return "wrong_type";
  if (size > largest) return "too_large";
  return size === 0 ? "empty" : null;
}
