// <vorzimmer-office>: an office of Vorzimmer on any website (appliance/web/WEBSITE.md describes it).
// One module without imports: it sets no cookie, stores nothing, asks nobody but the server it was loaded from, and shows
// the words that this server sends. Without script, without server and in old browsers its light DOM stays: a link.

/**
 * @typedef {{page: string, join: string | null, book: string | null}} Links
 * @typedef {{id: number, name: string, words: {waiting: string}, links: Links}} Service
 * @typedef {{name: string, text: string, reason: string}} Day
 * @typedef {{name: string, days: Day[]}} Hours of one channel
 * @typedef {{id: number, name: string, place: string, state: string, services: Service[], hours: Hours[], links: Links,
 *   words: {opening: string, queue: string, waiting: string, announcements: string[]}}} Office
 * @typedef {{language: string, words: {join: string, book: string, hours: string, page: string}, offices: Office[]}} Offices
 */

const SERVER = new URL(".", import.meta.url);
const REFRESH_MS = 30_000;
/** So old may be what is shown; then only the link is left. */
const STALE_MS = 120_000;
/** The more special one first. */
const LANGUAGES = ["de-simple", "en", "de"];
const LEVEL = 3;

const STYLE = `
:host {
  --_accent: var(--vorzimmer-accent, #1a3da5);
  --_on-accent: var(--vorzimmer-on-accent, #ffffff);
  --_text: var(--vorzimmer-text, #131525);
  --_muted: var(--vorzimmer-muted, #4c5270);
  --_background: var(--vorzimmer-background, #ffffff);
  --_border: var(--vorzimmer-border, #c3c8db);
  --_good: var(--vorzimmer-good, #0a6b39);
  --_warning: var(--vorzimmer-warning, #8a4600);
  display: block;
  color: var(--_text);
  font-family: var(--vorzimmer-font, inherit);
  line-height: 1.5;
}
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
@supports (color: light-dark(red, red)) {
  :host {
    --_accent: var(--vorzimmer-accent, light-dark(#1a3da5, #a3bcff));
    --_on-accent: var(--vorzimmer-on-accent, light-dark(#ffffff, #10142a));
    --_text: var(--vorzimmer-text, light-dark(#131525, #f1f2f8));
    --_muted: var(--vorzimmer-muted, light-dark(#4c5270, #b9bed6));
    --_background: var(--vorzimmer-background, light-dark(#ffffff, #171a2b));
    --_border: var(--vorzimmer-border, light-dark(#c3c8db, #454c70));
    --_good: var(--vorzimmer-good, light-dark(#0a6b39, #7fe0aa));
    --_warning: var(--vorzimmer-warning, light-dark(#8a4600, #ffc46b));
  }
}
.cards { display: grid; gap: 1em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20em), 1fr)); align-items: start; }
.card {
  box-sizing: border-box;
  padding: 1.25em;
  border: 1px solid var(--_border);
  border-radius: var(--vorzimmer-radius, 8px);
  background: var(--_background);
}
.name, p, dl, dd { margin: 0; }
.name { font-size: 1.25em; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
.state { display: flex; align-items: center; gap: 0.5em; margin-top: 0.4em; font-weight: 600; }
.state::before { content: ""; flex: none; width: 0.7em; height: 0.7em; border: 2px solid; border-radius: 50%; }
.state[data-state="open"], .state[data-state="unstaffed"] { color: var(--_good); }
.state[data-state="open"]::before, .state[data-state="closing_soon"]::before { background: currentcolor; }
.state[data-state="closing_soon"], .state[data-state="full"] { color: var(--_warning); }
.place, .service { color: var(--_muted); }
.queue { margin-top: 0.6em; }
.announcement { margin-top: 0.6em; padding-inline-start: 0.6em; border-inline-start: 3px solid var(--_accent); font-weight: 600; }
.links { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6em 1em; margin-top: 1em; }
a { color: var(--_accent); overflow-wrap: anywhere; }
a.button {
  display: inline-flex;
  align-items: center;
  box-sizing: border-box;
  min-height: 44px;
  padding: 0.4em 1.1em;
  border: 2px solid var(--_accent);
  border-radius: var(--vorzimmer-radius, 8px);
  font-weight: 600;
  text-decoration: none;
}
a.join { color: var(--_on-accent); background: var(--_accent); }
a.button:hover { text-decoration: underline; }
a.page { display: inline-flex; align-items: center; min-height: 44px; }
:is(a, summary):focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
details { margin-top: 0.6em; }
summary { display: list-item; box-sizing: border-box; width: fit-content; min-height: 44px; padding-block: 0.6em; color: var(--_accent); cursor: pointer; }
.channel { margin-top: 0.4em; color: var(--_muted); }
.days { display: grid; grid-template-columns: auto 1fr; gap: 0.15em 1em; }
.days dt:first-of-type, .days dd:first-of-type { font-weight: 600; }
[hidden] { display: none !important; }
@media (forced-colors: active) { a.join { forced-color-adjust: none; color: ButtonFace; background: LinkText; border-color: LinkText; } }
`;

/** What the server said last about one address; all elements of a page that ask the same share one. */
class Source extends EventTarget {
  /** @type {Offices | null} */
  offices = null;
  #address;
  #users = 0;
  #timer = 0;
  #fetchedAt = 0;

  /** @param {string} address */
  constructor(address) {
    super();
    this.#address = address;
  }

  enter() {
    this.#users += 1;
    if (this.#users > 1) return;
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  leave() {
    this.#users -= 1;
    if (this.#users > 0) return;
    document.removeEventListener("visibilitychange", this.#look);
    clearTimeout(this.#timer);
  }

  /** A page that nobody sees asks nothing. */
  #look = () => {
    clearTimeout(this.#timer);
    if (!document.hidden) void this.#refresh();
  };

  async #refresh() {
    this.#timer = setTimeout(this.#look, REFRESH_MS);
    const fresh = await fetched(this.#address);
    if (fresh) this.#fetchedAt = Date.now();
    if (fresh || Date.now() - this.#fetchedAt > STALE_MS) this.offices = fresh;
    this.dispatchEvent(new Event("change"));
  }
}

/** @type {Map<string, Source>} */
const sources = new Map();

/** @param {string} address */
function sourceOf(address) {
  const source = sources.get(address) ?? new Source(address);
  sources.set(address, source);
  return source;
}

/**
 * @param {string} address
 * @returns {Promise<Offices | null>}
 */
async function fetched(address) {
  try {
    const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} tag
 * @param {string} name its class, and its part for ::part()
 * @param {string} [text]
 */
function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.part.add(...name.split(" "));
  made.textContent = text;
  return made;
}

/** One office, or one service of it. Its elements stay while it changes: focus and an open list of hours survive. */
class Card {
  element = element("section", "card");
  #name;
  #service = element("p", "service");
  #state = element("p", "state");
  #place = element("p", "place");
  #queue = element("p", "queue");
  #waiting = element("p", "waiting");
  #announcements = element("div", "announcements");
  #join = /** @type {HTMLAnchorElement} */ (element("a", "button join"));
  #book = /** @type {HTMLAnchorElement} */ (element("a", "button book"));
  #page = /** @type {HTMLAnchorElement} */ (element("a", "page"));
  #hours = element("details", "hours");
  #days = element("div", "week");
  #shown = "";

  /** @param {number} level of its heading */
  constructor(level) {
    this.#name = element(`h${level}`, "name");
    this.#name.id = "name";
    this.element.setAttribute("aria-labelledby", "name");
    const links = element("p", "links");
    links.append(this.#join, this.#book, this.#page);
    this.#hours.append(element("summary", "summary"), this.#days);
    this.element.append(
      ...[this.#name, this.#service, this.#state, this.#place, this.#queue, this.#waiting, this.#announcements],
      ...[links, this.#hours],
    );
  }

  /**
   * @param {Offices} said
   * @param {Office} office
   * @param {Service | undefined} service
   */
  show(said, office, service) {
    const shown = JSON.stringify([said.words, office, service?.id]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { words, links } = service ?? office;
    this.#name.id = `name-${office.id}`;
    this.element.setAttribute("aria-labelledby", this.#name.id);
    write(this.#name, office.name);
    write(this.#service, service?.name ?? "");
    write(this.#state, office.words.opening);
    this.#state.dataset.state = office.state;
    write(this.#place, office.place);
    write(this.#queue, office.state === "closed" ? "" : office.words.queue);
    write(this.#waiting, words.waiting);
    this.#announcements.replaceChildren(...office.words.announcements.map((said) => element("p", "announcement", said)));
    lead(this.#join, links.join, said.words.join);
    lead(this.#book, links.book, said.words.book);
    lead(this.#page, links.join || links.book ? null : links.page, said.words.page);
    this.#showHours(said.words.hours, office.hours);
  }

  /**
   * @param {string} title
   * @param {Hours[]} hours
   */
  #showHours(title, hours) {
    this.#hours.hidden = hours.length === 0;
    write(/** @type {HTMLElement} */ (this.#hours.firstElementChild), title);
    this.#days.replaceChildren(...alike(hours).flatMap(week));
  }
}

/** Channels with the same hours are one. @param {Hours[]} hours */
function alike(hours) {
  /** @type {Map<string, Hours>} */
  const found = new Map();
  for (const { name, days } of hours) {
    const key = JSON.stringify(days);
    const same = found.get(key);
    found.set(key, { name: same ? `${same.name}, ${name}` : name, days });
  }
  return [...found.values()];
}

/** @param {Hours} hours */
function week({ name, days }) {
  const list = element("dl", "days");
  for (const { name: day, text, reason } of days) {
    list.append(element("dt", "day", day), element("dd", "times", reason ? `${text} (${reason})` : text));
  }
  return [element("p", "channel", name), list];
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function write(place, text) {
  place.hidden = !text;
  if (place.textContent !== text) place.textContent = text;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string | null} address
 * @param {string} text
 */
function lead(link, address, text) {
  write(link, address ? text : "");
  if (address) link.href = address;
}

class VorzimmerOffice extends HTMLElement {
  static observedAttributes = ["office", "service", "lang", "level"];
  static #style = new CSSStyleSheet();
  static {
    this.#style.replaceSync(STYLE);
  }

  #list = element("div", "cards");
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** @type {Source | null} */
  #source = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [VorzimmerOffice.#style];
    root.append(document.createElement("slot"));
  }

  connectedCallback() {
    const office = this.getAttribute("office");
    const path = `api/public/offices${office ? `/${encodeURIComponent(office)}` : ""}?lang=${this.#language()}`;
    this.#source = sourceOf(new URL(path, SERVER).href);
    this.#source.addEventListener("change", this.#show);
    this.#source.enter();
    this.#show();
  }

  disconnectedCallback() {
    this.#source?.removeEventListener("change", this.#show);
    this.#source?.leave();
    this.#source = null;
  }

  attributeChangedCallback() {
    if (!this.#source) return;
    this.disconnectedCallback();
    this.#cards.clear();
    this.#list.replaceChildren();
    this.connectedCallback();
  }

  /** Its own language, or that of the page around it. */
  #language() {
    const asked = this.closest("[lang]")?.getAttribute("lang") ?? "";
    return LANGUAGES.find((language) => asked.toLowerCase().startsWith(language)) ?? "de";
  }

  #show = () => {
    const said = this.#source?.offices;
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    if (!said) return root.replaceChildren(document.createElement("slot"));
    const cards = said.offices.map((office) => this.#card(said, office));
    if (cards.length !== this.#list.children.length || cards.some((card, at) => this.#list.children[at] !== card)) {
      this.#list.replaceChildren(...cards);
    }
    this.#list.lang = said.language;
    if (root.firstElementChild !== this.#list) root.replaceChildren(this.#list);
  };

  /**
   * @param {Offices} said
   * @param {Office} office
   */
  #card(said, office) {
    const level = Number(this.getAttribute("level")) || LEVEL;
    const card = this.#cards.get(office.id) ?? new Card(Math.min(Math.max(level, 1), 6));
    this.#cards.set(office.id, card);
    const service = Number(this.getAttribute("service"));
    card.show(said, office, office.services.find((one) => one.id === service));
    return card.element;
  }
}

customElements.get("vorzimmer-office") ?? customElements.define("vorzimmer-office", VorzimmerOffice);
