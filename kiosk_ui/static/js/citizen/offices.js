// The citizen's first page: which offices are there, what one needs, how to talk, and the number.
// The fragment says where one is (#offices, #service/3, #check/3/camera), so "back" works and a town can link a service.

import { get } from "../api.js";
import { showLost } from "../connection.js";
import { errorText } from "../texts.js";
import { startCheck, stopCheck } from "./device_part.js";
import { takeTicket } from "./join.js";
import { showOffices } from "./office_list.js";
import { showService } from "./service_page.js";
import { need, setText, showOnly, showView, view } from "./views.js";

/**
 * @typedef {import("./office_list.js").Office} Office
 * @typedef {import("./office_list.js").Service} Service
 */

const POLL_MS = 15_000;
const RETRY_MS = 2_000;

/** @type {Office[] | null} */
let offices = null;

/** @type {Record<string, (service: Service, office: Office, media: string) => void>} */
const STEPS = { service: serviceStep, check: checkStep };

async function keepUpToDate() {
  const pause = (await fetchOffices()) ? POLL_MS : RETRY_MS;
  setTimeout(() => whenVisible(keepUpToDate), pause);
}

async function fetchOffices() {
  const answer = await get("/api/offices").catch(failed);
  if (!answer) return false;
  offices = answer.offices;
  showLost(false);
  showStep();
  return true;
}

/** An overview that is already there stays, with the line that it may be old. @param {unknown} error */
function failed(error) {
  showLost(true);
  if (!offices) setText(need(showView("failed"), "[data-detail]"), errorText(error));
}

/** A page in the background asks nothing. @param {() => void} act */
function whenVisible(act) {
  if (!document.hidden) return act();
  document.addEventListener("visibilitychange", () => whenVisible(act), { once: true });
}

function showStep() {
  if (!offices) return;
  const [name, id, media = "camera"] = location.hash.slice(1).split("/");
  const found = findService(Number(id));
  const step = STEPS[name];
  if (!step || name !== "check") stopCheck();
  if (step && found) return step(found.service, found.office, media);
  showOffices(need(document, "[data-offices]"), offices);
  showView("offices");
}

/** @param {number} id */
function findService(id) {
  for (const office of offices ?? []) {
    const service = office.services.find((candidate) => candidate.id === id);
    if (service) return { office, service };
  }
  return null;
}

/**
 * @param {Service} service
 * @param {Office} office
 */
function serviceStep(service, office) {
  showService(service, office);
  showView("service");
}

/**
 * @param {Service} service
 * @param {Office} _office
 * @param {string} media
 */
function checkStep(service, _office, media) {
  const page = view("check");
  if (document.body.dataset.view === "check" && page.dataset.step === location.hash) return;
  page.dataset.step = location.hash;
  setText(need(page, "[data-name]"), service.name);
  /** @type {HTMLAnchorElement} */ (need(page, "[data-back]")).hash = `service/${service.id}`;
  showOnly(page, "only", [media === "text" ? "text" : "devices"]);
  need(page, "[data-problem]").hidden = true;
  showView("check");
  stopCheck();
  if (media !== "text") startCheck(page, (able) => join(service.id, able));
}

/**
 * @param {number} serviceId
 * @param {string} media
 */
async function join(serviceId, media) {
  const page = view("check");
  const joining = need(page, "[data-joining]");
  const problem = need(page, "[data-problem]");
  joining.hidden = false;
  problem.hidden = true;
  try {
    const address = await takeTicket(serviceId, media);
    stopCheck();
    location.replace(address); // "back" leads to the service, not to a second number
  } catch (error) {
    showProblem(problem, error, () => join(serviceId, media));
  } finally {
    joining.hidden = true;
  }
}

/**
 * @param {HTMLElement} problem
 * @param {unknown} error
 * @param {() => void} again
 */
function showProblem(problem, error, again) {
  setText(need(problem, "[data-detail]"), errorText(error));
  setText(need(problem, "[data-code]"), /** @type {{code?: string}} */ (error).code ?? "unexpected");
  need(problem, "[data-again]").onclick = again;
  problem.hidden = false;
  problem.scrollIntoView({ block: "nearest" });
}

need(document, "[data-join]").addEventListener("click", () => {
  join(Number(location.hash.split("/")[1]), "text");
});
addEventListener("hashchange", showStep);
keepUpToDate();
