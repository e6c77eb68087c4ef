// Checking in by the link: from home with the devices tried, or in the building.

import { post } from "../../api.js";
import { timeText, dayText, daysUntil } from "../../clock.js";
import { errorText, text } from "../../texts.js";
import { startCheck, stopCheck } from "../device_part.js";
import { need, setText, showOnly, view } from "../views.js";

/**
 * @typedef {import("../booking/words.js").Appointment} Appointment
 * @typedef {import("../ticket_states.js").Media} Media
 */

export class Arrival {
  isChecking = false;
  #actions;
  /** @type {Appointment | null} */
  #appointment = null;

  /** @param {{write: (path: string) => Promise<{token: string}>, show: () => void}} actions */
  constructor(actions) {
    this.#actions = actions;
    need(document, "[data-open-check]").onclick = () => this.#openCheck(null);
    need(document, "[data-close-check]").onclick = () => this.#closeCheck();
    need(document, "[data-check-in]").onclick = () => this.#begin();
  }

  /** @param {Appointment} appointment */
  show(appointment) {
    this.#appointment = appointment;
    const page = view("confirmed");
    const isRefused = appointment.punctuality === "late" && appointment.late_arrival === "refuse";
    const arrival = isRefused ? "refused" : appointment.punctuality;
    showOnly(page, "arrival", [arrival]);
    const alsoOnSite = need(page, "[data-also-way]");
    alsoOnSite.hidden ||= appointment.channel !== "on_site";
    need(page, "[data-badge]").hidden ||= isRefused;
    for (const opens of page.querySelectorAll("[data-opens]")) setText(opens, opensText(appointment.check_in_from));
    setText(need(page, "[data-code-digits]"), appointment.code.replace(/(\d{3})(?=\d)/g, "$1\u00a0"));
    if (appointment.qr) /** @type {HTMLImageElement} */ (need(page, "[data-qr]")).src = appointment.qr;
    if (appointment.state !== "confirmed") this.#endCheck();
  }

  /** Whoever talks by video tries camera and microphone first, and says with what they take part. */
  #begin() {
    if (this.#appointment?.channel !== "video") return this.#checkIn(null);
    this.#openCheck((media) => this.#checkIn(media));
  }

  /** @param {((media: Media) => void) | null} then null: it was only tried */
  #openCheck(then) {
    this.isChecking = true;
    this.#actions.show();
    startCheck(view("check"), "camera", (able) => {
      this.#closeCheck();
      then?.(able);
    });
  }

  #closeCheck() {
    this.#endCheck();
    this.#actions.show();
  }

  #endCheck() {
    if (this.isChecking) stopCheck();
    this.isChecking = false;
  }

  /** @param {Media | null} media */
  async #checkIn(media) {
    const button = /** @type {HTMLButtonElement} */ (need(document, "[data-check-in]"));
    button.disabled = true;
    try {
      const { token } = await this.#actions.write("check-in");
      if (media && media !== "camera") await post("/api/ticket/media", { media }, { bearer: token }).catch(() => null); // changeable there
      location.assign(`/ticket${location.search}#${token}`);
    } catch (error) {
      const problem = need(document, "[data-arrival-problem]");
      setText(need(problem, "[data-words]"), errorText(error));
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  }
}

/** @param {string} from */
function opensText(from) {
  const time = timeText(from);
  return daysUntil(from, new Date()) === 0 ? text("opens", { time }) : text("opens-day", { day: dayText(from), time });
}
