// Disks to install to, and how far a copy is, in words; the texts are the page's own templates.

import { text } from "./texts.js";

const GB = 1e9;
const TB = 1e12;

/**
 * `holds`: what is on it (vorzimmer, windows, linux, other, nothing); `refusal`: why it cannot be taken, or empty.
 * @typedef {{path: string, model: string, size: number, holds: string, refusal: string}} Disk
 * @typedef {{stage: string, disk: Disk | null, percent: number, code: string}} Installation
 */

/** As it is printed on the disk: "ACME 970, 512 GB". @param {Disk} disk */
export function diskName({ model, size }) {
  const [unit, one] = size >= TB ? ["TB", TB] : ["GB", GB];
  const number = (size / one).toLocaleString(document.documentElement.lang, { maximumFractionDigits: one === TB ? 1 : 0 });
  return `${model || text("disk-unnamed")}, ${number} ${unit}`;
}

/** @param {Disk} disk */
export function whatIsOn({ holds }) {
  return text(`disk-holds-${holds}`);
}

/** Why a disk cannot be taken, or a copy ended. @param {string} code "" when all is well */
export function problemOf(code) {
  return code && (text(`install-${code}`) || text("install-failed"));
}

/** @param {Installation} installation */
export function phase({ percent }) {
  return text(percent < 50 ? "install-copying" : "install-comparing");
}
