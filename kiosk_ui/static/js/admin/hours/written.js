// Hours as people write them, "8–12, 14–18:30", and as the API has them: pairs of "HH:MM".

/** @typedef {[opens: string, closes: string]} Stretch */

const STRETCH = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?$/i;
const DAY_MINUTES = 24 * 60;

/**
 * Nothing is closed. A time before the one that opens belongs to the next day: "22–2".
 * @param {string} written
 * @returns {Stretch[] | null} null where it is no time
 */
export function readHours(written) {
  const stretches = written.split(/[,;+]|\bund\b|\band\b/i).map((one) => one.trim()).filter(Boolean).map(readStretch);
  return stretches.every((one) => one !== null) ? /** @type {Stretch[]} */ (stretches) : null;
}

/** @param {Stretch[]} stretches */
export function writeHours(stretches) {
  return stretches.map(([opens, closes]) => `${short(opens)}–${short(closes)}`).join(", ");
}

/** @param {string} written @returns {Stretch | null} */
function readStretch(written) {
  const found = STRETCH.exec(written.replace(/\s*uhr\b/gi, "").trim());
  if (!found) return null;
  const [opens, until] = [minutes(found[1], found[2]), minutes(found[3], found[4])];
  if (opens === null || until === null || opens >= DAY_MINUTES || opens === until) return null;
  return [clock(opens), clock(until < opens ? until + DAY_MINUTES : until)];
}

/** @param {string} hour @param {string | undefined} minute */
function minutes(hour, minute = "00") {
  const total = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && total <= DAY_MINUTES ? total : null;
}

/** @param {number} total */
function clock(total) {
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}

/** "08:00" is 8, "26:00" is 2 of the next day. @param {string} time */
function short(time) {
  const [hour, minute] = time.split(":").map(Number);
  const shown = hour > 24 ? hour - 24 : hour;
  return minute ? `${shown}:${String(minute).padStart(2, "0")}` : String(shown);
}
