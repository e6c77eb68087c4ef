// The lines that a town copies into its website.

/**
 * @typedef {object} Choice
 * @property {string} office id, "" for all
 * @property {string} service id, "" for all
 * @property {string} lang "" for that of the page
 * @property {string} theme "" for that of the page
 * @property {Record<string, string>} colours by the end of their property's name
 *
 * @typedef {{origin: string, script: string, link_words: Record<string, string>}} Website
 */

const DEFAULT_LANGUAGE = "de";

/**
 * Script, element and the link in it.
 * @param {Choice} choice
 * @param {Website} website
 */
export function elementLines(choice, website) {
  const named = ["office", "service", "lang", "theme"]
    .filter((name) => choice[/** @type {"office"} */ (name)])
    .map((name) => ` ${name}="${choice[/** @type {"office"} */ (name)]}"`);
  const words = website.link_words[choice.lang || DEFAULT_LANGUAGE] ?? "";
  return [
    `<script type="module" src="${website.script}"></script>`,
    `<vorzimmer-office${named.join("")}>`,
    `  <a href="${pageOf(choice, website)}">${words}</a>`,
    "</vorzimmer-office>",
  ].join("\n");
}

/**
 * "" where the widget keeps its own colours.
 * @param {Choice} choice
 */
export function styleLines({ colours }) {
  const lines = Object.entries(colours).map(([name, colour]) => `  --vorzimmer-${name}: ${colour};`);
  return lines.length ? ["vorzimmer-office {", ...lines, "}"].join("\n") : "";
}

/** @param {Website} website */
export function policyLines({ origin }) {
  return `script-src ${origin}; connect-src ${origin}`;
}

/**
 * @param {Choice} choice
 * @param {Website} website
 */
function pageOf({ office, service, lang }, { origin }) {
  const home = lang && lang !== DEFAULT_LANGUAGE ? `${origin}/?lang=${lang}` : `${origin}/`;
  if (service) return `${home}#service/${service}`;
  return office ? `${home}#office/${office}` : home;
}
