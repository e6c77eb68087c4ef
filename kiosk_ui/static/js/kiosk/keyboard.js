// The keyboard on the screen, for who has none: types into the text field that has the focus, and stands below everything
// else, so that it covers nothing. It is part of the page's body, which is put in place anew for every person: nothing of
// it is kept here but what a finger is doing at the moment.

import { onAppliance } from "./appliance.js";
import { part, showOne } from "./slots.js";

const REPEAT_AFTER_MS = 500;
const REPEAT_EVERY_MS = 70;
const TEXT_FIELDS = "textarea, input:is([type=text], [type=search], [type=email], [type=tel], [type=url], :not([type]))";

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */

let repeating = 0;

/** Call once a page. */
export function startKeyboard() {
  if (!onAppliance() && navigator.maxTouchPoints === 0) return; // somebody with a mouse has keys
  document.addEventListener("focusin", (event) => follow(fieldOf(event.target)));
  document.addEventListener("focusout", (event) => fieldOf(event.relatedTarget) ?? follow(null));
  document.addEventListener("mousedown", (event) => keyOf(event) && event.preventDefault()); // the field keeps the focus
  document.addEventListener("pointerdown", (event) => touched(event));
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => clearTimeout(repeating));
  document.addEventListener("click", (event) => clicked(event));
}

/** Fingers overlap when they are quick: a key counts when it is touched, not when it is let go. @param {PointerEvent} event */
function touched(event) {
  const key = keyOf(event);
  if (!key || endsTyping(key)) return;
  pressed(key);
  if (key.dataset.deed === "delete") repeating = window.setTimeout(() => repeat(key), REPEAT_AFTER_MS);
}

/** By a screen reader, which has no pointer; and keys under which another thing lies when they go. @param {MouseEvent} event */
function clicked(event) {
  const key = keyOf(event);
  if (key && (event.detail === 0 || endsTyping(key))) pressed(key);
}

/** @param {HTMLElement} key */
const endsTyping = (key) => key.dataset.deed === "close" || key.dataset.deed === "enter";

/** @param {HTMLElement} key */
function repeat(key) {
  pressed(key);
  repeating = window.setTimeout(() => repeat(key), REPEAT_EVERY_MS);
}

/** @param {EventTarget | null} target @returns {Field | null} */
function fieldOf(target) {
  const isField = target instanceof HTMLElement && target.matches(TEXT_FIELDS);
  return isField && !(/** @type {Field} */ (target).readOnly) ? /** @type {Field} */ (target) : null;
}

/** @param {Event} event @returns {HTMLElement | null} */
function keyOf(event) {
  return event.target instanceof Element ? event.target.closest("#keyboard button") : null;
}

/** @param {Field | null} field */
function follow(field) {
  clearTimeout(repeating);
  part("#keyboard").hidden = field === null;
  if (!field) return;
  field.inputMode = "none"; // a tablet would show its own
  shift(field.value === "" && field.dataset.keys !== "email");
  layer(field.dataset.keys === "digits" ? "digits" : "letters");
  showOne(part("#keyboard"), "sign", field.dataset.keys === "email" ? "at" : "comma");
  showOne(part("#keyboard"), "enter", field.enterKeyHint === "send" ? "send" : "done");
  field.scrollIntoView({ block: "nearest" });
}

/** @type {Record<string, (field: Field) => void>} */
const DEEDS = {
  shift: () => shift(!isShifted()),
  letters: () => layer("letters"),
  digits: () => layer("digits"),
  delete: (field) => remove(field),
  enter: (field) => (field.form && field.enterKeyHint === "send" ? field.form.requestSubmit() : field.blur()),
  close: (field) => field.blur(),
};

/** @param {HTMLElement | null} key */
function pressed(key) {
  const field = fieldOf(document.activeElement);
  if (!key || !field) return;
  const { deed, character } = key.dataset;
  if (deed) return DEEDS[deed](field);
  type(field, isShifted() ? upper(character ?? "") : character ?? "");
  shift(false);
}

/** ß has no capital that people know. @param {string} character */
const upper = (character) => (character === "ß" ? character : character.toLocaleUpperCase("de"));

/**
 * @param {Field} field
 * @param {string} text
 */
function type(field, text) {
  const { selectionStart, selectionEnd, maxLength, value } = field;
  const [start, end] = [selectionStart ?? value.length, selectionEnd ?? value.length];
  if (maxLength >= 0 && value.length - (end - start) + text.length > maxLength) return;
  field.setRangeText(text, start, end, "end");
  tell(field, "insertText", text);
}

/** What is marked, or the character before the cursor, which may be more than one unit long. @param {Field} field */
function remove(field) {
  const end = field.selectionEnd ?? field.value.length;
  let start = field.selectionStart ?? end;
  if (start === end) start -= [...field.value.slice(0, start)].pop()?.length ?? 0;
  field.setRangeText("", start, end, "end");
  tell(field, "deleteContentBackward", null);
}

/**
 * @param {Field} field
 * @param {string} inputType
 * @param {string | null} data
 */
function tell(field, inputType, data) {
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data }));
}

const isShifted = () => part("#keyboard [data-deed=shift]").getAttribute("aria-pressed") === "true";

/** For the next character only. @param {boolean} on */
function shift(on) {
  const keyboard = part("#keyboard");
  part("[data-deed=shift]", keyboard).setAttribute("aria-pressed", String(on));
  for (const key of /** @type {NodeListOf<HTMLElement>} */ (keyboard.querySelectorAll("[data-layer=letters] [data-character]"))) {
    const character = key.dataset.character ?? "";
    key.textContent = on ? upper(character) : character;
  }
}

/** @param {string} name */
function layer(name) {
  showOne(part("#keyboard"), "layer", name);
}
