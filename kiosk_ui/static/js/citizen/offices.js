// The citizen's first page: which offices are there, what one needs, how to talk, and the number.
// The fragment says where one is (#offices, #office/1, #service/3, #check/3/camera), so "back" works and a town can link a service.

import { get } from "../api.js";
import { showLost } from "../connection.js";
import { errorText } from "../texts.js";
import { leadTo, showOffices } from "./office_list.js";
import { need, setText, showView } from "./views.js";

/**
 * @typedef {import("./office_list.js").Office} Office
 * @typedef {import("./office_list.js").Service} Service
 */

const POLL_MS = 15_000;
const RETRY_MS = 2_000;

const TITLE = document.title;
/** The administration's preview shows what it has not published yet. */
const SOURCE = document.documentElement.dataset.preview ?? "/api/offices";

/** @type {Office[] | null} */
let offices = null;
/** @type {Promise<typeof import("./service_page.js")> | null} what a step needs is loaded with it */
let servicePage = null;
/** @type {Promise<typeof import("./check_step.js")> | null} */
let checkPage = null;
/** The fragment that was followed last: what comes by itself afterwards does not scroll. */
let followed = "";

/** @type {Record<string, (service: Service, office: Office, media: string, persons: number) => void>} */
const STEPS = { service: serviceStep, check: checkStep, book: bookStep };

async function keepUpToDate() {
  const pause = (await fetchOffices()) ? POLL_MS : RETRY_MS;
  setTimeout(() => whenVisible(keepUpToDate), pause);
}

async function fetchOffices() {
  const answer = await get(SOURCE).catch(failed);
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
  const [name, id, media = "camera", persons = "1"] = location.hash.slice(1).split("/");
  const found = findService(Number(id));
  const step = STEPS[name];
  document.title = found ? `${found.service.name} – ${TITLE}` : TITLE;
  if (name !== "check") leaveCheck();
  if (step && found) return step(found.service, found.office, media, Number(persons));
  showOverview(name === "office" ? Number(id) : 0);
}

/** @param {number} officeId the one that a link named, 0 for none */
function showOverview(officeId) {
  const list = need(document, "[data-offices]");
  showOffices(list, offices ?? []);
  showView("offices");
  if (officeId && followed !== location.hash) leadTo(list, officeId);
  followed = location.hash;
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
async function serviceStep(service, office) {
  const step = location.hash;
  servicePage ??= import("./service_page.js");
  const page = await servicePage;
  if (location.hash !== step) return;
  page.showService(service, office);
  showView("service");
}

/**
 * @param {Service} service
 * @param {Office} _office
 * @param {string} media
 * @param {number} persons
 */
async function checkStep(service, _office, media, persons) {
  const step = location.hash;
  checkPage ??= import("./check_step.js");
  const page = await checkPage;
  if (location.hash === step) page.showCheck(service, /** @type {import("./ticket_states.js").Media} */ (media), persons);
}

/** Links to #book/3 are on other websites. @param {Service} service */
function bookStep(service) {
  location.replace(`/book${location.search}#service/${service.id}`);
}

async function leaveCheck() {
  if (checkPage) (await checkPage).leaveCheck();
}

addEventListener("hashchange", showStep);
addEventListener("offline", () => showLost(true));
addEventListener("online", fetchOffices);
keepUpToDate();
