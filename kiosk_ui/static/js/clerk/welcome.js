// A colleague opens the link that was handed over and chooses a password; then work begins.

import { get, post } from "../api.js";
import { errorText, text } from "../texts.js";
import { fill, part, showView } from "./elements.js";

/** @typedef {{name: string, sign_in_name: string, organisation: string, least: number}} Welcome */

const TOKEN = location.hash.slice(1);
const LINK_ENDED = 401;

const form = /** @type {HTMLFormElement} */ (part(document, "welcome"));
let least = 0;
let isBusy = false;

async function start() {
  if (!TOKEN) return end(text("incomplete"));
  try {
    greet(await get("/api/welcome", { bearer: TOKEN }));
  } catch (error) {
    end(errorText(error));
  }
}

/** @param {Welcome} welcome */
function greet(welcome) {
  least = welcome.least;
  fill(document, {
    organisation: welcome.organisation,
    greeting: text("greeting", { name: welcome.name }),
    hint: text("hint", { least }),
  });
  field("name").value = welcome.sign_in_name;
  showView("welcome");
  field("password").focus();
}

/** @param {string} why */
function end(why) {
  fill(document, { ended: why });
  showView("ended");
  document.getElementById("ended-title")?.focus();
}

async function choose() {
  const password = field("password").value;
  if (password.length < least) return refuse(text("short", { least }), "password");
  if (password !== field("again").value) return refuse(text("different"), "again");
  if (isBusy) return;
  isBusy = true;
  try {
    await post("/api/welcome", { password }, { bearer: TOKEN });
    location.replace(`/clerk/${location.search}`);
  } catch (error) {
    if (/** @type {{status?: number}} */ (error).status === LINK_ENDED) end(errorText(error));
    else refuse(errorText(error), "password");
  } finally {
    isBusy = false;
  }
}

/**
 * @param {string} error
 * @param {"password" | "again"} name
 */
function refuse(error, name) {
  fill(form, { error });
  part(form, "error").hidden = false;
  field(name).focus();
  field(name).select();
}

/** @param {"name" | "password" | "again"} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void choose();
});
void start();
