// The local page: follows the device's state (GET /state), shows one view of it, sends what a person at the device does.

import { CodeEntry, grouped } from "../static/js/kiosk/code_entry.js";
import { fillSlots, part, showOne } from "../static/js/kiosk/slots.js";
import { plural, text } from "../static/js/texts.js";
import { beat } from "./heartbeat.js";
import { Installing } from "./installing.js";

const RETRY_MS = 1000;
const EXIT_CODE_DIGITS = 8;
const LOCALE = document.documentElement.lang;
const SERVICE = "#service";
const INSTALL = "#install";
const INSTALLATION = ["installing", "installed"];
/** Views that offer an installation to anybody, and its own. */
const OFFERS = ["role", "adoption", "install"];

/**
 * @typedef {{name: string, url: string}} FoundServer
 * @typedef {{organisation: string, name: string, server: string, time_zone: string}} Office
 * @typedef {object} State
 * @property {number} revision
 * @property {string} view
 * @property {string} chosen
 * @property {{code: string, text: string} | null} problem of the first run's file
 * @property {boolean} removed
 * @property {{id: string, name: string, addresses: string[], version: string}} device
 * @property {{code: string, wrong: number, locked_seconds: number}} code
 * @property {string} qr_for name of the server to which the QR code leads, or empty
 * @property {FoundServer[]} servers
 * @property {string[]} usb_files
 * @property {Office | null} office
 * @property {string | null} away_since
 * @property {{address: string, at: string} | null} elsewhere
 * @property {import("../static/js/disks.js").Installation} installation
 */

/** @type {State | null} */
let state = null;
/** @type {CodeEntry | null} */
let entry = null;
let pass = "";
/** When the lock ends, on this page's own clock. */
let lockedUntil = 0;
/** The view for which disks were asked for last. */
let asked = "";
const installing = new Installing(send);

/** @param {string} path @param {object} [body] */
async function send(path, body = {}) {
  const headers = { "Content-Type": "application/json", "X-Vorzimmer": "1", "X-Service-Pass": pass };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}

/** A device that was started anew counts its revisions from the beginning: after an interruption nothing is known. */
async function follow() {
  for (let known = 0; ; ) {
    try {
      const response = await fetch(`/state?after=${known}`);
      state = /** @type {State} */ (await response.json());
      known = state.revision;
      showLost(false);
      lockedUntil = performance.now() + state.code.locked_seconds * 1000;
      show();
    } catch {
      known = 0;
      showLost(true);
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

/** @param {boolean} lost */
function showLost(lost) {
  part("[data-connection-lost]").hidden = !lost;
}

function show() {
  if (!state) return;
  const view = viewOf(state);
  showOne(document, "view", view === "office" ? "starting" : view);
  showOne(document, "chosen", state.chosen);
  listenForCode(view === "service_code");
  const { device, office } = state;
  fillSlots(document, {
    organisation: office?.organisation || "Vorzimmer",
    office: office?.name ?? "",
    footer: [device.name, device.addresses[0], `Vorzimmer ${device.version}`].filter(Boolean).join(" · "),
  });
  part("[data-service-entry]").hidden = office === null || location.hash !== "" || INSTALLATION.includes(view);
  showProblem(state);
  showAdoption(state);
  showAway(state);
  installing.show(state.installation, view);
  notice("leaves_office", office !== null);
  if (view !== asked && OFFERS.includes(view)) lookForDisks();
  asked = view;
}

/** A copy goes before everything; after one that failed, its page says why. @param {State} now */
function viewOf({ view, office, installation }) {
  if (INSTALLATION.includes(view)) return view;
  const mayAct = office === null || pass !== "";
  if (location.hash === INSTALL) return mayAct || installation.code ? "install" : "service_code";
  if (location.hash === SERVICE) return pass ? "service" : "service_code";
  return view;
}

/** Where there are none, or nobody who could say so, nothing is offered. */
function lookForDisks() {
  installing.look().then(show, () => {});
}

/** @param {State} now */
function showProblem({ problem }) {
  notice("problem", problem !== null);
  fillSlots(document, {
    problem: problem ? text(`problem-${problem.code}`) : "",
    problem_detail: problem?.text ?? "",
  });
}

/** @param {State} now */
function showAdoption({ device, code, removed, servers, qr_for: leadsTo, usb_files: files }) {
  const connected = device.addresses.length > 0;
  fillSlots(document, {
    id: groupsOfFour(device.id),
    name: device.name,
    addresses: device.addresses.join("\n") || text("none"),
    version: device.version,
    code: grouped(code.code),
    wrong: code.wrong ? plural("wrong", code.wrong) : "",
    qr_for: leadsTo ? text("qr-for", { server: leadsTo }) : "",
  });
  notice("removed", removed);
  notice("no_network", !connected);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-connected]"))) {
    part.hidden = !connected; // without a network nothing of it would help
  }
  notice("wrong", code.wrong > 0);
  showLock();
  part("[data-code-block]").hidden = code.code === "";
  const drawing = /** @type {HTMLImageElement} */ (part("[data-qr]"));
  drawing.hidden = code.code === "";
  drawing.src = `/qr.svg?of=${code.code}${encodeURIComponent(leadsTo)}`;
  part("[data-servers]").replaceChildren(...servers.map(serverLine));
  part("[data-no-server]").hidden = servers.length > 0;
  part("[data-usb]").hidden = files.length === 0;
  part("[data-usb-files]").replaceChildren(...files.map(usbButton));
}

function showLock() {
  const minutes = Math.ceil((lockedUntil - performance.now()) / 60_000);
  notice("locked", minutes > 0);
  fillSlots(document, { locked: minutes > 0 ? plural("locked", minutes) : "" });
}

/** @param {State} now */
function showAway({ device, office, away_since: since, elsewhere }) {
  fillSlots(document, {
    away_since: since ? text("away-since", { time: clock(since) }) : "",
    elsewhere: elsewhere
      ? text("elsewhere", { time: clock(elsewhere.at), address: elsewhere.address, office: office?.organisation ?? "" })
      : "",
  });
  notice("no_network_away", device.addresses.length === 0);
  notice("elsewhere", elsewhere !== null);
}

/** @param {string} name @param {boolean} shown */
function notice(name, shown) {
  part(`[data-notice="${name}"]`).hidden = !shown;
}

/** On the town's clock. @param {string} instant */
function clock(instant) {
  const timeZone = state?.office?.time_zone;
  return new Date(instant).toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", timeZone });
}

/** 16 hexadecimal digits in groups of four. @param {string} id */
function groupsOfFour(id) {
  return id.replace(/(.{4})(?=.)/g, "$1 ");
}

/** @param {FoundServer} server */
function serverLine(server) {
  const line = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = server.name;
  line.append(name, ` ${server.url}`);
  return line;
}

/** @param {string} file */
function usbButton(file) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "action";
  button.textContent = text("usb-take", { file });
  button.addEventListener("click", () => act("usb_problem", () => send("/adopt-by-file", { name: file })));
  return button;
}

/**
 * What went wrong is written into the slot; empty while nothing did.
 * @param {string} slot
 * @param {() => Promise<unknown>} deed
 */
async function act(slot, deed) {
  fillSlots(document, { [slot]: "" });
  try {
    await deed();
  } catch (refusal) {
    fillSlots(document, { [slot]: reason(/** @type {{code?: string, text?: string, seconds?: number}} */ (refusal)) });
  }
}

/** @param {{code?: string, text?: string, seconds?: number}} refusal */
function reason({ code = "", text: detail = "", seconds = 0 }) {
  if (code === "wrong_code") return text("service-wrong");
  if (code === "locked") return plural("service-locked", Math.ceil(seconds / 60));
  return text("failed", { reason: text(`reason-${code}`) || detail || code });
}

/** The keypad takes keys only while it is seen. @param {boolean} wanted */
function listenForCode(wanted) {
  if (wanted && !entry) {
    entry = new CodeEntry(part('[data-view="service_code"]'), { length: EXIT_CODE_DIGITS, code: enterCode });
  } else if (!wanted && entry) {
    entry.stop();
    entry = null;
  }
}

/** @param {string} code */
function enterCode(code) {
  void act("service_problem", async () => {
    try {
      pass = (await send("/service/enter", { code })).pass;
      await showService();
    } finally {
      entry?.clear();
    }
  });
}

async function showService() {
  const about = await send("/service/about");
  const { uptime_s: uptime, recoveries, cameras, microphones } = about.health;
  const helped = Object.entries(recoveries).filter(([, count]) => count > 0);
  const layers = helped.map(([layer, count]) => `${text(`layer-${layer}`)} ${count}`);
  fillSlots(document, {
    service_name: state?.device.name ?? "",
    service_id: groupsOfFour(state?.device.id ?? ""),
    service_server: state?.office?.server ?? "",
    service_addresses: state?.device.addresses.join(", ") || text("none"),
    service_version: state?.device.version ?? "",
    service_uptime: text("uptime", { hours: Math.floor(uptime / 3600), minutes: Math.floor((uptime % 3600) / 60) }),
    service_cameras: names(cameras),
    service_microphones: names(microphones),
    service_recoveries: layers.join(", ") || text("not-once"),
  });
  lookForDisks();
  show();
  part("#service-title").focus();
}

/** @param {{name: string}[]} equipment */
function names(equipment) {
  return equipment.map(({ name }) => name).join(", ") || text("none");
}

/** @param {string} what */
function serve(what) {
  void act("service_failed", () => send(`/service/${what}`));
}

async function leaveService() {
  if (pass) await send("/service/leave").catch(() => {});
  pass = "";
  fillSlots(document, { service_problem: "", service_failed: "" });
  location.hash = "";
}

function install() {
  void act("install_problem", async () => {
    await installing.begin();
    location.hash = INSTALL;
  });
}

function confirmReset() {
  const dialog = /** @type {HTMLDialogElement} */ (part("#reset-dialog"));
  dialog.returnValue = "";
  dialog.showModal();
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  back: () => void leaveService(),
  service: () => (location.hash = SERVICE),
  install: () => (location.hash = INSTALL),
  "leave-install": () => (location.hash = pass ? SERVICE : ""),
};

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  const { action, role, service, confirm, install: end } = button?.dataset ?? {};
  if (action) ACTIONS[action]?.();
  else if (role) void act("role_problem", () => send("/role", { role }));
  else if (service) serve(service);
  else if (confirm) confirmReset();
  else if (end) void act("installed_problem", () => send(`/install/${end}`));
});
part("#reset-dialog").addEventListener("close", (event) => {
  if (/** @type {HTMLDialogElement} */ (event.target).returnValue === "reset") serve("reset");
});
part("#install-dialog").addEventListener("close", (event) => {
  if (/** @type {HTMLDialogElement} */ (event.target).returnValue === "install") install();
});
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[hreflang]"))) {
  link.addEventListener("click", () => (link.hash = location.hash));
}
addEventListener("hashchange", () => {
  show();
  if (location.hash === INSTALL) part("#install-title").focus();
});
addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(showLock, RETRY_MS);
beat();
void follow();
