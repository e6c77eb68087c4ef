// Who comes and how they are told: the fields of templates/citizen/contact_fields.html.

import { text } from "../../texts.js";
import { need, setText, showOnly } from "../views.js";

/** @typedef {"name" | "email" | "phone"} Field */

/** As the server's own shapes. */
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const PHONE = /^\+?[0-9 /()-]{5,}$/;

/**
 * Which fields are needed depends on how one talks.
 * @param {HTMLFormElement} form
 * @param {string} channel
 */
export function showFields(form, channel) {
  showOnly(form, "only", [channel === "telephone" ? "telephone" : "either"]);
  form.oninput = (event) => forgive(form, /** @type {HTMLInputElement} */ (event.target).name);
}

/** What is being corrected is not wrong any more; of the two ways to reach somebody one will do. @param {HTMLFormElement} form @param {string} name */
function forgive(form, name) {
  if (name === "name") tell(form, name, "");
  else if (name === "email" || name === "phone") for (const field of /** @type {const} */ (["email", "phone"])) tell(form, field, "");
}

/**
 * Says what is missing or wrong beside its field, and goes to the first of them.
 * @param {HTMLFormElement} form
 * @param {string} channel
 */
export function isComplete(form, channel) {
  const { name, email, phone } = entered(form);
  const missing = channel === "telephone" ? !phone && "missing-phone" : !email && !phone && "missing-contact";
  /** @type {Record<Field, string>} */
  const problems = {
    name: name ? "" : "missing-name",
    email: email && !EMAIL.test(email) ? "wrong-email" : missing === "missing-contact" ? missing : "",
    phone: phone && !PHONE.test(phone) ? "wrong-phone" : missing === "missing-phone" ? missing : "",
  };
  const wrong = /** @type {Field[]} */ (Object.keys(problems)).filter((field) => tell(form, field, problems[field]));
  if (wrong.length) input(form, wrong[0]).focus();
  return wrong.length === 0;
}

/** @param {HTMLFormElement} form @param {Field} field @param {string} name of a text, "": all is well */
function tell(form, field, name) {
  const place = need(form, `[data-field="${field}"]`);
  place.classList.toggle("kern-form-input--error", Boolean(name));
  input(form, field).setAttribute("aria-invalid", String(Boolean(name)));
  const problem = need(place, "[data-problem]");
  setText(need(problem, "[data-words]"), name && text(name));
  problem.hidden = !name;
  return Boolean(name);
}

/** @param {HTMLFormElement} form @param {string} words "" for none */
export function refuse(form, words) {
  const refused = need(form, "[data-refused]");
  setText(need(refused, "[data-words]"), words);
  refused.hidden = !words;
}

/** @param {HTMLFormElement} form @returns {Record<Field, string>} */
export function entered(form) {
  const [name, email, phone] = /** @type {Field[]} */ (["name", "email", "phone"]).map((field) => input(form, field).value.trim());
  return { name, email, phone };
}

/** In which language we write to them: that of the page, or its Leichte Sprache. @param {HTMLFormElement} form */
export function languageOf(form) {
  const easy = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=easy]"));
  return easy?.checked ? easy.value : document.documentElement.lang;
}

/** @param {HTMLFormElement} form @param {Field} field */
function input(form, field) {
  return /** @type {HTMLInputElement} */ (need(form, `[name="${field}"]`));
}
