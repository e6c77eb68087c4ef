// What everybody who waits should know, as the reception wrote it: in the page's language where it was written in it.

/** @typedef {{id: number, de: string, en: string, until: string}} Announcement */

/** The newest: a page belongs to what somebody does there. */
const MOST_SHOWN = 3;

/**
 * What is shown already stays untouched: a live region reads out what is new alone.
 * @param {HTMLElement} place holds nothing else; the page includes announcements.html
 * @param {Announcement[]} announcements the newest first
 */
export function showAnnouncements(place, announcements) {
  const newest = announcements.slice(0, MOST_SHOWN);
  const known = /** @type {HTMLElement[]} */ ([...place.children]);
  const wanted = newest.map((one) => JSON.stringify([one.id, ...wording(one)]));
  const items = newest.map((one, index) => known.find((item) => item.dataset.shown === wanted[index]) ?? written(one, wanted[index]));
  for (const item of known) if (!items.includes(item)) item.remove();
  items.forEach((item, index) => {
    if (place.children[index] !== item) place.insertBefore(item, place.children[index] ?? null);
  });
}

/** Text and language; German is always there. @param {Announcement} announcement */
function wording({ de, en }) {
  return document.documentElement.lang === "en" && en ? [en, "en"] : [de, "de"];
}

/**
 * @param {Announcement} announcement
 * @param {string} shown by which it is known again
 */
function written(announcement, shown) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("announcement"));
  const item = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  const [text, language] = wording(announcement);
  const words = /** @type {HTMLElement} */ (item.querySelector("[data-text]"));
  words.textContent = text;
  words.lang = language;
  item.dataset.shown = shown;
  return item;
}
