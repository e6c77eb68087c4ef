// Names and values that nobody reads, made from words that people read; and answers, one a line.

/** @typedef {import("./shapes.js").Option} Option */

const LONGEST = 40;

/**
 * `Straße & Nr.` -> `strasse_nr`, with a number where that is taken.
 * @param {string} words
 * @param {string[]} taken
 */
export function identifier(words, taken) {
  const plain = words.replaceAll("ß", "ss").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const stem = plain.replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "").slice(0, LONGEST) || "field";
  if (!taken.includes(stem)) return stem;
  let number = 2;
  while (taken.includes(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/**
 * A reworded answer keeps its value and its place on the paper: conditions know it by that.
 * @param {string} lines
 * @param {Option[]} before
 * @returns {Option[]}
 */
export function answers(lines, before) {
  const labels = lines.split("\n").map((line) => line.trim()).filter(Boolean);
  const isReworded = labels.length === before.length;
  /** @type {Option[]} */
  const options = [];
  labels.forEach((label, place) => {
    const known = before.find((one) => one.label === label) ?? (isReworded ? before[place] : undefined);
    const taken = [...before, ...options].map(({ value }) => value);
    options.push(known ? { ...known, label } : { value: identifier(label, taken), label });
  });
  return options;
}
