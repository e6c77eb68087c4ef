// Services or counters of an office: in their order, each with a form that opens below it.

import { newKey, post, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { isComplete, read, write } from "./forms.js";
import { onShift, shifted, showShifts } from "./shifts.js";

/**
 * @typedef {import("./shapes.js").Named} Named
 * @typedef {import("./page.js").Deeds} Deeds
 */

/**
 * @template {Named} Thing
 * @typedef {object} Manner how things of one kind are shown and asked for
 * @property {"service" | "counter"} kind
 * @property {(thing: Thing) => string} facts
 * @property {() => HTMLFormElement} form
 * @property {object} fresh what a new one begins with
 * @property {string[]} oneOf names of boxes of which at least one must be ticked
 */

/** @template {Named} Thing */
export class Rows {
  #root;
  #officeId;
  #manner;
  #deeds;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  /** @type {Thing[]} */
  #things = [];

  /**
   * @param {HTMLElement} root
   * @param {number} officeId
   * @param {Manner<Thing>} manner
   * @param {Deeds} deeds
   */
  constructor(root, officeId, manner, deeds) {
    this.#root = root;
    this.#officeId = officeId;
    this.#manner = manner;
    this.#deeds = deeds;
    part(root, "add").addEventListener("click", () => this.#openNew());
  }

  /** Forms that are open stay as they are. @param {Thing[]} things */
  show(things) {
    this.#things = things;
    for (const [id, row] of this.#rows) {
      if (things.some((thing) => thing.id === id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    const rows = things.map((thing, place) => this.#row(thing, place === 0, place === things.length - 1));
    const list = part(this.#root, "rows");
    rows.forEach((row, place) => {
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    });
    part(this.#root, "empty").hidden = things.length > 0;
  }

  /** @param {Thing} thing @param {boolean} isFirst @param {boolean} isLast */
  #row(thing, isFirst, isLast) {
    const row = this.#rows.get(thing.id) ?? this.#make(thing.id);
    const { name } = thing;
    fill(row, { name, facts: this.#manner.facts(thing) });
    part(row, "change").setAttribute("aria-label", text("change", { name }));
    part(row, "remove").setAttribute("aria-label", text("remove", { name }));
    showShifts(row, name, isFirst, isLast);
    return row;
  }

  /** @param {number} id */
  #make(id) {
    const row = fromTemplate("row");
    this.#rows.set(id, row);
    part(row, "change").addEventListener("click", () => this.#toggle(row, id));
    part(row, "remove").addEventListener("click", () => void this.#deeds.remove(this.#manner.kind, this.#thing(id)));
    onShift(row, (steps) => this.#shift(id, steps));
    return row;
  }

  /** @param {number} id @returns {Thing} */
  #thing(id) {
    return /** @type {Thing} */ (this.#things.find((thing) => thing.id === id));
  }

  /** @param {number} id @param {number} steps */
  #shift(id, steps) {
    const ids = shifted(this.#things.map((thing) => thing.id), id, steps);
    void this.#deeds.send(() => put("/api/admin/order", { kind: this.#manner.kind, ids }));
  }

  /** @param {HTMLElement} row @param {number} id */
  #toggle(row, id) {
    const editor = part(row, "editor");
    if (!editor.hidden) return this.#close(row);
    const form = this.#form(this.#thing(id), () => this.#close(row));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(form, (body) => put(`/api/admin/${this.#manner.kind}s/${id}`, body), () => this.#close(row));
    });
    editor.replaceChildren(form);
    editor.hidden = false;
    part(row, "change").setAttribute("aria-expanded", "true");
    firstField(form).focus();
  }

  /** @param {HTMLElement} row */
  #close(row) {
    part(row, "editor").hidden = true;
    part(row, "editor").replaceChildren();
    part(row, "change").setAttribute("aria-expanded", "false");
    part(row, "change").focus();
  }

  #openNew() {
    const place = part(this.#root, "adding");
    const close = () => {
      place.replaceChildren();
      part(this.#root, "add").hidden = false;
      part(this.#root, "add").focus();
    };
    const form = this.#form(this.#manner.fresh, close);
    const idempotencyKey = newKey();
    const path = `/api/admin/offices/${this.#officeId}/${this.#manner.kind}s`;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(form, (body) => post(path, body, { idempotencyKey }), close);
    });
    place.replaceChildren(form);
    part(this.#root, "add").hidden = true;
    firstField(form).focus();
  }

  /** @param {object} values @param {() => void} cancel */
  #form(values, cancel) {
    const form = this.#manner.form();
    write(form, values);
    part(form, "cancel").addEventListener("click", cancel);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") cancel();
    });
    return form;
  }

  /**
   * A refused form stays open with everything that was typed.
   * @param {HTMLFormElement} form
   * @param {(body: object) => Promise<any>} request
   * @param {() => void} done
   */
  async #save(form, request, done) {
    if (!isComplete(form, this.#manner.oneOf)) return;
    if (await this.#deeds.send(() => request(read(form)))) done();
  }
}

/** @param {HTMLFormElement} form */
function firstField(form) {
  return /** @type {HTMLElement} */ (form.elements[0]);
}
