// Plain words about what just happened in the room. Each notice is a `<template data-notice>`; those with `data-passing` go by themselves.
import { copyOf, showOnly } from "./partial.js";

const PASSING_MS = 6_000;

export class Notices {
  /** @type {Map<string, HTMLElement>} those shown, by name */
  #shown = new Map();
  /** @type {Set<number>} */
  #timers = new Set();

  /**
   * @param {HTMLElement} root with the templates
   * @param {HTMLElement} region a live region
   * @param {string} role picks the words for "clerk", "citizen" or "guest"
   */
  constructor(root, region, role) {
    this.root = root;
    this.region = region;
    this.role = role;
  }

  /**
   * @param {string} name a name without a template shows nothing
   * @param {() => void} [act] for notices with a button
   * @param {Record<string, string>} [values] what its parts say; `role` picks among the words for roles
   */
  show(name, act, values = {}) {
    if (this.#shown.has(name)) return;
    const notice = copyOf(this.root, `[data-notice="${name}"]`);
    if (!notice) return;
    showOnly(notice, "data-for", this.role);
    if (values.role) showOnly(notice, "data-role-is", values.role);
    for (const [key, value] of Object.entries(values)) fill(notice, key, value);
    notice.querySelector("button")?.addEventListener("click", () => act?.());
    this.#shown.set(name, notice);
    this.region.append(notice);
    if (notice.hasAttribute("data-passing")) this.#timers.add(window.setTimeout(() => this.clear(name), PASSING_MS));
  }

  /** @param {string} name */
  clear(name) {
    this.#shown.get(name)?.remove();
    this.#shown.delete(name);
  }

  /**
   * @param {string} name
   * @param {boolean} on
   */
  toggle(name, on) {
    if (on) this.show(name);
    else this.clear(name);
  }

  /** @param {string} name */
  isShown(name) {
    return this.#shown.has(name);
  }

  clearAll() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    [...this.#shown.keys()].forEach((name) => this.clear(name));
  }
}

/**
 * @param {HTMLElement} notice
 * @param {string} name of parts
 * @param {string} value
 */
function fill(notice, name, value) {
  notice.querySelectorAll(`[data-part="${name}"]`).forEach((place) => (place.textContent = value));
}
