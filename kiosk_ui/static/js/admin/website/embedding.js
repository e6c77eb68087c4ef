// What to embed: chosen in a form, shown as it will look, and written as the lines to copy.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { contrast } from "./contrast.js";
import { elementLines, policyLines, styleLines } from "./snippets.js";

/**
 * @typedef {import("./shapes.js").WebsiteView} WebsiteView
 * @typedef {import("./snippets.js").Choice} Choice
 */

const ENOUGH_CONTRAST = 4.5;
/** The widget's own backgrounds (js/widget/widget.js). */
const LIGHT_CARD = "#ffffff";
const DARK_CARD = "#171a2b";
const COPIED_MS = 2_000;

export class Embedding {
  #root;
  #form;
  #preview;
  #snippets;
  /** @type {WebsiteView | null} */
  #website = null;
  #offered = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#form = /** @type {HTMLFormElement} */ (part(root, "choices"));
    this.#preview = part(root, "preview");
    this.#snippets = part(root, "snippets");
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => this.#write());
  }

  /** @param {WebsiteView} website */
  show(website) {
    this.#website = website;
    part(this.#root, "not-public").hidden = website.origin.startsWith("https://");
    const offices = website.offices.filter((office) => office.is_public);
    if (this.#offered === JSON.stringify([website.script, offices])) return; // the preview keeps itself up to date
    this.#offered = JSON.stringify([website.script, offices]);
    const select = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem("what"));
    const chosen = select.value;
    select.replaceChildren(/** @type {HTMLOptionElement} */ (select.options[0]), ...offices.flatMap(officeOptions));
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
    this.#write();
  }

  /** @returns {Choice} */
  #choice() {
    const [office = "", service = ""] = this.#field("what").value.split("/");
    const colours = { accent: this.#field("accent").value, "on-accent": this.#field("on-accent").value };
    return {
      office,
      service,
      lang: this.#field("lang").value,
      theme: this.#field("theme").value,
      colours: this.#field("coloured").checked ? colours : {},
    };
  }

  #write() {
    if (!this.#website) return;
    const choice = this.#choice();
    part(this.#form, "colours").hidden = !this.#field("coloured").checked;
    this.#judge(choice);
    this.#previewOf(choice);
    const lines = {
      element: elementLines(choice, this.#website),
      style: styleLines(choice),
      policy: policyLines(this.#website),
    };
    const shown = Object.entries(lines).filter(([, code]) => code);
    this.#snippets.replaceChildren(...shown.map(([name, code]) => snippet(name, code)));
  }

  /** Buttons against their words, links against the card. @param {Choice} choice */
  #judge({ colours: { accent, "on-accent": onAccent }, theme }) {
    const card = theme === "dark" ? DARK_CARD : LIGHT_CARD;
    const ratio = accent && onAccent ? Math.min(contrast(accent, onAccent), contrast(accent, card)) : ENOUGH_CONTRAST;
    const said = ratio < ENOUGH_CONTRAST ? text("contrast", { ratio: ratio.toFixed(1) }) : "";
    fill(this.#form, { contrast: said });
  }

  /** @param {Choice} choice */
  #previewOf({ office, service, lang, theme, colours }) {
    const shown = this.#preview.firstElementChild ?? document.createElement("vorzimmer-office");
    for (const [name, value] of Object.entries({ office, service, lang, theme })) {
      if (value) shown.setAttribute(name, value);
      else shown.removeAttribute(name);
    }
    for (const name of ["accent", "on-accent"]) {
      /** @type {HTMLElement} */ (shown).style.setProperty(`--vorzimmer-${name}`, colours[name] ?? null);
    }
    this.#preview.dataset.theme = theme;
    if (!shown.isConnected) this.#preview.append(shown);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

/** @param {import("./shapes.js").Office} office */
function officeOptions(office) {
  const group = document.createElement("optgroup");
  group.label = office.name;
  group.append(
    new Option(office.name, String(office.id)),
    ...office.services.map(({ id, name }) => new Option(text("service-of", { service: name }), `${office.id}/${id}`)),
  );
  return group;
}

/**
 * @param {string} name
 * @param {string} code
 */
function snippet(name, code) {
  const item = fromTemplate("snippet");
  fill(item, { title: text(`snippet.${name}`), code });
  item.querySelector("pre")?.setAttribute("aria-label", text(`snippet.${name}`));
  const copy = part(item, "copy");
  copy.hidden = !navigator.clipboard; // absent on plain HTTP
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code);
    fill(item, { copied: text("snippet.copied") });
    setTimeout(() => fill(item, { copied: "" }), COPIED_MS);
  });
  return item;
}
