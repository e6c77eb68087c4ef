// Pictures that the server drew, put into the page.

import { fill, fromTemplate, part } from "../clerk/elements.js";

/** Pixels: half of the page. */
const HALF = 620;

/**
 * A figure with its title; a wide picture scrolls, also with the keyboard.
 * @param {string} svg
 */
export function plotFigure(svg) {
  const figure = fromTemplate("plot-figure");
  const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const title = picture.querySelector("title")?.textContent ?? "";
  const area = part(figure, "area");
  fill(figure, { title });
  figure.classList.toggle("plot-figure--wide", Number(picture.getAttribute("width")) > HALF);
  area.setAttribute("aria-label", title);
  area.append(document.importNode(picture, true));
  return figure;
}
