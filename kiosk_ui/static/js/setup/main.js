// The set-up page: the code on the server's screen, then one step at a time, and at the end the backup key.

import { ApiError, get, post } from "../api.js";
import { errorText, text } from "../texts.js";
import { Installing } from "./installing.js";

const KEY_PREFIX = "AGE-SECRET-KEY-1";
const KEY_GROUP = 4;
const LOOK_AGAIN_MS = 1_000;
const STEPS_OF_A_PLAN = ["town", "office", "machine"];
const HOME_ZONE = "Europe/Berlin";

/** What was entered so far, by the names of the fields. @type {Record<string, any>} */
const entered = {};
const installing = new Installing({ code: () => entered.code, show, refuse });

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submitted(form);
  });
}
document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-go]");
  if (button instanceof HTMLElement) show(button.dataset.go ?? "");
});
part("kept").addEventListener("change", (event) => {
  part("finish").hidden = !(/** @type {HTMLInputElement} */ (event.target).checked);
});
part("print").addEventListener("click", () => print());
part("copy").addEventListener("click", () => void copyKey());
offerZones();
void offerServices();
field("code").focus();

/** @param {HTMLFormElement} form */
async function submitted(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  if (button.getAttribute("aria-busy") === "true") return;
  const missing = firstInvalid(form);
  if (missing) return refuse(missing.validationMessage || text("missing", { field: labelOf(missing) }), missing);
  button.setAttribute("aria-busy", "true");
  try {
    refuse("");
    await DEEDS[form.dataset.step ?? ""](form);
  } catch (error) {
    refuse(errorText(error));
    if (error instanceof ApiError && error.code === "wrong_setup_code") show("code");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** @type {Record<string, (form: HTMLFormElement) => Promise<void> | void>} */
const DEEDS = {
  async code(form) {
    keep(form);
    await post("/api/setup/code", { code: entered.code, at: new Date().toISOString() });
    if (!(await installing.look())) show("way");
  },
  disk(form) {
    return installing.begin(String(new FormData(form).get("disk")));
  },
  town(form) {
    const data = new FormData(form);
    if (data.get("password") !== data.get("password_again")) return refuse(text("passwords_differ"), field("password_again"));
    keep(form);
    show("office");
  },
  office(form) {
    keep(form);
    entered.services = new FormData(form).getAll("services");
    show("machine");
  },
  async machine(form) {
    keep(form);
    const { password_again: _, counters, ...plan } = entered;
    try {
      const { backup_key } = await post("/api/setup", { ...plan, counters: Number(counters) });
      showKey(backup_key);
    } catch (error) {
      showStepOf(error);
      throw error;
    }
  },
  async restore(form) {
    const { organisation, created_at } = await upload(form);
    const moment = new Date(created_at).toLocaleString(document.documentElement.lang);
    part("restored").textContent = text("restored", { organisation, moment });
    show("restored");
    void goOnWhenBack();
  },
};

/** The step in which a refused answer can be changed. @param {unknown} error */
function showStepOf(error) {
  const code = error instanceof ApiError ? error.code : "";
  const step = { weak_password: "town", invalid_prefix: "office", no_services: "office" }[code];
  if (step) show(step);
}

/** @param {HTMLFormElement} form */
function keep(form) {
  for (const [name, value] of new FormData(form)) {
    if (name !== "services") entered[name] = String(value).trim();
  }
}

/** The form with its file: too large for the JSON API. @param {HTMLFormElement} form */
async function upload(form) {
  const body = new FormData(form);
  const headers = { "X-Vorzimmer": "1", "X-Setup-Code": entered.code, "Accept-Language": document.documentElement.lang };
  const response = await fetch("/api/setup/restore", { method: "POST", body, headers }).catch(() => {
    throw new ApiError("unreachable", 0, "");
  });
  const answer = await response.json();
  if (!response.ok) throw new ApiError(answer.code, response.status, answer.detail);
  return answer;
}

async function goOnWhenBack() {
  const { needed } = await get("/api/setup").catch(() => ({ needed: true }));
  if (needed) setTimeout(() => void goOnWhenBack(), LOOK_AGAIN_MS);
  else location.assign("/admin/");
}

/** In groups, as people copy it to paper; spaces do not count when it is typed. @param {string} key */
function showKey(key) {
  entered.key = key;
  const groups = key.slice(KEY_PREFIX.length).match(new RegExp(`.{1,${KEY_GROUP}}`, "g")) ?? [];
  part("key").textContent = [KEY_PREFIX, ...groups].join(" ");
  show("key");
}

async function copyKey() {
  await navigator.clipboard.writeText(entered.key);
  part("copy-label").textContent = text("copied");
}

/** @param {string} name */
function show(name) {
  for (const step of document.querySelectorAll("[data-step]")) {
    /** @type {HTMLElement} */ (step).hidden = /** @type {HTMLElement} */ (step).dataset.step !== name;
  }
  const shown = /** @type {HTMLElement} */ (document.querySelector(`[data-step="${name}"]`));
  const first = /** @type {HTMLElement | null} */ (shown.querySelector("input, button, [tabindex]"));
  (first ?? part("title")).focus();
  scrollTo(0, 0);
  if (STEPS_OF_A_PLAN.includes(name)) refuse("");
}

/**
 * @param {string} detail "" when all is well
 * @param {HTMLElement} [at] what has to be changed
 */
function refuse(detail, at) {
  const error = part("error");
  part("detail").textContent = detail;
  error.hidden = !detail;
  at?.focus();
}

/** @param {HTMLFormElement} form */
function firstInvalid(form) {
  const inputs = /** @type {HTMLInputElement[]} */ (Array.from(form.elements).filter((one) => one instanceof HTMLInputElement));
  return inputs.find((input) => !input.checkValidity());
}

/** @param {HTMLInputElement} input */
function labelOf(input) {
  return input.labels?.[0]?.textContent ?? input.name;
}

async function offerServices() {
  const { services } = await get("/api/setup");
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("service-choice"));
  for (const [number, { name, minutes }] of services.entries()) {
    const choice = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const input = /** @type {HTMLInputElement} */ (choice.querySelector("input"));
    const label = /** @type {HTMLLabelElement} */ (choice.querySelector("label"));
    Object.assign(input, { id: `service-${number}`, value: name, checked: number < 4 });
    label.htmlFor = input.id;
    label.textContent = `${name} (${text("minutes", { count: minutes })})`;
    part("services").append(choice);
  }
}

function offerZones() {
  const zones = /** @type {HTMLSelectElement} */ (part("zones"));
  for (const zone of Intl.supportedValuesOf("timeZone")) zones.add(new Option(zone, zone, zone === HOME_ZONE, zone === HOME_ZONE));
}

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"], [data-field="${name}"]`));
}

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (document.getElementById(`setup-${name}`));
}
