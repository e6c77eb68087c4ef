// The last step before the number: try the devices, or say that none are needed; then join.

import { errorText } from "../texts.js";
import { startCheck, stopCheck } from "./device_part.js";
import { takeTicket } from "./join.js";
import { need, setText, showOnly, showView, view } from "./views.js";

/** @typedef {import("./office_list.js").Service} Service */

/** The step that is shown, as its fragment: an update of the offices must not start it anew. */
let shown = "";

/**
 * @param {Service} service
 * @param {import("./ticket_states.js").Media} media what the person wishes
 * @param {number} persons how many come
 */
export function showCheck(service, media, persons) {
  if (shown === location.hash) return;
  shown = location.hash;
  stopCheck();
  dress(view("check"), service, media, persons);
  showView("check");
  if (media !== "text") startCheck(view("check"), media, (able) => join(service.id, able, persons));
}

export function leaveCheck() {
  shown = "";
  stopCheck();
}

/**
 * @param {HTMLElement} page
 * @param {Service} service
 * @param {string} media
 * @param {number} persons
 */
function dress(page, service, media, persons) {
  setText(need(page, "[data-name]"), service.name);
  /** @type {HTMLAnchorElement} */ (need(page, "[data-back]")).hash = `service/${service.id}`;
  showOnly(page, "only", [media === "text" ? "text" : "devices"]);
  need(page, "[data-join-problem]").hidden = true;
  need(page, "[data-joining]").hidden = true;
  need(page, "[data-join]").onclick = () => join(service.id, "text", persons);
}

/**
 * @param {number} serviceId
 * @param {string} media
 * @param {number} persons
 */
async function join(serviceId, media, persons) {
  const page = view("check");
  const [joining, problem] = [need(page, "[data-joining]"), need(page, "[data-join-problem]")];
  if (!joining.hidden) return; // the second of two taps
  joining.hidden = false;
  problem.hidden = true;
  try {
    location.replace(await takeTicket(serviceId, media, persons)); // "back" then leads to the service, not to a second number
  } catch (error) {
    joining.hidden = true;
    showProblem(problem, error, () => join(serviceId, media, persons));
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
