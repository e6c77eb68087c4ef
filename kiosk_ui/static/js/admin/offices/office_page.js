// One office: what is set of it, its services and its counters.

import { post, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";
import { NEW_SERVICE, SERVICE_CHOICES, isComplete, read, serviceForm, write } from "./forms.js";
import { Rows } from "./rows.js";
import { onShift, shifted, showShifts } from "./shifts.js";

/**
 * @typedef {import("./shapes.js").Administration} Administration
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./shapes.js").Service} Service
 * @typedef {import("./shapes.js").Counter} Counter
 * @typedef {import("./page.js").Deeds} Deeds
 */

export class OfficePage {
  element = fromTemplate("office-page");
  #deeds;
  #settings;
  #services;
  #counters;
  /** Typed into since it was shown: then it is the person's. */
  #isTouched = false;
  /** @type {Administration} */
  #view;
  id;

  /**
   * @param {number} id
   * @param {Administration} view
   * @param {Deeds} deeds
   */
  constructor(id, view, deeds) {
    this.id = id;
    this.#view = view;
    this.#deeds = deeds;
    this.#settings = /** @type {HTMLFormElement} */ (part(this.element, "settings"));
    this.#settings.addEventListener("submit", (event) => void this.#save(event));
    this.#settings.addEventListener("input", () => this.#touched());
    this.#services = new Rows(this.#list("service"), id, this.#serviceManner(), deeds);
    this.#counters = new Rows(this.#list("counter"), id, COUNTERS, deeds);
    const link = /** @type {HTMLAnchorElement} */ (part(this.element, "preview"));
    link.href = previewAddress(id);
    for (const deed of ["publish", "unpublish"]) {
      part(this.element, deed).addEventListener("click", () => void this.#publish(deed));
    }
    part(this.element, "remove").addEventListener("click", () => void deeds.remove("office", this.#office));
    onShift(this.element, (steps) => this.#shift(steps));
    this.show(view);
  }

  /** @param {Administration} view */
  show(view) {
    this.#view = view;
    const { name, published, department_id: department, services, counters, waiting, appointments } = this.#office;
    const siblings = this.#siblings();
    fill(this.element.querySelector("header") ?? this.element, {
      name,
      department: view.departments.find(({ id }) => id === department)?.name ?? "",
      load: [plural("office.waiting", waiting), plural("appointments", appointments)].join(", "),
      public: text(published ? "public.yes" : "public.no"),
    });
    part(this.element, "public").toggleAttribute("data-published", published);
    part(this.element, "publish").hidden = published;
    part(this.element, "unpublish").hidden = !published;
    showShifts(part(this.element, "shifts"), name, siblings[0] === this.id, siblings.at(-1) === this.id);
    if (!this.#isTouched) this.#fill();
    this.#services.show(services);
    this.#counters.show(counters);
  }

  focus() {
    /** @type {HTMLElement} */ (this.element.querySelector("h2")).focus();
  }

  /** @returns {Office} */
  get #office() {
    return /** @type {Office} */ (this.#view.offices.find(({ id }) => id === this.id));
  }

  /** Ids of the offices of its department, in their order. */
  #siblings() {
    const { department_id: department } = this.#office;
    return this.#view.offices.filter((office) => office.department_id === department).map(({ id }) => id);
  }

  /** @param {string} kind */
  #list(kind) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-list="${kind}"]`));
  }

  #fill() {
    const choice = /** @type {HTMLSelectElement} */ (this.#settings.elements.namedItem("department_id"));
    choice.replaceChildren(...this.#view.departments.map(({ id, name }) => new Option(name, String(id))));
    write(this.#settings, this.#office);
  }

  #touched() {
    this.#isTouched = true;
    fill(this.#settings, { saved: "", error: "" });
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const prefix = /** @type {HTMLInputElement} */ (this.#settings.elements.namedItem("prefix"));
    prefix.value = prefix.value.trim().toUpperCase();
    if (!isComplete(this.#settings)) return;
    const values = read(this.#settings);
    const settings = { ...values, department_id: Number(values.department_id) };
    this.#isTouched = false;
    if (await this.#deeds.send(() => put(`/api/admin/offices/${this.id}`, settings))) {
      fill(this.#settings, { saved: text("saved") });
    } else this.#isTouched = true;
  }

  /** The button that was pressed goes: the other one gets the focus. @param {string} deed */
  async #publish(deed) {
    if (await this.#deeds.send(() => post(`/api/admin/offices/${this.id}/${deed}`))) {
      part(this.element, deed === "publish" ? "unpublish" : "publish").focus();
    }
  }

  /** @param {number} steps */
  #shift(steps) {
    const ids = shifted(this.#siblings(), this.id, steps);
    const others = this.#view.offices.map(({ id }) => id).filter((id) => !ids.includes(id));
    void this.#deeds.send(() => put("/api/admin/order", { kind: "office", ids: [...ids, ...others] }));
  }

  /** @returns {import("./rows.js").Manner<Service>} */
  #serviceManner() {
    return {
      kind: "service",
      facts: serviceFacts,
      form: () => serviceForm(this.#view.languages),
      fresh: NEW_SERVICE,
      oneOf: SERVICE_CHOICES,
    };
  }
}

/** @type {import("./rows.js").Manner<Counter>} */
const COUNTERS = {
  kind: "counter",
  facts: ({ is_home: isHome, clerk }) =>
    [isHome ? text("counter.home") : "", clerk ? text("counter.clerk", { clerk }) : ""].filter(Boolean).join(" · "),
  form: () => /** @type {HTMLFormElement} */ (fromTemplate("counter-form")),
  fresh: {},
  oneOf: [],
};

/** One line: "15 Minuten · vor Ort, per Video · nur mit Termin". @param {import("./shapes.js").ServiceSettings} service */
export function serviceFacts({ minutes, channels, takes_numbers: numbers, takes_appointments: appointments }) {
  const ways = channels.map((channel) => text(`channel.${channel}`)).join(", ");
  const only = numbers && appointments ? "" : text(`service.${comes(numbers, appointments)}`);
  return [text("minutes", { count: minutes }), ways, only].filter(Boolean).join(" · ");
}

/** @param {boolean} numbers @param {boolean} appointments */
function comes(numbers, appointments) {
  if (appointments) return "only_appointments";
  return numbers ? "only_numbers" : "nobody";
}

/** @param {number} officeId */
export function previewAddress(officeId) {
  const { lang } = document.documentElement;
  return `/admin/offices/preview?office=${officeId}${lang === "de" ? "" : `&lang=${lang}`}`;
}
