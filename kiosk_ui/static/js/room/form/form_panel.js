// The form on the page: choosing one, filling it in, confirming it, keeping it.
import { timeText } from "../../clock.js";
import { save } from "../../download.js";
import { nameOf } from "../names.js";
import { copyOf, part, showOnly, words } from "../partial.js";
import { hasValue, isEmpty, shownFields } from "./conditions.js";
import { FieldView } from "./field_view.js";
import { pdfOf } from "./filled.js";
import { FormDesk } from "./form_desk.js";

/** What is wanting is asked after a pause in writing. */
const CHECK_MS = 400;
const SETTLING_MS = 100;

export class FormPanel {
  #root;
  #room;
  #live;
  #notices;
  #panels;
  #role;
  #desk;
  /** @type {import("./shared_form.js").SharedForm | null} */
  #form = null;
  /** @type {FieldView[]} */
  #fields = [];
  #builtFor = "";
  #complete = false;
  #confirming = false;
  #checking = 0;
  #listening = new AbortController();
  #ofForm = new AbortController();

  /** @param {import("../features.js").Context} context */
  constructor({ root, room, live, notices, panels, options }) {
    this.#root = root;
    this.#room = room;
    this.#live = live;
    this.#notices = notices;
    this.#panels = panels;
    this.#role = options.role;
    this.#desk = new FormDesk(room, live);
    this.#listen();
    this.#showTable();
  }

  stop() {
    this.#listening.abort();
    this.#leaveForm();
    this.#desk.stop();
  }

  #listen() {
    const { signal } = this.#listening;
    this.#desk.addEventListener("offered", () => this.#showOffered(), { signal });
    this.#desk.addEventListener("table", () => this.#tableChanged(), { signal });
    this.#desk.addEventListener("failed", (event) => this.#notices.show(`form-${/** @type {CustomEvent} */ (event).detail.code}`), { signal });
    this.#live.addEventListener("state", () => this.#connectionChanged(), { signal });
    this.#room.addEventListener("joined", () => this.#roleChanged(), { signal });
    const fields = part(this.#root, "form-fields");
    fields.addEventListener("submit", (event) => event.preventDefault(), { signal });
    fields.addEventListener("focusin", (event) => this.#focused(fieldOf(event.target)), { signal });
    fields.addEventListener("focusout", (event) => this.#focused(fieldOf(event.relatedTarget)), { signal });
    this.#onClick("form-confirm", () => this.#confirm());
    this.#onClick("form-take-back", () => this.#form?.takeBack());
    this.#onClick("form-save", () => this.#form?.seal());
    this.#onClick("form-away", () => this.#desk.close());
  }

  /** @param {string} name @param {() => void} act */
  #onClick(name, act) {
    part(this.#root, name).addEventListener("click", act, { signal: this.#listening.signal });
  }

  #showOffered() {
    const list = part(this.#root, "form-offered");
    list.replaceChildren(...this.#desk.offered.map(({ id, title }) => {
      const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="form-offer"]'));
      part(row, "form-offer-title").textContent = title;
      row.querySelector("button")?.addEventListener("click", () => this.#desk.open(id));
      return row;
    }));
    part(this.#root, "form-choose").hidden = this.#desk.offered.length === 0;
    part(this.#root, "form-nothing").hidden = this.#desk.offered.length > 0;
    this.#showTable();
  }

  #tableChanged() {
    this.#leaveForm();
    this.#form = this.#desk.form;
    if (this.#form) this.#enterForm(this.#form);
    this.#showTable();
    if (!this.#form) return;
    if (!this.#isBusyElsewhere()) this.#panels.open("form");
    if (this.#role !== "clerk") this.#notices.show("form-laid");
  }

  /** Whoever wanted to confirm says so again. */
  #connectionChanged() {
    this.#confirming = false;
    this.#show();
  }

  /** A colleague has taken over: marking is theirs now. */
  #roleChanged() {
    if (this.#fields.length > 0 && this.#builtFor !== this.#room.you) this.#build();
    this.#show();
  }

  /** Nobody is torn away from what they are writing. */
  #isBusyElsewhere() {
    const open = this.#panels.current;
    return open !== null && open !== "form" && Boolean(document.activeElement?.closest(`[data-panel="${open}"]`));
  }

  /** @param {import("./shared_form.js").SharedForm} form */
  #enterForm(form) {
    this.#ofForm = new AbortController();
    const { signal } = this.#ofForm;
    /** @type {Record<string, (detail: any) => void>} */
    const handlers = {
      changed: () => this.#changed(),
      focus: () => this.#show(),
      checked: () => this.#checked(),
      renewed: (detail) => this.#renewed(detail),
      sealed: (sealed) => void this.#save(sealed),
    };
    for (const [name, handle] of Object.entries(handlers)) {
      form.addEventListener(name, (event) => handle(/** @type {CustomEvent} */ (event).detail), { signal });
    }
    if (form.definition) this.#changed();
  }

  #leaveForm() {
    this.#ofForm.abort();
    clearTimeout(this.#checking);
    this.#form = null;
    this.#fields = [];
    this.#complete = this.#confirming = false;
    part(this.#root, "form-fields").replaceChildren();
  }

  #changed() {
    if (this.#fields.length === 0) this.#build();
    this.#show();
    clearTimeout(this.#checking);
    this.#checking = window.setTimeout(() => this.#form?.check(), CHECK_MS);
  }

  #build() {
    const form = this.#form;
    if (!form?.definition) return;
    part(this.#root, "form-name").textContent = form.definition.title;
    this.#builtFor = this.#room.you;
    this.#fields = form.definition.fields.map((field) => new FieldView(this.#root, field, form, this.#room.you === "clerk"));
    part(this.#root, "form-fields").replaceChildren(...this.#fields.map(({ element }) => element));
    this.#showTable();
  }

  /** Which of its three faces the panel has, and whether it can be opened at all. */
  #showTable() {
    const state = !this.#form ? "none" : this.#fields.length > 0 ? "open" : "loading";
    showOnly(part(this.#root, "form-body"), "data-form-is", state);
    const useful = state !== "none" || this.#desk.offered.length > 0;
    part(this.#root, "form-nobody").hidden = this.#role === "clerk";
    part(this.#root, "form-toggle").hidden = !useful;
    if (!useful && this.#panels.current === "form") this.#panels.close();
  }

  #show() {
    const form = this.#form;
    if (!form?.definition) return;
    const asked = new Set(shownFields(form.definition.fields, (name) => form.value(name)).map(({ name }) => name));
    for (const view of this.#fields) {
      const others = [...form.focus].filter(([id, field]) => id !== this.#room.you && field === view.field.name).map(([id]) => id);
      const here = others.map((id) => nameOf(this.#root, this.#room, id));
      view.show({ asked: asked.has(view.field.name), complete: this.#complete, here, person: others[0] ?? "" });
    }
    part(this.#root, "form-offline").hidden = this.#live.state !== "offline";
    this.#showProgress(form, asked);
    this.#showEnd(form);
  }

  /** @param {import("./shared_form.js").SharedForm} form @param {Set<string>} asked */
  #showProgress(form, asked) {
    const fields = (form.definition?.fields ?? []).filter((field) => hasValue(field) && asked.has(field.name));
    const required = fields.filter((field) => field.required);
    const counted = required.length > 0 ? required : fields;
    const done = counted.filter(({ name }) => !isEmpty(form.value(name))).length;
    const text = words(this.#root, required.length > 0 ? "form-progress" : "form-progress-free");
    part(this.#root, "form-progress-words").textContent = text.replace("{done}", String(done)).replace("{all}", String(counted.length));
    Object.assign(part(this.#root, "form-progress"), { max: Math.max(1, counted.length), value: done });
  }

  /** @param {import("./shared_form.js").SharedForm} form */
  #showEnd(form) {
    const { confirmedAt } = form;
    const isCitizen = this.#room.you === "citizen";
    part(this.#root, "form-confirm").hidden = !isCitizen || confirmedAt !== null;
    part(this.#root, "form-take-back").hidden = !isCitizen || confirmedAt === null;
    part(this.#root, "form-save").hidden = this.#room.you.startsWith("guest");
    part(this.#root, "form-not-confirmed").hidden = this.#room.you !== "clerk" || confirmedAt !== null;
    part(this.#root, "form-confirmed").hidden = confirmedAt === null;
    const said = words(this.#root, isCitizen ? "form-confirmed-citizen" : "form-confirmed");
    part(this.#root, "form-confirmed-words").textContent = confirmedAt ? said.replace("{time}", timeText(confirmedAt)) : "";
    this.#showWanting(form);
  }

  /** @param {import("./shared_form.js").SharedForm} form */
  #showWanting(form) {
    const count = Object.keys(form.objections).length;
    const wanting = part(this.#root, "form-wanting");
    wanting.hidden = !this.#complete || count === 0;
    const text = words(this.#root, count === 1 ? "form-wanting-one" : "form-wanting").replace("{count}", String(count));
    if (wanting.textContent !== text) wanting.textContent = text;
  }

  /** @param {string | null} field */
  #focused(field) {
    this.#form?.tellFocus(field);
    this.#show();
  }

  /** What is confirmed has been checked by the server as it is now. */
  #confirm() {
    this.#confirming = this.#form?.check() ?? false;
    if (!this.#confirming) this.#notices.show("form-unreachable");
  }

  #checked() {
    const form = this.#form;
    if (!form) return;
    const confirming = this.#confirming;
    this.#confirming = false;
    this.#complete ||= confirming;
    this.#show();
    if (!confirming) return;
    const first = this.#fields.find(({ field }) => form.objections[field.name]);
    if (first) first.focus();
    else if (form.isSettled) form.confirm();
    else this.#confirmSoon(); // what was written last is on its way
  }

  #confirmSoon() {
    clearTimeout(this.#checking);
    this.#checking = window.setTimeout(() => this.#confirm(), SETTLING_MS);
  }

  /** @param {{lost: string[], unconfirmed: boolean, code: string}} detail */
  #renewed({ lost, unconfirmed, code }) {
    if (code === "form_full") this.#notices.show("form-form_full");
    else if (unconfirmed) this.#notices.show("form-unconfirmed");
    else if (lost.length > 0) this.#notices.show("form-lost");
  }

  /** @param {unknown} sealed */
  async #save(sealed) {
    try {
      save(`${this.#form?.definition?.title ?? ""}.pdf`, await pdfOf(sealed), "application/pdf");
    } catch {
      this.#notices.show("form-no-pdf");
    }
  }
}

/** @param {EventTarget | null} target @returns {string | null} */
function fieldOf(target) {
  const element = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-field]")) : null;
  return element?.dataset.field ?? null;
}
